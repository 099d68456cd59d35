/* stored.h - a message in a file, given out as RETR sends it.
 *
 * Every line end becomes CRLF, and the last line gets one (RFC 1939 section
 * 11 counts so); dots are not doubled. All else passes as it is, a CR alone
 * and NUL included. Memory does not depend on the size of the message. */
#ifndef POP3SH_STORE_STORED_H
#define POP3SH_STORE_STORED_H

#include "net/base/error.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum stored_form {
    STORED_PLAIN,  /* as it is */
    STORED_QUOTED, /* lines of ">...From " lose their first ">" (mboxrd) */
};

struct stored {
    char *raw; /* owned: a window of the file */
    size_t from, to;
    int fd;         /* borrowed */
    off_t at, end;  /* what the window has not seen yet */
    uint64_t given; /* octets given out */
    enum stored_form form;
    bool begins;      /* a line begins here */
    bool after_cr;    /* the octet before was CR */
    const char *owed; /* of a line end, what was not given out yet */
};

/* Give out the octets of fd from `from` to before `end`. A zeroed *s is fine;
 * so is one in use. */
void stored_start(struct stored *s, int fd, off_t from, off_t end,
                  enum stored_form form);
void stored_done(struct stored *s); /* release; zeroed after it */

/* The next octets, at most room of them; 0 at the end of the message; -1 and
 * *err when the file cannot be read or ends early. */
ssize_t stored_read(struct stored *s, char *at, size_t room, struct error *err);

/* Go on to offset (in octets as given out), back to the start if need be;
 * stops at the end of the message. */
bool stored_seek(struct stored *s, off_t from, uint64_t offset,
                 struct error *err);

#endif
