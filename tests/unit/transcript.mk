# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-transcript
TESTS += test-transcript
test_transcript_SOURCES = %D%/test-transcript.c
test_transcript_CFLAGS = $(unit_cflags)
test_transcript_LDADD = $(unit_core)
