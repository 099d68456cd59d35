# each target twice: a check program that replays its corpus, and, with
# --enable-fuzzing, a libFuzzer program
fuzz_common = %D%/fuzz.h
fuzz_replay = $(fuzz_common) %D%/replay.c

check_PROGRAMS += replay-dialogue
TESTS += %D%/replay-corpora
EXTRA_DIST += %D%/replay-corpora tests/corpus
replay_dialogue_SOURCES = $(fuzz_replay) %D%/fuzz-dialogue.c \
  tests/unit/trace.c tests/unit/trace.h
replay_dialogue_LDADD = libpop3core.a $(OPENSSL_LIBS)

if FUZZING
noinst_PROGRAMS += fuzz-dialogue
fuzz_dialogue_SOURCES = $(fuzz_common) %D%/fuzz-dialogue.c \
  tests/unit/trace.c tests/unit/trace.h
fuzz_dialogue_LDADD = libpop3core.a $(OPENSSL_LIBS)
fuzz_dialogue_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
