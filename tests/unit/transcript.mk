# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-transcript
TESTS += test-transcript
test_transcript_SOURCES = %D%/test-transcript.c
test_transcript_CFLAGS = $(unit_cflags)
test_transcript_LDADD = $(unit_core)

check_PROGRAMS += test-auto-mask
TESTS += test-auto-mask
test_auto_mask_SOURCES = %D%/test-auto-mask.c
test_auto_mask_CFLAGS = $(unit_cflags)
test_auto_mask_LDADD = $(unit_core)
