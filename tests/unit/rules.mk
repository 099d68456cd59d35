# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-catalogue test-rules
TESTS += test-catalogue test-rules
CLEANFILES += rules.md.new

test_catalogue_SOURCES = %D%/test-catalogue.c
test_catalogue_CFLAGS = $(unit_cflags)
test_catalogue_LDADD = $(unit_core)

test_rules_SOURCES = %D%/test-rules.c
test_rules_CFLAGS = $(unit_cflags)
test_rules_LDADD = $(unit_core)

check_PROGRAMS += test-rules-lines
TESTS += test-rules-lines
test_rules_lines_SOURCES = %D%/test-rules-lines.c \
  %D%/findings.c %D%/findings.h %D%/rules-script.h \
  %D%/trace.c %D%/trace.h
test_rules_lines_CFLAGS = $(unit_cflags)
test_rules_lines_LDADD = $(unit_core)

check_PROGRAMS += test-rules-session
TESTS += test-rules-session
test_rules_session_SOURCES = %D%/test-rules-session.c \
  %D%/findings.c %D%/findings.h %D%/rules-script.h \
  %D%/trace.c %D%/trace.h
test_rules_session_CFLAGS = $(unit_cflags)
test_rules_session_LDADD = $(unit_core)

check_PROGRAMS += test-rules-servers
TESTS += test-rules-servers
test_rules_servers_SOURCES = %D%/test-rules-servers.c \
  %D%/findings.c %D%/findings.h %D%/rules-script.h \
  %D%/trace.c %D%/trace.h
test_rules_servers_CFLAGS = $(unit_cflags)
test_rules_servers_LDADD = $(unit_core)

check_PROGRAMS += test-rules-auth test-rules-capa test-rules-oauth \
  test-rules-resp test-rules-sasl test-rules-sasl-list
TESTS += test-rules-auth test-rules-capa test-rules-oauth \
  test-rules-resp test-rules-sasl test-rules-sasl-list

test_rules_auth_SOURCES = %D%/test-rules-auth.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_auth_CFLAGS = $(unit_cflags)
test_rules_auth_LDADD = $(unit_core)

test_rules_capa_SOURCES = %D%/test-rules-capa.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_capa_CFLAGS = $(unit_cflags)
test_rules_capa_LDADD = $(unit_core)

test_rules_oauth_SOURCES = %D%/test-rules-oauth.c \
  %D%/sasl-script.c %D%/sasl-script.h %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_oauth_CFLAGS = $(unit_cflags)
test_rules_oauth_LDADD = $(unit_core)

test_rules_resp_SOURCES = %D%/test-rules-resp.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_resp_CFLAGS = $(unit_cflags)
test_rules_resp_LDADD = $(unit_core)

test_rules_sasl_SOURCES = %D%/test-rules-sasl.c \
  %D%/sasl-script.c %D%/sasl-script.h %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_sasl_CFLAGS = $(unit_cflags)
test_rules_sasl_LDADD = $(unit_core)

test_rules_sasl_list_SOURCES = %D%/test-rules-sasl-list.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_sasl_list_CFLAGS = $(unit_cflags)
test_rules_sasl_list_LDADD = $(unit_core)

check_PROGRAMS += test-digest test-rules-listing test-rules-maildrop \
  test-rules-message
TESTS += test-digest test-rules-listing test-rules-maildrop \
  test-rules-message

test_digest_SOURCES = %D%/test-digest.c
test_digest_CFLAGS = $(unit_cflags)
test_digest_LDADD = $(unit_core)

test_rules_listing_SOURCES = %D%/test-rules-listing.c %D%/maildrop-script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_listing_CFLAGS = $(unit_cflags)
test_rules_listing_LDADD = $(unit_core)

test_rules_maildrop_SOURCES = %D%/test-rules-maildrop.c %D%/maildrop-script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_maildrop_CFLAGS = $(unit_cflags)
test_rules_maildrop_LDADD = $(unit_core)

test_rules_message_SOURCES = %D%/test-rules-message.c %D%/maildrop-script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_message_CFLAGS = $(unit_cflags)
test_rules_message_LDADD = $(unit_core)

check_PROGRAMS += test-rules-handshake test-rules-tls
TESTS += test-rules-handshake test-rules-tls

test_rules_handshake_SOURCES = %D%/test-rules-handshake.c \
  %D%/facts.c %D%/facts.h
test_rules_handshake_CFLAGS = $(unit_cflags)
test_rules_handshake_LDADD = $(unit_core)

test_rules_tls_SOURCES = %D%/test-rules-tls.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_tls_CFLAGS = $(unit_cflags)
test_rules_tls_LDADD = $(unit_core)

check_PROGRAMS += test-rules-client test-rules-client-sasl \
  test-rules-client-security
TESTS += test-rules-client test-rules-client-sasl test-rules-client-security

test_rules_client_SOURCES = %D%/test-rules-client.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_client_CFLAGS = $(unit_cflags)
test_rules_client_LDADD = $(unit_core)

test_rules_client_sasl_SOURCES = %D%/test-rules-client-sasl.c %D%/script.h \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_client_sasl_CFLAGS = $(unit_cflags)
test_rules_client_sasl_LDADD = $(unit_core)

test_rules_client_security_SOURCES = %D%/test-rules-client-security.c \
  %D%/script.h %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_rules_client_security_CFLAGS = $(unit_cflags)
test_rules_client_security_LDADD = $(unit_core)

check_PROGRAMS += test-host
TESTS += test-host
test_host_SOURCES = %D%/test-host.c %D%/script.h %D%/trace.c %D%/trace.h
test_host_CFLAGS = $(unit_cflags)
test_host_LDADD = $(unit_core)

# recorded sessions of real servers, and their findings for other tests
check_PROGRAMS += test-recorded findings-of
TESTS += test-recorded

test_recorded_SOURCES = %D%/test-recorded.c \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
test_recorded_CFLAGS = $(unit_cflags)
test_recorded_LDADD = $(unit_core)

findings_of_SOURCES = %D%/findings-of.c \
  %D%/findings.c %D%/findings.h %D%/trace.c %D%/trace.h
findings_of_CFLAGS = $(unit_cflags)
findings_of_LDADD = $(unit_core)

check_PROGRAMS += test-run
TESTS += test-run
test_run_SOURCES = %D%/test-run.c %D%/trace.c %D%/trace.h
test_run_CFLAGS = $(unit_cflags)
test_run_LDADD = $(unit_core)
