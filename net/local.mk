# libpop3core: the protocol as a pure function; no socket, file, clock or TLS
noinst_LIBRARIES += libpop3core.a libpop3wire.a
libpop3core_a_SOURCES =
libpop3core_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(GSASL_CFLAGS)
libpop3wire_a_SOURCES =
libpop3wire_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(IDN2_CFLAGS)

include %D%/base/local.mk
include %D%/pop3/local.mk
include %D%/rules/local.mk
include %D%/transcript/local.mk
include %D%/server/local.mk
include %D%/store/local.mk
include %D%/wire/local.mk
