/* test-messages.c - what is kept of a maildrop, and its limits. */
#include <config.h>

#include "net/pop3/messages.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

TestSuite(messages, .timeout = 20);

Test(messages, an_entry_costs_24_octets)
{
    cr_assert(eq(sz, sizeof(struct message_entry), 24));
}

Test(messages, a_million_sizes_and_unique_ids_are_kept)
{
    struct messages m = {0};
    char uid[32];

    for (uint64_t n = 1; n <= 1000000; n++) {
        messages_size(&m, n, n * 3);
        snprintf(uid, sizeof uid, "%016jx", (uintmax_t)n);
        messages_uid_set(&m, n, span_of(uid));
    }
    cr_assert(eq(sz, m.count, 1000000));
    cr_assert(eq(u64, messages_get(&m, 777777)->octets, 777777 * 3));
    cr_assert(span_is(messages_uid(&m, 1), "0000000000000001"));
    cr_assert(le(sz, m.uids.len, MESSAGES_UID_TEXT));
    messages_done(&m);
}

Test(messages, numbers_out_of_range_are_not_kept)
{
    struct messages m = {0};

    messages_size(&m, 0, 1);
    messages_delete(&m, UINT64_MAX);
    cr_assert(m.overflow);
    cr_assert(eq(sz, m.count, 0));
    cr_assert(eq(sz, m.deleted, 0));
    messages_done(&m);
}

Test(messages, a_message_is_deleted_once)
{
    struct messages m = {0};

    messages_delete(&m, 5);
    messages_delete(&m, 5);
    cr_assert(eq(sz, m.deleted, 1));
    messages_undelete_all(&m);
    cr_assert(eq(sz, m.deleted, 0));
    cr_assert(eq(ptr, (void *)messages_get(&m, 4), NULL));
    messages_done(&m);
}

Test(messages, different_unique_ids_have_different_digests)
{
    struct messages m = {0};

    messages_uid_set(&m, 1, SPAN("abc"));
    messages_uid_set(&m, 2, SPAN("abd"));
    messages_uid_set(&m, 3, SPAN("abc"));
    cr_assert(ne(u64, m.entries[0].uid_digest[0], m.entries[1].uid_digest[0]));
    cr_assert(ne(u64, m.entries[0].uid_digest[1], m.entries[1].uid_digest[1]));
    cr_assert(eq(u64, m.entries[0].uid_digest[0], m.entries[2].uid_digest[0]));
    messages_done(&m);
}
