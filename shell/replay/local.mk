pop3sh_SOURCES += \
  %D%/actual.c %D%/actual.h \
  %D%/guard.c %D%/guard.h \
  %D%/hide.c %D%/hide.h \
  %D%/job.c \
  %D%/jobs.c %D%/jobs.h \
  %D%/link.c %D%/link.h \
  %D%/mask-list.c %D%/mask-list.h \
  %D%/rewrite.c %D%/rewrite.h \
  %D%/run.c %D%/run.h %D%/run-private.h \
  %D%/run-actual.c \
  %D%/run-case.c \
  %D%/run-connect.c \
  %D%/run-end.c \
  %D%/run-event.c \
  %D%/run-finding.c \
  %D%/run-judge.c \
  %D%/run-late.c \
  %D%/run-open.c \
  %D%/run-requires.c \
  %D%/run-send.c \
  %D%/run-silence.c \
  %D%/run-wait.c \
  %D%/saved.c %D%/saved.h \
  %D%/script.c %D%/script.h \
  %D%/show.c %D%/show.h %D%/show-private.h \
  %D%/show-difference.c \
  %D%/show-json.c \
  %D%/speak.c %D%/speak.h \
  %D%/told.c %D%/told.h \
  %D%/value.c %D%/value.h \
  %D%/workers.c %D%/workers.h
