# pop3sh itself; what unit tests need of it is in libpop3shell.a
noinst_LIBRARIES += libpop3shell.a
libpop3shell_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(JANSSON_CFLAGS)
libpop3shell_a_SOURCES = \
  %D%/exit.c \
  %D%/harden.c %D%/harden.h \
  %D%/shell.h \
  %D%/file/aside.c %D%/file/aside.h \
  %D%/file/home.c %D%/file/home.h \
  %D%/file/lines.c %D%/file/lines.h \
  %D%/file/part.c %D%/file/part.h \
  %D%/file/replace.c %D%/file/replace.h \
  %D%/file/slurp.c %D%/file/slurp.h \
  %D%/lint/lint.c %D%/lint/lint.h \
  %D%/lint/lint-collect.c %D%/lint/lint-collect.h \
  %D%/lint/lint-doubt.c %D%/lint/lint-doubt.h \
  %D%/lint/lint-secret.c %D%/lint/lint-secret.h \
  %D%/login/netrc.c %D%/login/netrc.h \
  %D%/login/password.c %D%/login/password.h \
  %D%/login/password-ask.c \
  %D%/login/password-command.c \
  %D%/mode/packets.c %D%/mode/packets.h \
  %D%/option/option.c %D%/option/option.h \
  %D%/option/option-check.c \
  %D%/option/option-files.c \
  %D%/option/option-help.c \
  %D%/option/option-read.c \
  %D%/option/option-value.c %D%/option/option-value.h \
  %D%/option/shell-completion.c %D%/option/shell-completion.h \
  %D%/option/target.c %D%/option/target.h \
  %D%/option/target-host.c %D%/option/target-host.h \
  %D%/session/envelopes.c %D%/session/envelopes.h \
  %D%/session/exchange.c %D%/session/exchange.h \
  %D%/session/hash-thread.c %D%/session/hash-thread.h \
  %D%/session/service.c %D%/session/service.h \
  %D%/session/state.c %D%/session/state.h \
  %D%/session/state-json.c %D%/session/state-json.h \
  %D%/session/verdict.c %D%/session/verdict.h

bin_PROGRAMS += pop3sh
pop3sh_SOURCES = \
  %D%/main.c \
  %D%/lint/lint-report.c \
  %D%/lint/lint-json.c \
  %D%/lint/lint-show.c %D%/lint/lint-show.h \
  %D%/login/login.c %D%/login/login.h \
  %D%/login/login-choose.c \
  %D%/login/login-explain.c \
  %D%/login/login-private.h \
  %D%/mode/batch.c %D%/mode/batch.h \
  %D%/mode/connect.c \
  %D%/mode/demo.c \
  %D%/mode/import.c \
  %D%/mode/input.c %D%/mode/input.h \
  %D%/mode/lint.c \
  %D%/mode/mode.c %D%/mode/mode.h \
  %D%/mode/replay.c \
  %D%/mode/rewrite.c \
  %D%/mode/rules.c \
  %D%/mode/serve.c \
  %D%/serve/fault-list.c %D%/serve/fault-list.h \
  %D%/serve/record-guest.c %D%/serve/record-guest.h \
  %D%/serve/script-guest.c %D%/serve/script-guest.h \
  %D%/serve/serving.c %D%/serve/serving.h \
  %D%/serve/want.c %D%/serve/want.h \
  %D%/session/extend.c %D%/session/extend.h \
  %D%/session/record-carry.c %D%/session/record-carry.h \
  %D%/session/record-file.c %D%/session/record-file.h \
  %D%/session/record-late.c %D%/session/record-late.h \
  %D%/session/record-mode.c %D%/session/record-mode.h \
  %D%/session/recording.c %D%/session/recording.h \
  %D%/session/session.c %D%/session/session.h \
  %D%/session/session-facts.c \
  %D%/session/session-hear.c \
  %D%/session/session-login.h \
  %D%/session/session-memory.c \
  %D%/session/session-explain.c \
  %D%/session/session-open.c \
  %D%/session/session-private.h \
  %D%/session/session-send.c \
  %D%/session/session-tls.c \
  %D%/session/session-wait.c \
  %D%/session/session-watch.c
pop3sh_CPPFLAGS = $(AM_CPPFLAGS) -DPKGLIBEXECDIR='"$(pkglibexecdir)"'
pop3sh_CFLAGS = $(AM_CFLAGS) $(READLINE_CFLAGS) $(OPENSSL_CFLAGS) \
  $(JANSSON_CFLAGS)
pop3sh_LDADD = libpop3report.a libpop3render.a libpop3shell.a libpop3wire.a \
  libpop3store.a libpop3core.a $(READLINE_LIBS) $(OPENSSL_LIBS) $(GSASL_LIBS) $(IDN2_LIBS) \
  $(JANSSON_LIBS) $(MXML_LIBS)

# what \view asks for the parts of a message
if HAVE_GMIME
pkglibexec_PROGRAMS += mime-outline
mime_outline_SOURCES = %D%/mime-outline.c
mime_outline_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS)
mime_outline_LDADD = $(GMIME_LIBS)
else
EXTRA_DIST += %D%/mime-outline.c
endif

# completion of the command line, made by the program itself
bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d
nodist_bashcomp_DATA = completion/pop3sh
nodist_zshcomp_DATA = completion/_pop3sh
nodist_fishcomp_DATA = completion/pop3sh.fish
CLEANFILES += $(nodist_bashcomp_DATA) $(nodist_zshcomp_DATA) \
  $(nodist_fishcomp_DATA)
completion/pop3sh: pop3sh$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && ./pop3sh --completion bash >$@
completion/_pop3sh: pop3sh$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && ./pop3sh --completion zsh >$@
completion/pop3sh.fish: pop3sh$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && ./pop3sh --completion fish >$@

include %D%/render/local.mk
include %D%/learn/local.mk
include %D%/repl/local.mk
include %D%/replay/local.mk
include %D%/report/local.mk
include %D%/command/local.mk
