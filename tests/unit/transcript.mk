# one program per module: name, sources, flags, libraries
EXTRA_DIST += tests/transcripts

check_PROGRAMS += test-transcript
TESTS += test-transcript
test_transcript_SOURCES = %D%/test-transcript.c
test_transcript_CFLAGS = $(unit_cflags)
test_transcript_LDADD = $(unit_core)

check_PROGRAMS += test-feed
TESTS += test-feed
test_feed_SOURCES = %D%/test-feed.c %D%/played.c %D%/played.h
test_feed_CFLAGS = $(unit_cflags)
test_feed_LDADD = $(unit_core)

check_PROGRAMS += test-file-mask
TESTS += test-file-mask
test_file_mask_SOURCES = %D%/test-file-mask.c
test_file_mask_CFLAGS = $(unit_cflags)
test_file_mask_LDADD = $(unit_core)

check_PROGRAMS += test-auto-mask
TESTS += test-auto-mask
test_auto_mask_SOURCES = %D%/test-auto-mask.c
test_auto_mask_CFLAGS = $(unit_cflags)
test_auto_mask_LDADD = $(unit_core)

check_PROGRAMS += test-record
TESTS += test-record
test_record_SOURCES = %D%/test-record.c %D%/trace.c %D%/trace.h
test_record_CFLAGS = $(unit_cflags)
test_record_LDADD = $(unit_core)

check_PROGRAMS += test-carry
TESTS += test-carry
test_carry_SOURCES = %D%/test-carry.c
test_carry_CFLAGS = $(unit_cflags)
test_carry_LDADD = $(unit_core)

check_PROGRAMS += test-redact
TESTS += test-redact
test_redact_SOURCES = %D%/test-redact.c
test_redact_CFLAGS = $(unit_cflags)
test_redact_LDADD = $(unit_core)
check_PROGRAMS += test-rewrite
TESTS += test-rewrite
test_rewrite_SOURCES = %D%/test-rewrite.c
test_rewrite_CFLAGS = $(unit_cflags)
test_rewrite_LDADD = $(unit_core)
check_PROGRAMS += test-match
TESTS += test-match
test_match_SOURCES = %D%/test-match.c
test_match_CFLAGS = $(unit_cflags)
test_match_LDADD = $(unit_core)

check_PROGRAMS += test-plan
TESTS += test-plan
test_plan_SOURCES = %D%/test-plan.c
test_plan_CFLAGS = $(unit_cflags)
test_plan_LDADD = $(unit_core)

check_PROGRAMS += test-answer
TESTS += test-answer
test_answer_SOURCES = %D%/test-answer.c %D%/trace.c %D%/trace.h
test_answer_CFLAGS = $(unit_cflags)
test_answer_LDADD = $(unit_core)

check_PROGRAMS += test-align
TESTS += test-align
test_align_SOURCES = %D%/test-align.c
test_align_CFLAGS = $(unit_cflags)
test_align_LDADD = $(unit_core)

check_PROGRAMS += test-compare
TESTS += test-compare
test_compare_SOURCES = %D%/test-compare.c %D%/trace.c %D%/trace.h
test_compare_CFLAGS = $(unit_cflags)
test_compare_LDADD = $(unit_core)

check_PROGRAMS += test-import
TESTS += test-import
test_import_SOURCES = %D%/test-import.c
test_import_CFLAGS = $(unit_cflags)
test_import_LDADD = $(unit_core)

check_PROGRAMS += test-reshape
TESTS += test-reshape
test_reshape_SOURCES = %D%/test-reshape.c
test_reshape_CFLAGS = $(unit_cflags)
test_reshape_LDADD = $(unit_core)
