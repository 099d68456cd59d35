/* fingerprint.c - a SHA-256 of a message without what programs note in it. */
#include <config.h>

#include "net/store/fingerprint.h"

#include "net/base/hex.h"
#include "net/base/memory.h"

#include <openssl/evp.h>
#include <stdlib.h>

/* Header fields that mailbox programs write and change. */
static const char *const notes[] = {
    "Status",
    "X-Status",
    "X-UID",
    "X-UIDL",
    "X-Keywords",
    "X-IMAP",
    "X-IMAPbase",
    "Content-Length",
    "X-Mozilla-Status",
    "X-Mozilla-Status2",
    "X-Mozilla-Keys",
};

enum { NAME_MOST = 20 }; /* octets; the longest of them has fewer */

enum place {
    PLACE_NAME, /* at the start of a header line */
    PLACE_REST, /* behind the name of its field, or in a folded line */
    PLACE_BODY,
};

struct fingerprint {
    EVP_MD_CTX *sha;
    enum place place;
    bool is_note; /* this field does not count */
    size_t len;
    char name[NAME_MOST];
};

struct fingerprint *fingerprint_new(void)
{
    struct fingerprint *f = xcalloc(1, sizeof *f);

    f->sha = EVP_MD_CTX_new();
    if (!f->sha)
        memory_exhausted(0);
    fingerprint_start(f);
    return f;
}

void fingerprint_free(struct fingerprint *f)
{
    if (!f)
        return;
    EVP_MD_CTX_free(f->sha);
    free(f);
}

/* What libcrypto cannot do for lack of memory or of a SHA-256 ends us. */
static void must(int done)
{
    if (done != 1)
        memory_exhausted(0);
}

void fingerprint_start(struct fingerprint *f)
{
    must(EVP_DigestInit_ex(f->sha, EVP_sha256(), NULL));
    f->place = PLACE_NAME;
    f->is_note = false;
    f->len = 0;
}

void fingerprint_add(struct fingerprint *f, struct span octets)
{
    if (octets.len)
        must(EVP_DigestUpdate(f->sha, octets.at, octets.len));
}

static bool is_note(struct span name)
{
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (span_is_case(name, notes[i]))
            return true;
    return false;
}

static void count_name(struct fingerprint *f)
{
    fingerprint_add(f, (struct span){f->name, f->len});
    f->len = 0;
}

/* The next octet of a header line of which we do not know yet what it is. */
static void take_name(struct fingerprint *f, char c)
{
    bool folded = !f->len && (c == ' ' || c == '\t');

    if (!folded && !f->len)
        f->is_note = false;
    f->name[f->len++] = c;
    if (c == '\n') {
        f->place = f->len <= 2 ? PLACE_BODY : PLACE_NAME;
        count_name(f);
        return;
    }
    if (c == ':')
        f->is_note = is_note((struct span){f->name, f->len - 1});
    if (folded || c == ':' || f->len == NAME_MOST) {
        f->place = PLACE_REST;
        if (!f->is_note)
            count_name(f);
        f->len = 0;
    }
}

/* The rest of a header line, as far as it came. How many octets. */
static size_t take_rest(struct fingerprint *f, struct span octets)
{
    size_t lf = span_find(octets, '\n');
    struct span rest = span_first(octets, lf + 1);

    if (!f->is_note)
        fingerprint_add(f, rest);
    if (lf < octets.len)
        f->place = PLACE_NAME;
    return rest.len;
}

void fingerprint_add_message(struct fingerprint *f, struct span octets)
{
    while (octets.len && f->place != PLACE_BODY) {
        size_t n = 1;

        if (f->place == PLACE_NAME)
            take_name(f, *octets.at);
        else
            n = take_rest(f, octets);
        octets = span_from(octets, n);
    }
    fingerprint_add(f, octets);
}

void fingerprint_end(struct fingerprint *f,
                     unsigned char out[FINGERPRINT_OCTETS])
{
    unsigned char whole[EVP_MAX_MD_SIZE];

    count_name(f);
    must(EVP_DigestFinal_ex(f->sha, whole, NULL));
    memcpy(out, whole, FINGERPRINT_OCTETS);
}

void fingerprint_text(const unsigned char octets[FINGERPRINT_OCTETS],
                      char out[FINGERPRINT_TEXT])
{
    hex_write(out, octets, FINGERPRINT_OCTETS);
    out[2 * FINGERPRINT_OCTETS] = '\0';
}
