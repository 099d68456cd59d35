# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-capability test-code test-message
TESTS += test-capability test-code test-message
test_capability_SOURCES = %D%/test-capability.c
test_capability_CFLAGS = $(unit_cflags)
test_capability_LDADD = $(unit_core)
test_code_SOURCES = %D%/test-code.c
test_code_CFLAGS = $(unit_cflags)
test_code_LDADD = $(unit_core)
test_message_SOURCES = %D%/test-message.c
test_message_CFLAGS = $(unit_cflags)
test_message_LDADD = $(unit_core)

check_PROGRAMS += test-dialogue test-listing test-mask test-messages test-request test-scan
TESTS += test-dialogue test-listing test-mask test-messages test-request test-scan
test_dialogue_SOURCES = %D%/test-dialogue.c %D%/trace.c %D%/trace.h
test_dialogue_CFLAGS = $(unit_cflags)
test_dialogue_LDADD = $(unit_core)
test_listing_SOURCES = %D%/test-listing.c
test_listing_CFLAGS = $(unit_cflags)
test_listing_LDADD = $(unit_core)
test_mask_SOURCES = %D%/test-mask.c
test_mask_CFLAGS = $(unit_cflags)
test_mask_LDADD = $(unit_core)
test_messages_SOURCES = %D%/test-messages.c
test_messages_CFLAGS = $(unit_cflags)
test_messages_LDADD = $(unit_core)
test_request_SOURCES = %D%/test-request.c
test_request_CFLAGS = $(unit_cflags)
test_request_LDADD = $(unit_core)
test_scan_SOURCES = %D%/test-scan.c
test_scan_CFLAGS = $(unit_cflags)
test_scan_LDADD = $(unit_core)

check_PROGRAMS += test-auth test-auth-library test-lens
TESTS += test-auth test-auth-library test-lens
test_auth_SOURCES = %D%/test-auth.c
test_auth_CFLAGS = $(unit_cflags)
test_auth_LDADD = $(unit_core)
test_auth_library_SOURCES = %D%/test-auth-library.c
test_auth_library_CFLAGS = $(unit_cflags) $(GSASL_CFLAGS)
test_auth_library_LDADD = $(unit_core)
test_lens_SOURCES = %D%/test-lens.c
test_lens_CFLAGS = $(unit_cflags)
test_lens_LDADD = $(unit_core)
