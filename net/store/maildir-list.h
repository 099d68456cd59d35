/* maildir-list.h - the messages of a maildir: their files, order, sizes. */
#ifndef POP3SH_STORE_MAILDIR_LIST_H
#define POP3SH_STORE_MAILDIR_LIST_H

#include "net/store/file-state.h"
#include "net/store/fingerprint.h"
#include "net/store/stored.h"

enum maildir_folder { MAILDIR_NEW, MAILDIR_CUR, MAILDIR_FOLDERS };

struct maildir_entry {
    char *name; /* owned: of the file; ":2,FLAGS" may follow its base */
    size_t base_len;
    enum maildir_folder folder;
    bool linked;             /* the file has several names with this base */
    struct file_state state; /* when its octets were counted */
    uint64_t octets;         /* as RETR sends it */
    char digest[FINGERPRINT_TEXT]; /* the unique-id where base is none */
};

struct maildir_list {
    struct maildir_entry *entries; /* owned; in order of delivery */
    size_t n, room;
};

/* An opened maildir: the folders themselves, or -1. */
struct maildir_folders {
    int fd[MAILDIR_FOLDERS];
};

/* Read the folders. What *old knows of files that did not change is taken
 * over and not counted again. False and *err, and *list empty, when a folder
 * or a message in it cannot be read. */
bool maildir_list_read(struct maildir_list *list,
                       const struct maildir_folders *folders,
                       const struct maildir_list *old, struct error *err);
void maildir_list_done(struct maildir_list *list); /* empty after it */

/* The unique part of the file name. */
struct span maildir_entry_base(const struct maildir_entry *e);
/* Borrowed from e. */
struct span maildir_entry_uid(const struct maildir_entry *e);

/* Open the file of a message; when another program renamed it, flags changed,
 * find it again and keep its new name in e. -1 and errno; ENOENT: it is
 * gone. */
int maildir_entry_open(struct maildir_entry *e,
                       const struct maildir_folders *folders);
/* Remove its file under whatever name; true also when it was gone before.
 * False and errno. */
bool maildir_entry_remove(struct maildir_entry *e,
                          const struct maildir_folders *folders);

#endif
