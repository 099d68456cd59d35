# reports of replay, lint and audit
noinst_LIBRARIES += libpop3report.a
libpop3report_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(JANSSON_CFLAGS) \
  $(MXML_CFLAGS)
libpop3report_a_SOURCES = \
  %D%/case.c \
  %D%/difference.c \
  %D%/file.c \
  %D%/github.c \
  %D%/html.c %D%/html.h \
  %D%/html-session.c \
  %D%/html-style.c \
  %D%/intake.c \
  %D%/item.c \
  %D%/json.c \
  %D%/json-lines.c \
  %D%/json-part.c %D%/json-part.h \
  %D%/junit.c \
  %D%/kept.c \
  %D%/kind.c \
  %D%/output.c \
  %D%/plain.c \
  %D%/report.c %D%/report.h %D%/private.h \
  %D%/tap.c
