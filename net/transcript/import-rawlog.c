/* import-rawlog.c - what Dovecot keeps of a session behind the login.
 *
 * A line has a time, and in a file for both sides which side: "SECONDS.MICROS
 * I: line" for what came from the client, "O: " for what went to it; ">" for
 * ":" when the line goes on. In a pair of files (.in, .out) the times say who
 * was first. The login itself was another process and is not in it. */
#include <config.h>

#include "net/transcript/import-private.h"

/* One line of a log. */
struct entry {
    uint64_t at_us;
    enum side side;
    struct span octets; /* as they were, line end included */
    bool stamped;
};

/* The stamp at the front of *line, cut off; false when there is none. */
static bool take_stamp(struct span *line, uint64_t *us_out)
{
    struct span rest = *line;
    uint64_t seconds, micros;

    if (!span_take_number(&rest, &seconds) || !span_starts(rest, SPAN(".")))
        return false;
    rest = span_from(rest, 1);
    if (!span_take_number(&rest, &micros) || !span_starts(rest, SPAN(" ")))
        return false;
    *us_out = seconds * 1000000 + micros;
    *line = span_from(rest, 1);
    return true;
}

/* The next line of a file for one side, or for both. A side of its own marks
 * nothing. False at the end. */
static bool take_entry(struct span *text, bool both, struct entry *e)
{
    size_t end = span_find(*text, '\n');

    if (!text->len)
        return false;
    e->octets = span_first(*text, end + 1);
    *text = span_from(*text, end + 1);
    e->stamped = take_stamp(&e->octets, &e->at_us);
    if (!both || e->octets.len < 3)
        return true;
    if (e->octets.at[0] == 'I' || e->octets.at[0] == 'O') {
        bool partial = e->octets.at[1] == '>';

        e->side = e->octets.at[0] == 'I' ? SIDE_CLIENT : SIDE_SERVER;
        e->octets = span_from(e->octets, 3);
        if (partial && e->octets.len) /* the log ended the line, not the peer */
            e->octets.len--;
    }
    return true;
}

/* The word at the front of a line. */
static bool needs_login(struct span line)
{
    struct span word = line;
    size_t end = 0;

    while (end < word.len && word.at[end] > ' ')
        end++;
    word = span_first(word, end);
    return !span_is_case(word, "USER") && !span_is_case(word, "PASS") &&
           !span_is_case(word, "APOP") && !span_is_case(word, "AUTH") &&
           !span_is_case(word, "STLS");
}

/* The dialogue must know that somebody logged in. */
static void assume_login(struct import *x)
{
    import_tell(x, GUESS_LOGIN,
                "the log begins behind the login; a greeting, "
                "USER and PASS are assumed");
    import_open(x);
    import_note(x, "security", "unknown");
    import_note(x, "greeting", "assumed");
    import_note(x, "login", "assumed");
    import_octets(x, SIDE_SERVER, SPAN("+OK\r\n"));
    import_octets(x, SIDE_CLIENT, SPAN("USER user\r\n"));
    import_octets(x, SIDE_SERVER, SPAN("+OK\r\n"));
    import_octets(x, SIDE_CLIENT, SPAN("PASS pass\r\n"));
}

static void take(struct import *x, const struct entry *e, bool *begun,
                 bool login)
{
    if (!*begun && login)
        assume_login(x);
    *begun = true;
    import_octets(x, e->side, e->octets);
}

/* Which of the two is next: by time, or by whose turn it is. */
static bool client_first(const struct import *x, const struct entry *client,
                         const struct entry *server)
{
    if (client->stamped && server->stamped)
        return client->at_us < server->at_us;
    return x->open && !dialogue_in_data(x->dialogue) &&
           dialogue_need(x->dialogue) != NEED_REPLY;
}

/* The verb that the client says first decides whether the login is in it. */
static bool begins_late(struct span text, bool both)
{
    struct entry e = {.side = SIDE_CLIENT};

    while (take_entry(&text, both, &e))
        if (e.side == SIDE_CLIENT)
            return needs_login(e.octets);
    return false;
}

static void read_pair(struct import *x, struct span in, struct span out)
{
    struct entry client = {.side = SIDE_CLIENT}, server = {.side = SIDE_SERVER};
    bool login = begins_late(in, false), begun = false;
    bool more_in = take_entry(&in, false, &client);
    bool more_out = take_entry(&out, false, &server);

    if (more_in && more_out && !(client.stamped && server.stamped))
        import_tell(x, GUESS_TIMES,
                    "there are no times in it; commands and "
                    "replies are taken in turns");
    while (more_in || more_out) {
        x->log_line++;
        if (!more_out || (more_in && client_first(x, &client, &server))) {
            take(x, &client, &begun, login);
            more_in = take_entry(&in, false, &client);
        } else {
            take(x, &server, &begun, login);
            more_out = take_entry(&out, false, &server);
        }
    }
}

static void read_single(struct import *x, struct span text)
{
    bool login = begins_late(text, true), begun = false;
    struct entry e = {.side = SIDE_SERVER};

    while (take_entry(&text, true, &e)) {
        x->log_line++;
        take(x, &e, &begun, login);
    }
}

static bool begins_with_reply(struct span text)
{
    struct entry e = {.side = SIDE_SERVER};

    return take_entry(&text, false, &e) && import_is_reply(e.octets);
}

bool import_read_rawlog(struct import *x, struct span text, struct span other,
                        struct error *err)
{
    struct span probe = text;
    struct entry e = {0};

    if (other.at) {
        bool swapped = begins_with_reply(text) && !begins_with_reply(other);

        if (swapped)
            import_tell(x, GUESS_SWAPPED,
                        "the first file is what the server sent, so it is "
                        "taken for the second");
        read_pair(x, swapped ? other : text, swapped ? text : other);
        return true;
    }
    take_entry(&probe, false, &e);
    x->log_line = 1;
    if (e.octets.len < 3 || !memchr("IO", e.octets.at[0], 2) ||
        !memchr(":>", e.octets.at[1], 2))
        return import_refuse(x, err,
                             "\"I: \" or \"O: \" was expected behind the time; "
                             "of two files give both: FILE.in FILE.out");
    x->log_line = 0;
    read_single(x, text);
    return true;
}

unsigned import_like_rawlog(struct span text)
{
    struct entry e = {0};

    take_entry(&text, false, &e);
    return e.stamped && e.octets.len > 3 && memchr("IO", e.octets.at[0], 2) &&
                   memchr(":>", e.octets.at[1], 2)
               ? 97
               : 0;
}
