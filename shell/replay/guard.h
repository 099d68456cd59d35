/* guard.h - whether a QUIT would delete what a transcript has marked.
 *
 * The one place where that is decided, for all that plays a file. It follows
 * the octets that go out, however they are cut into lines, items and writes,
 * and what the server answered. It reads them as a lenient server may: any
 * case, any line end, anything that is no letter before the keyword, anything
 * behind its four letters. Sends nothing itself. */
#ifndef POP3SH_REPLAY_GUARD_H
#define POP3SH_REPLAY_GUARD_H

#include "net/pop3/event.h"

/* Of one connection; {0} at its beginning. */
struct guard {
    char word[4];    /* the first letters of the line that is under way */
    uint8_t letters; /* how many of them */
    bool over;       /* something else came behind them */
    bool begun;      /* some of the line went out */
    bool cr;         /* the last octet was CR */
    bool broken;     /* the line is behind a bare CR, or in several pieces */
    bool sent;       /* a DELE went out, and may not be answered yet */
    bool marked;     /* a DELE was not refused, no RSET had +OK behind it */
    bool odd; /* something went out that only a lenient server takes for DELE */
};

/* May a QUIT that goes out now delete something, for all that is known? Once
 * everything is answered (guard_settle), this is no more a guess. */
bool guard_is_up(const struct guard *g);

/* How many of these octets may go out: all, or those before a line that is
 * QUIT, or may yet become it, while the guard is up. They count as gone. 0
 * with .begun: the line has begun already, so that no RSET can come before it.
 */
size_t guard_pass(struct guard *g, struct span octets);
/* The same for octets that go out count times: true, and they count as gone,
 * when all may. */
bool guard_pass_all(struct guard *g, struct span octets, uint64_t count);

/* The server answered a command of that verb (NULL: unknown). ours: it was
 * sent to take the guard down, whatever the octets before it were. */
void guard_hear(struct guard *g, const struct verb *verb, enum status status,
                bool ours);
/* All that was sent is answered. */
void guard_settle(struct guard *g);

#endif
