libpop3core_a_SOURCES += \
  %D%/amount.c \
  %D%/base64.c %D%/base64.h \
  %D%/buf.c %D%/buf.h \
  %D%/error.c %D%/error.h \
  %D%/exhausted.c \
  %D%/hex.c %D%/hex.h \
  %D%/nearest.c %D%/nearest.h \
  %D%/json.c %D%/json.h \
  %D%/memory.c %D%/memory.h \
  %D%/named.c %D%/named.h \
  %D%/secret.c %D%/secret.h \
  %D%/span.c %D%/span.h \
  %D%/text.c %D%/text.h \
  %D%/unescape.c \
  %D%/utf8.c \
  %D%/width.c \
  %D%/word.h \
  %D%/wrap.c %D%/wrap.h
