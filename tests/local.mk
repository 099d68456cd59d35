AM_TESTS_ENVIRONMENT = srcdir='$(srcdir)' builddir='$(builddir)'; \
  export srcdir builddir;

# what every unit test program is made with
unit_cflags = $(AM_CFLAGS) $(CRITERION_CFLAGS) $(OPENSSL_CFLAGS) \
  -Wno-discarded-qualifiers -Wno-unknown-warning-option \
  -Wno-incompatible-pointer-types-discards-qualifiers
unit_core = libpop3core.a $(OPENSSL_LIBS) $(GSASL_LIBS) $(CRITERION_LIBS)
unit_wire = libpop3wire.a libpop3core.a $(OPENSSL_LIBS) $(GSASL_LIBS) $(IDN2_LIBS) \
  $(CRITERION_LIBS)

if HAVE_CRITERION
include %D%/unit/base.mk
include %D%/unit/pop3.mk
include %D%/unit/rules.mk
include %D%/unit/transcript.mk
include %D%/unit/server.mk
include %D%/unit/store.mk
include %D%/unit/report.mk
include %D%/unit/wire.mk
include %D%/unit/shell.mk
endif
include %D%/bench/local.mk
include %D%/fuzz/local.mk
include %D%/e2e/local.mk
