pop3sh_SOURCES += \
  %D%/cmd-b64.c \
  %D%/cmd-capa.c \
  %D%/cmd-bookmark.c \
  %D%/cmd-check.c \
  %D%/cmd-commands.c \
  %D%/cmd-connect.c \
  %D%/cmd-conninfo.c \
  %D%/cmd-disconnect.c \
  %D%/cmd-expect.c \
  %D%/cmd-explain.c \
  %D%/cmd-findings.c \
  %D%/cmd-help.c \
  %D%/cmd-include.c \
  %D%/cmd-keepalive.c \
  %D%/cmd-last.c \
  %D%/cmd-login.c \
  %D%/cmd-learn.c \
  %D%/cmd-latency.c \
  %D%/cmd-let.c \
  %D%/cmd-list.c \
  %D%/cmd-output.c \
  %D%/cmd-quit.c \
  %D%/cmd-raw.c \
  %D%/cmd-record.c \
  %D%/cmd-replay.c \
  %D%/cmd-save.c \
  %D%/cmd-set.c \
  %D%/cmd-timing.c \
  %D%/cmd-tls.c \
  %D%/cmd-view.c \
  %D%/cmd-watch.c \
  %D%/command.c %D%/command.h \
  %D%/expand.c %D%/expand.h \
  %D%/file.c %D%/file.h \
  %D%/help.c %D%/help.h \
  %D%/hush.c %D%/hush.h \
  %D%/leave.c %D%/leave.h \
  %D%/outline.c %D%/outline.h \
  %D%/page.c %D%/page.h \
  %D%/pipe.c %D%/pipe.h \
  %D%/print.c %D%/print.h

libpop3shell_a_SOURCES += \
  %D%/bookmarks.c %D%/bookmarks.h \
  %D%/explanations.c %D%/explanations.h \
  %D%/habits.c %D%/habits.h \
  %D%/grammar.c %D%/grammar.h \
  %D%/topics.c %D%/topics.h \
  %D%/settings.c %D%/settings.h
