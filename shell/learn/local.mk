libpop3shell_a_SOURCES += \
  %D%/learn.c %D%/learn.h \
  %D%/lesson.c %D%/lesson.h \
  %D%/lesson-mail.c \
  %D%/lesson-session.c \
  %D%/lesson-wrong.c \
  %D%/practice.h
