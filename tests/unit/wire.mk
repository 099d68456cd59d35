# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-dial test-outbox test-pump test-pump-flow test-pump-time \
  test-stream test-tls test-tls-identity test-tls-stream
TESTS += test-dial test-outbox test-pump test-pump-flow test-pump-time \
  test-stream test-tls test-tls-identity test-tls-stream

wire_peer = %D%/wire-peer.c %D%/wire-peer.h
wire_certs = $(wire_peer) %D%/wire-certs.c %D%/wire-certs.h
tls_fixture = $(wire_certs) %D%/tls-fixture.c %D%/tls-fixture.h
pump_fixture = $(wire_peer) %D%/pump-fixture.c %D%/pump-fixture.h

test_dial_SOURCES = %D%/test-dial.c $(wire_peer)
test_dial_CFLAGS = $(unit_cflags)
test_dial_LDADD = $(unit_wire)

test_outbox_SOURCES = %D%/test-outbox.c
test_outbox_CFLAGS = $(unit_cflags)
test_outbox_LDADD = $(unit_wire)

test_pump_SOURCES = %D%/test-pump.c $(pump_fixture)
test_pump_CFLAGS = $(unit_cflags)
test_pump_LDADD = $(unit_wire)

test_pump_flow_SOURCES = %D%/test-pump-flow.c $(pump_fixture) \
  %D%/wire-certs.c %D%/wire-certs.h
test_pump_flow_CFLAGS = $(unit_cflags)
test_pump_flow_LDADD = $(unit_wire)

test_pump_time_SOURCES = %D%/test-pump-time.c $(pump_fixture)
test_pump_time_CFLAGS = $(unit_cflags)
test_pump_time_LDADD = $(unit_wire)

test_stream_SOURCES = %D%/test-stream.c $(wire_peer)
test_stream_CFLAGS = $(unit_cflags)
test_stream_LDADD = $(unit_wire)

test_tls_SOURCES = %D%/test-tls.c $(tls_fixture)
test_tls_CFLAGS = $(unit_cflags)
test_tls_LDADD = $(unit_wire)

test_tls_identity_SOURCES = %D%/test-tls-identity.c $(wire_certs)
test_tls_identity_CFLAGS = $(unit_cflags)
test_tls_identity_LDADD = $(unit_wire)

test_tls_stream_SOURCES = %D%/test-tls-stream.c $(tls_fixture)
test_tls_stream_CFLAGS = $(unit_cflags)
test_tls_stream_LDADD = $(unit_wire)
