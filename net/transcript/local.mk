# sessions on paper
libpop3core_a_SOURCES += \
  %D%/at-verb.c %D%/at-verb.h \
  %D%/auto-mask.c %D%/auto-mask.h \
  %D%/date-mask.c %D%/date-mask.h \
  %D%/escape.c %D%/escape.h \
  %D%/header-field.c %D%/header-field.h \
  %D%/item.h \
  %D%/param.c \
  %D%/reader.c %D%/reader.h \
  %D%/transcript.c %D%/transcript.h \
  %D%/wire-text.c %D%/wire-text.h \
  %D%/wire-type.c \
  %D%/writer.c %D%/writer.h
