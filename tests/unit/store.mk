# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-maildir test-mbox test-mbox-update test-stored \
  test-store-kill
TESTS += test-maildir test-mbox test-mbox-update test-stored test-store-kill

store_fixture = %D%/store-fixture.c %D%/store-fixture.h
unit_store = libpop3store.a $(unit_core)

test_maildir_SOURCES = %D%/test-maildir.c $(store_fixture)
test_maildir_CFLAGS = $(unit_cflags)
test_maildir_LDADD = $(unit_store)

test_mbox_SOURCES = %D%/test-mbox.c $(store_fixture)
test_mbox_CFLAGS = $(unit_cflags)
test_mbox_LDADD = $(unit_store)

test_mbox_update_SOURCES = %D%/test-mbox-update.c $(store_fixture)
test_mbox_update_CFLAGS = $(unit_cflags)
test_mbox_update_LDADD = $(unit_store)

test_stored_SOURCES = %D%/test-stored.c $(store_fixture)
test_stored_CFLAGS = $(unit_cflags)
test_stored_LDADD = $(unit_store)

test_store_kill_SOURCES = %D%/test-store-kill.c $(store_fixture)
test_store_kill_CFLAGS = $(unit_cflags)
test_store_kill_LDADD = $(unit_store)
