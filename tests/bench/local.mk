# what scripts/bench needs: a fast source and a stop-watch
noinst_PROGRAMS += %D%/source %D%/run

%C%_source_SOURCES = \
  %D%/certificate.c %D%/certificate.h \
  %D%/drop.c %D%/drop.h \
  %D%/source.c
%C%_source_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
%C%_source_LDADD = $(OPENSSL_LIBS)

%C%_run_SOURCES = %D%/run.c

EXTRA_DIST += %D%/bench.py
