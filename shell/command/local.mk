pop3sh_SOURCES += \
  %D%/cmd-b64.c \
  %D%/cmd-capa.c \
  %D%/cmd-check.c \
  %D%/cmd-commands.c \
  %D%/cmd-connect.c \
  %D%/cmd-conninfo.c \
  %D%/cmd-disconnect.c \
  %D%/cmd-findings.c \
  %D%/cmd-help.c \
  %D%/cmd-include.c \
  %D%/cmd-last.c \
  %D%/cmd-login.c \
  %D%/cmd-learn.c \
  %D%/cmd-output.c \
  %D%/cmd-quit.c \
  %D%/cmd-raw.c \
  %D%/cmd-record.c \
  %D%/cmd-save.c \
  %D%/cmd-set.c \
  %D%/cmd-timing.c \
  %D%/cmd-tls.c \
  %D%/command.c %D%/command.h \
  %D%/file.c %D%/file.h \
  %D%/leave.c %D%/leave.h \
  %D%/print.c %D%/print.h

libpop3shell_a_SOURCES += \
  %D%/settings.c %D%/settings.h
