pop3sh_SOURCES += \
  %D%/complete.c %D%/complete.h \
  %D%/prompt-session.c %D%/prompt-session.h \
  %D%/question.c %D%/question.h \
  %D%/repl.c %D%/repl.h \
  %D%/start-file.c %D%/start-file.h

libpop3shell_a_SOURCES += \
  %D%/history.c %D%/history.h \
  %D%/prompt.c %D%/prompt.h
