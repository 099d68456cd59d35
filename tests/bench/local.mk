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

# what guards the speed of the data path: instructions, not seconds
check_PROGRAMS += %D%/data-path
TESTS += %D%/check-data-path
EXTRA_DIST += %D%/check-data-path
%C%_data_path_SOURCES = %D%/data-path.c %D%/drop.c %D%/drop.h
%C%_data_path_CFLAGS = $(AM_CFLAGS) -DBUILD_CFLAGS='"$(CFLAGS)"'
%C%_data_path_LDADD = libpop3core.a $(OPENSSL_LIBS) $(GSASL_LIBS)
