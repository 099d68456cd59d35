# the other side of the wire, as a pure function
libpop3core_a_SOURCES += \
  %D%/bearer.c %D%/bearer.h \
  %D%/fault.c %D%/fault.h %D%/fault-rows.h \
  %D%/faults-line.c \
  %D%/faults-login.c \
  %D%/faults-mail.c \
  %D%/faults-tls.c \
  %D%/maildrop.h \
  %D%/phrase.c %D%/phrase.h \
  %D%/sample.c %D%/sample.h \
  %D%/sample-texts.c \
  %D%/sasl.c %D%/sasl.h \
  %D%/script.c %D%/script.h %D%/script-private.h \
  %D%/script-line.c \
  %D%/script-make.c \
  %D%/script-play.c \
  %D%/script-spoil.c \
  %D%/server.h \
  %D%/session.c %D%/session.h %D%/session-private.h \
  %D%/session-auth.c \
  %D%/session-command.c \
  %D%/session-data.c \
  %D%/session-fault.c \
  %D%/session-line.c \
  %D%/session-mail.c \
  %D%/session-output.c \
  %D%/server.c \
  %D%/session-state.c \
  %D%/template.c %D%/template.h
