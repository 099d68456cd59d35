pop3sh_SOURCES += \
  %D%/complete.c %D%/complete.h \
  %D%/hint.c %D%/hint.h \
  %D%/menu.c %D%/menu.h \
  %D%/offer.c %D%/offer.h \
  %D%/prompt-session.c %D%/prompt-session.h \
  %D%/question.c %D%/question.h \
  %D%/repl.c %D%/repl.h \
  %D%/screen.c %D%/screen.h \
  %D%/start-file.c %D%/start-file.h

libpop3shell_a_SOURCES += \
  %D%/arguments.c %D%/arguments.h \
  %D%/history.c %D%/history.h \
  %D%/prompt.c %D%/prompt.h \
  %D%/words.c %D%/words.h
