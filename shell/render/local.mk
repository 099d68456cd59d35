# the renderers: what pop3sh and their tests link
noinst_LIBRARIES += libpop3render.a
libpop3render_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(JANSSON_CFLAGS)
libpop3render_a_SOURCES = \
  %D%/finding.c %D%/finding.h \
  %D%/json-data.c %D%/json-form.h \
  %D%/json-form.c \
  %D%/json-reply.c %D%/json-reply.h \
  %D%/json-value.c \
  %D%/last.c %D%/last.h \
  %D%/output.c %D%/output.h \
  %D%/progress.c %D%/progress.h \
  %D%/raw-form.c \
  %D%/remark.c %D%/remark.h \
  %D%/renderer.c %D%/renderer.h %D%/render.h \
  %D%/style.c %D%/style.h \
  %D%/table.c %D%/table.h \
  %D%/text-form.c %D%/text-form.h \
  %D%/text-listing.c \
  %D%/text-message.c \
  %D%/text-reply.c \
  %D%/text-tls.c \
  %D%/unstuff.h
