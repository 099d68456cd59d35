# pop3sh itself; what unit tests need of it is in libpop3shell.a
noinst_LIBRARIES += libpop3shell.a
libpop3shell_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(JANSSON_CFLAGS)
libpop3shell_a_SOURCES = \
  %D%/envelopes.c %D%/envelopes.h \
  %D%/exchange.c %D%/exchange.h \
  %D%/exit.c %D%/shell.h \
  %D%/harden.c %D%/harden.h \
  %D%/home.c %D%/home.h \
  %D%/lines.c %D%/lines.h \
  %D%/lint.c %D%/lint.h \
  %D%/lint-doubt.c %D%/lint-doubt.h \
  %D%/lint-secret.c %D%/lint-secret.h \
  %D%/nearest.c %D%/nearest.h \
  %D%/netrc.c %D%/netrc.h \
  %D%/option.c %D%/option.h \
  %D%/option-check.c \
  %D%/option-help.c \
  %D%/option-read.c \
  %D%/packets.c %D%/packets.h \
  %D%/password.c %D%/password.h \
  %D%/password-ask.c \
  %D%/password-command.c \
  %D%/service.c %D%/service.h \
  %D%/replace.c %D%/replace.h \
  %D%/slurp.c %D%/slurp.h \
  %D%/shell-completion.c %D%/shell-completion.h \
  %D%/state.c %D%/state.h \
  %D%/state-json.c %D%/state-json.h \
  %D%/target.c %D%/target.h \
  %D%/target-host.c %D%/target-host.h \
  %D%/verdict.c %D%/verdict.h

bin_PROGRAMS += pop3sh
pop3sh_SOURCES = \
  %D%/batch.c %D%/batch.h \
  %D%/fault-list.c %D%/fault-list.h \
  %D%/input.c %D%/input.h \
  %D%/lint-show.c %D%/lint-show.h \
  %D%/login.c %D%/login.h \
  %D%/login-choose.c %D%/login-explain.c %D%/login-private.h \
  %D%/main.c \
  %D%/mode/connect.c %D%/mode/mode.c %D%/mode/mode.h \
  %D%/mode/demo.c \
  %D%/mode/import.c \
  %D%/mode/lint.c \
  %D%/mode/rewrite.c \
  %D%/mode/replay.c \
  %D%/mode/rules.c \
  %D%/mode/serve.c \
  %D%/recording.c %D%/recording.h \
  %D%/script-guest.c %D%/script-guest.h \
  %D%/serving.c %D%/serving.h \
  %D%/session.c %D%/session.h \
  %D%/session-open.c %D%/session-private.h \
  %D%/session-hear.c \
  %D%/session-login.h \
  %D%/session-memory.c \
  %D%/session-tls.c \
  %D%/session-watch.c
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
