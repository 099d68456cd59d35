# each target twice: a check program that replays its corpus, and, with
# --enable-fuzzing, a libFuzzer program
fuzz_common = %D%/fuzz.h %D%/records.c %D%/records.h \
  tests/unit/trace.c tests/unit/trace.h
fuzz_replay = $(fuzz_common) %D%/replay.c
fuzz_libs = libpop3core.a $(OPENSSL_LIBS) $(GSASL_LIBS)

check_PROGRAMS += replay-auth replay-dialogue replay-rules
check_PROGRAMS += replay-dialogue replay-rules replay-server
TESTS += %D%/replay-corpora
EXTRA_DIST += %D%/replay-corpora tests/corpus
replay_auth_SOURCES = %D%/fuzz.h %D%/replay.c %D%/fuzz-auth.c
replay_auth_LDADD = $(fuzz_libs)
replay_dialogue_SOURCES = $(fuzz_replay) %D%/fuzz-dialogue.c
replay_dialogue_LDADD = $(fuzz_libs)
replay_rules_SOURCES = $(fuzz_replay) %D%/fuzz-rules.c
replay_rules_LDADD = $(fuzz_libs)
replay_server_SOURCES = $(fuzz_replay) %D%/fuzz-server.c
replay_server_LDADD = $(fuzz_libs)

if FUZZING
noinst_PROGRAMS += fuzz-auth fuzz-dialogue fuzz-rules
fuzz_auth_SOURCES = %D%/fuzz.h %D%/fuzz-auth.c
fuzz_auth_LDADD = $(fuzz_libs)
fuzz_auth_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += fuzz-dialogue fuzz-rules fuzz-server
fuzz_dialogue_SOURCES = $(fuzz_common) %D%/fuzz-dialogue.c
fuzz_dialogue_LDADD = $(fuzz_libs)
fuzz_dialogue_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_rules_SOURCES = $(fuzz_common) %D%/fuzz-rules.c
fuzz_rules_LDADD = $(fuzz_libs)
fuzz_rules_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_server_SOURCES = $(fuzz_common) %D%/fuzz-server.c
fuzz_server_LDADD = $(fuzz_libs)
fuzz_server_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

check_PROGRAMS += replay-transcript
fuzz_paper = %D%/fuzz.h tests/unit/played.c tests/unit/played.h
replay_transcript_SOURCES = $(fuzz_paper) %D%/replay.c %D%/fuzz-transcript.c
replay_transcript_LDADD = $(fuzz_libs)
if FUZZING
noinst_PROGRAMS += fuzz-transcript
fuzz_transcript_SOURCES = $(fuzz_paper) %D%/fuzz-transcript.c
fuzz_transcript_LDADD = $(fuzz_libs)
fuzz_transcript_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

# what a person types: they need the shell, which the core does not
fuzz_shell_libs = libpop3shell.a libpop3wire.a libpop3core.a $(OPENSSL_LIBS) \
  $(GSASL_LIBS) $(IDN2_LIBS) $(JANSSON_LIBS)
check_PROGRAMS += replay-target replay-words
replay_target_SOURCES = %D%/replay.c %D%/fuzz.h %D%/fuzz-target.c
replay_target_LDADD = $(fuzz_shell_libs)
replay_words_SOURCES = %D%/replay.c %D%/fuzz.h %D%/fuzz-words.c shell/command/expand.c
replay_words_LDADD = $(fuzz_shell_libs)
if FUZZING
noinst_PROGRAMS += fuzz-target fuzz-words
fuzz_target_SOURCES = %D%/fuzz.h %D%/fuzz-target.c
fuzz_target_LDADD = $(fuzz_shell_libs)
fuzz_target_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_words_SOURCES = %D%/fuzz.h %D%/fuzz-words.c shell/command/expand.c
fuzz_words_LDADD = $(fuzz_shell_libs)
fuzz_words_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

check_PROGRAMS += replay-import
replay_import_SOURCES = %D%/replay.c %D%/fuzz.h %D%/fuzz-import.c
replay_import_LDADD = $(fuzz_libs)
if FUZZING
noinst_PROGRAMS += fuzz-import
fuzz_import_SOURCES = %D%/fuzz.h %D%/fuzz-import.c
fuzz_import_LDADD = $(fuzz_libs)
fuzz_import_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
