# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-server
TESTS += test-server
server_pair = %D%/server-pair.c %D%/server-pair.h

test_server_SOURCES = %D%/test-server.c $(server_pair)
test_server_CFLAGS = $(unit_cflags) $(GSASL_CFLAGS)
test_server_LDADD = $(unit_core)

check_PROGRAMS += test-faults
TESTS += test-faults
test_faults_SOURCES = %D%/test-faults.c $(server_pair)
test_faults_CFLAGS = $(unit_cflags) $(GSASL_CFLAGS)
test_faults_LDADD = $(unit_core)

check_PROGRAMS += test-script
TESTS += test-script
test_script_SOURCES = %D%/test-script.c
test_script_CFLAGS = $(unit_cflags)
test_script_LDADD = $(unit_core)
