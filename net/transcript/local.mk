# sessions on paper
libpop3core_a_SOURCES += \
  %D%/at-verb.c %D%/at-verb.h \
  %D%/auto-mask.c %D%/auto-mask.h \
  %D%/body.c %D%/body.h \
  %D%/canonical.c %D%/canonical.h \
  %D%/date-mask.c %D%/date-mask.h \
  %D%/escape.c %D%/escape.h \
  %D%/expand.c %D%/expand.h \
  %D%/feed.c %D%/feed.h \
  %D%/header-field.c %D%/header-field.h \
  %D%/item.h \
  %D%/line-map.c %D%/line-map.h \
  %D%/param.c \
  %D%/reader.c %D%/reader.h \
  %D%/record.c %D%/record.h \
  %D%/record-header.c %D%/record-line.c %D%/record-private.h \
  %D%/redact.c %D%/redact.h \
  %D%/redactor.c %D%/redactor.h \
  %D%/transcript.c %D%/transcript.h \
  %D%/variable.c %D%/variable.h \
  %D%/wire-text.c %D%/wire-text.h \
  %D%/wire-type.c \
  %D%/writer.c %D%/writer.h
