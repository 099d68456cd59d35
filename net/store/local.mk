# maildrops on disk: with wire the only I/O
noinst_LIBRARIES += libpop3store.a
libpop3store_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
libpop3store_a_SOURCES = \
  %D%/file-state.c %D%/file-state.h \
  %D%/fingerprint.c %D%/fingerprint.h \
  %D%/maildir.c %D%/maildir.h \
  %D%/maildir-list.c %D%/maildir-list.h \
  %D%/mbox.c %D%/mbox.h \
  %D%/mbox-from.c %D%/mbox-from.h \
  %D%/mbox-index.c %D%/mbox-index.h \
  %D%/mbox-lock.c %D%/mbox-lock.h \
  %D%/mbox-rewrite.c %D%/mbox-rewrite.h \
  %D%/stored.c %D%/stored.h
