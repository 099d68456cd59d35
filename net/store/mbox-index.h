/* mbox-index.h - where the messages of an mbox are, and what they are. */
#ifndef POP3SH_STORE_MBOX_INDEX_H
#define POP3SH_STORE_MBOX_INDEX_H

#include "net/store/fingerprint.h"
#include "net/store/stored.h"

/* Offsets in the file. A message's line "From " begins at from, its own
 * octets at text; they end before text_end; what belongs to it in the file
 * ends before end, where the next one begins. */
struct mbox_entry {
    off_t from, text, text_end, end;
    uint64_t octets; /* as RETR sends it */
    unsigned char print[FINGERPRINT_OCTETS];
    uint32_t twin; /* 1, or 2 and so on behind others with this print */
};

struct mbox_index {
    struct mbox_entry *entries; /* owned */
    size_t n, room;
};

/* Read the mbox fd up to its octet `size`. False and *err when it cannot be
 * read or is no mbox; *index is empty then. */
bool mbox_index_read(struct mbox_index *index, int fd, off_t size,
                     struct error *err);
void mbox_index_done(struct mbox_index *index); /* empty after it */

/* False and *err when the file does not begin as an mbox does (an empty one
 * is fine). */
bool mbox_index_probe(int fd, struct error *err);

/* All entries, sorted by print and then by place; owned by the caller. NULL
 * when there is none. */
struct mbox_entry **mbox_index_sort(const struct mbox_index *index);
bool mbox_entry_is_twin(const struct mbox_entry *a,
                        const struct mbox_entry *b); /* the same print */

/* True when the message is still there as e describes it. */
bool mbox_index_check(const struct mbox_entry *e, int fd);

#endif
