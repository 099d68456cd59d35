# what scripts/bench needs: a fast source and a stop-watch
noinst_PROGRAMS += %D%/limit %D%/run %D%/source

%C%_source_SOURCES = \
  %D%/certificate.c %D%/certificate.h \
  %D%/drop.c %D%/drop.h \
  %D%/source.c
%C%_source_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
%C%_source_LDADD = $(OPENSSL_LIBS)

%C%_run_SOURCES = %D%/run.c

%C%_limit_SOURCES = %D%/limit.c
%C%_limit_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
%C%_limit_LDADD = $(OPENSSL_LIBS)

EXTRA_DIST += %D%/bench.py %D%/picture.py %D%/table.py %D%/workloads.py

# what guards the speed of the data path: instructions, not seconds
check_PROGRAMS += %D%/data-path
TESTS += %D%/check-data-path
EXTRA_DIST += %D%/check-data-path
%C%_data_path_SOURCES = %D%/data-path.c %D%/drop.c %D%/drop.h
%C%_data_path_CFLAGS = $(AM_CFLAGS) -DBUILD_CFLAGS='"$(CFLAGS)"'
%C%_data_path_LDADD = libpop3core.a $(OPENSSL_LIBS) $(GSASL_LIBS)
