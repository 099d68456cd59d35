# one program per module: name, sources, flags, libraries

unit_report = libpop3report.a libpop3shell.a $(unit_wire) $(JANSSON_LIBS) \
  $(MXML_LIBS)
report_fixture = %D%/report-fixture.c %D%/report-fixture.h

# what the end-to-end tests read with other programs
check_PROGRAMS += report-sample
report_sample_SOURCES = %D%/report-sample.c $(report_fixture)
report_sample_CFLAGS = $(unit_cflags)
report_sample_LDADD = $(unit_report)

check_PROGRAMS += test-report
TESTS += test-report
test_report_SOURCES = %D%/test-report.c $(report_fixture)
test_report_CFLAGS = $(unit_cflags)
test_report_LDADD = $(unit_report)
