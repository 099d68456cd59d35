/* session-mail.c - the maildrop, and the commands of TRANSACTION. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/server/session-private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEADER_CHUNK = 1024 };

static struct maildrop *maildrop(const struct server_session *s)
{
    return s->server->settings.maildrop;
}

/* --- sizes --- */

/* The lines of a message that can be read. */
static uint64_t lines_of(struct server_session *s, size_t number)
{
    char chunk[HEADER_CHUNK];
    uint64_t lines = 0, offset = 0;
    ssize_t n;

    while ((n = maildrop(s)->ops->read(maildrop(s), number, offset, chunk,
                                       sizeof chunk, &s->error)) > 0) {
        offset += (uint64_t)n;
        for (ssize_t i = 0; i < n; i++)
            lines += chunk[i] == '\n';
    }
    return lines;
}

uint64_t session_octets(struct server_session *s, size_t number)
{
    uint64_t octets = maildrop(s)->ops->octets(maildrop(s), number);

    return session_forgets(s, LAPSE_SIZES) ? octets - lines_of(s, number)
                                           : octets;
}

/* --- opening and closing --- */

/* The set of messages is fixed from here on (RFC 1939 section 4). */
static void count_messages(struct server_session *s)
{
    s->left = s->count = maildrop(s)->ops->count(maildrop(s));
    s->octets_left = 0;
    s->deleted = xcalloc(s->count ? s->count : 1, sizeof *s->deleted);
    for (size_t i = 1; i <= s->count; i++)
        s->octets_left += session_octets(s, i);
    s->octets = s->octets_left;
}

static bool is_too_early(const struct server_session *s)
{
    uint64_t delay_ns =
        s->server->settings.login_delay_s * UINT64_C(1000000000);

    return s->server->login_seen && s->now_ns < s->server->login_ns + delay_ns;
}

/* Why not, as a response code and a phrase. */
static void refuse_maildrop(struct server_session *s,
                            enum maildrop_result result)
{
    static const struct {
        const char *code;
        enum phrase phrase;
    } refusals[] = {
        [MAILDROP_IN_USE] = {"IN-USE",   PHRASE_IN_USE       },
        [MAILDROP_TEMP] = {"SYS/TEMP", PHRASE_MAILDROP_TEMP},
        [MAILDROP_PERM] = {"SYS/PERM", PHRASE_MAILDROP_PERM},
    };

    session_say(s, STATUS_ERR, refusals[result].code, refusals[result].phrase);
}

static enum maildrop_result take_lock(struct server_session *s)
{
    enum maildrop_result result;

    if (s->server->holder && session_forgets(s, LAPSE_LOCK)) {
        s->borrowed = true;
        s->closings = s->server->closings;
        return MAILDROP_OK;
    }
    if (s->server->holder)
        return MAILDROP_IN_USE;
    result = maildrop(s)->ops->open(maildrop(s), &s->error);
    if (result == MAILDROP_OK)
        s->server->holder = s;
    return result;
}

void session_open_maildrop(struct server_session *s)
{
    enum maildrop_result result;

    if (is_too_early(s)) {
        s->words.number = s->server->settings.login_delay_s;
        session_say(s, STATUS_ERR, "LOGIN-DELAY", PHRASE_DELAY);
        return;
    }
    result = take_lock(s);
    if (result != MAILDROP_OK) {
        refuse_maildrop(s, result);
        return;
    }
    s->has_maildrop = true;
    s->server->login_seen = true;
    s->server->login_ns = s->now_ns;
    s->state = STATE_TRANSACTION;
    count_messages(s);
    s->words.number = s->left;
    s->words.octets = s->octets_left;
    session_say(s, STATUS_OK, NULL, PHRASE_LOGIN);
}

void session_close_maildrop(struct server_session *s)
{
    if (!s->has_maildrop)
        return;
    s->has_maildrop = false;
    if (s->borrowed)
        return;
    s->server->holder = NULL;
    s->server->closings++;
    maildrop(s)->ops->close(maildrop(s));
}

bool session_update_maildrop(struct server_session *s, size_t *removed_out)
{
    bool done;

    *removed_out = 0;
    if (s->borrowed || session_forgets(s, LAPSE_UPDATE)) {
        session_close_maildrop(s);
        return true;
    }
    done = maildrop(s)->ops->update(maildrop(s), s->deleted, removed_out,
                                    &s->error);
    s->has_maildrop = false;
    s->server->holder = NULL;
    s->server->closings++;
    return done;
}

bool session_has(const struct server_session *s, size_t number)
{
    return !s->deleted[number - 1] || session_forgets(s, LAPSE_MARKS);
}

/* --- numbers --- */

static void say_totals(struct server_session *s, enum phrase phrase)
{
    s->words.number = s->left;
    s->words.octets = s->octets_left;
    session_say(s, STATUS_OK, NULL, phrase);
}

/* The two numbers of a drop listing or scan listing. */
static void say_pair(struct server_session *s, uint64_t number, uint64_t octets)
{
    char text[48];
    int n = snprintf(text, sizeof text, "%" PRIu64 " %" PRIu64, number, octets);

    s->words.number = number;
    s->words.octets = octets;
    session_say_text(s, STATUS_OK, NULL, (struct span){text, (size_t)n});
}

/* The message that the first argument names. */
static size_t named(const struct server_session *s)
{
    return (size_t)s->request.number[0];
}

static void begin_listing(struct server_session *s, enum source_kind kind)
{
    if (!session_forgets(s, LAPSE_DATA))
        s->source = (struct source){.kind = kind, .next = 1};
}

/* --- commands --- */

void command_stat(struct server_session *s)
{
    bool all = session_forgets(s, LAPSE_MARKS);

    say_pair(s, all ? s->count : s->left, all ? s->octets : s->octets_left);
}

void command_list(struct server_session *s)
{
    if (s->request.args) {
        say_pair(s, named(s), session_octets(s, named(s)));
        return;
    }
    say_totals(s, PHRASE_LISTING);
    begin_listing(s, SOURCE_LIST);
}

void command_uidl(struct server_session *s)
{
    char text[STATUS_MOST];
    struct span uid;
    int n;

    if (!s->request.args) {
        session_say(s, STATUS_OK, NULL, PHRASE_UIDS);
        begin_listing(s, SOURCE_UIDL);
        return;
    }
    uid = maildrop(s)->ops->uid(maildrop(s), named(s));
    n = snprintf(text, sizeof text, "%zu %.*s", named(s), (int)uid.len, uid.at);
    s->words.value = uid;
    session_say_text(s, STATUS_OK, NULL, (struct span){text, (size_t)n});
}

void command_dele(struct server_session *s)
{
    size_t number = named(s);

    if (!s->server->settings.may_delete) {
        session_say(s, STATUS_ERR, "SYS/PERM", PHRASE_READ_ONLY);
        return;
    }
    if (!session_forgets(s, LAPSE_DELE)) {
        s->left--;
        s->octets_left -= session_octets(s, number);
        s->deleted[number - 1] = true;
    }
    session_say(s, STATUS_OK, NULL, PHRASE_DELETED);
}

void command_rset(struct server_session *s)
{
    for (size_t i = 0; i < s->count && !session_forgets(s, LAPSE_RSET); i++)
        if (s->deleted[i]) {
            s->deleted[i] = false;
            s->left++;
            s->octets_left += session_octets(s, i + 1);
        }
    say_totals(s, PHRASE_RESET);
}

/* --- RETR and TOP --- */

static bool is_utf8_beyond_ascii(struct span line)
{
    bool ascii = true;

    for (size_t i = 0; i < line.len; i++)
        ascii = ascii && (unsigned char)line.at[i] < 0x80;
    return !ascii && text_is_utf8(line, NULL);
}

/* Is the header UTF-8, so that only a client that said UTF8 may have it (RFC
 * 6856 section 5)? What is neither ASCII nor UTF-8 no mode makes right: it
 * goes to everybody as it is. -1 when it cannot be read. */
static int header_needs_utf8(struct server_session *s, size_t number)
{
    char chunk[HEADER_CHUNK];
    struct buf line = {0};
    uint64_t offset = 0;
    bool found = false, over = false;
    ssize_t n = 0;

    buf_init(&line, HEADER_CHUNK);
    while (!over &&
           (n = maildrop(s)->ops->read(maildrop(s), number, offset, chunk,
                                       sizeof chunk, &s->error)) > 0) {
        struct span rest = {chunk, (size_t)n};

        offset += (size_t)n;
        while (rest.len && !over) {
            size_t end = span_find(rest, '\n');

            buf_add(&line, span_first(rest, end + 1));
            if (end == rest.len)
                break;
            rest = span_from(rest, end + 1);
            over = span_is(buf_span(&line), "\r\n");
            found = found || is_utf8_beyond_ascii(buf_span(&line));
            buf_clear(&line);
        }
    }
    buf_done(&line);
    return n < 0 ? -1 : found;
}

/* May the message that was asked for be sent? If not, the reply says why. */
static bool may_send(struct server_session *s)
{
    int needs = 0;

    if (!s->utf8 && !session_forgets(s, LAPSE_UTF8))
        needs = header_needs_utf8(s, named(s));
    s->words.number = named(s);
    if (needs > 0)
        session_say(s, STATUS_ERR, "UTF8", PHRASE_MESSAGE_UTF8);
    else if (needs < 0)
        session_say(s, STATUS_ERR, "SYS/TEMP", PHRASE_MESSAGE_LOST);
    return needs == 0;
}

static void begin_message(struct server_session *s, bool top)
{
    struct source message = {
        .kind = SOURCE_MESSAGE,
        .number = named(s),
        .top = top,
        .in_header = true,
        .at_start = true,
        .lines_left = top ? s->request.number[1] : UINT64_MAX,
    };

    if (session_forgets(s, LAPSE_DATA))
        return;
    if (top && session_forgets(s, LAPSE_TOP_MORE))
        message.lines_left++;
    if (top && message.lines_left && session_forgets(s, LAPSE_TOP_FEWER))
        message.lines_left--;
    s->source = message;
}

void command_retr(struct server_session *s)
{
    if (!may_send(s))
        return;
    s->words.octets = session_octets(s, named(s));
    session_say(s, STATUS_OK, NULL, PHRASE_MESSAGE);
    begin_message(s, false);
}

void command_top(struct server_session *s)
{
    if (!may_send(s))
        return;
    session_say(s, STATUS_OK, NULL, PHRASE_TOP);
    begin_message(s, true);
}
