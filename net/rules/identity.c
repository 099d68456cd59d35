/* identity.c - picks the lasting fields out of a header. */
#include <config.h>

#include "net/rules/identity.h"

void identity_init(struct identity *id)
{
    *id = (struct identity){0};
    digest_init(&id->digest);
}

static bool names_lasting_field(struct span head)
{
    return span_starts_case(head, SPAN("Message-ID:")) ||
           span_starts_case(head, SPAN("Date:")) ||
           span_starts_case(head, SPAN("Received:"));
}

/* Does the line that begins so count? A folded one does as the one before. */
static void decide(struct identity *id)
{
    struct span head = {id->head, id->head_len};

    id->decided = true;
    if (head.at[0] != ' ' && head.at[0] != '\t')
        id->counts = names_lasting_field(head);
    if (id->counts)
        digest_add(&id->digest, head);
    id->any = id->any || id->counts;
}

/* Take octets of one line, up to its end at most. */
static void add_part(struct identity *id, struct span part, bool ends)
{
    size_t n = IDENTITY_HEAD - id->head_len;

    if (!id->decided) {
        n = part.len < n ? part.len : n;
        memcpy(id->head + id->head_len, part.at, n);
        id->head_len += n;
        part = span_from(part, n);
        if (ends || id->head_len == IDENTITY_HEAD)
            decide(id);
    }
    if (id->decided && id->counts)
        digest_add(&id->digest, part);
    if (ends) {
        id->head_len = 0;
        id->decided = false;
    }
}

void identity_add(struct identity *id, struct span header)
{
    while (header.len) {
        size_t end = span_find(header, '\n');
        bool ends = end < header.len;
        struct span part = span_first(header, end + ends);

        add_part(id, part, ends);
        header = span_from(header, part.len);
    }
}

bool identity_value(const struct identity *id, uint64_t *out)
{
    if (id->any)
        *out = digest_value(&id->digest);
    return id->any;
}
