/* check-greeting.c - the first line of a session (section 3).
 *
 * A second line before any command is for check-stray.c, the memory of
 * earlier greetings for check-host.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

#define SECONDS(n) ((n)*UINT64_C(1000000000))
enum { GREETING_S = 30 };

void greeting_memory_done(struct greeting_memory *m)
{
    (void)m;
}

/* --- is there one --- */

static void watch_open(struct check *c, const struct event *e)
{
    struct greeting_memory *m = &c->memory.greeting;

    m->open_ns = e->at_ns;
    m->alarm_ns = c->peer.offline ? 0 : e->at_ns + SECONDS(GREETING_S);
}

static void tell_missing(struct check *c, enum severity severity,
                         const struct event *e)
{
    struct greeting_memory *m = &c->memory.greeting;

    m->told = true;
    m->alarm_ns = 0;
    report_as(c, RULE_GREETING_MISSING, severity,
              (struct place){.side = SIDE_SERVER},
              "no greeting in the first %ju s of the connection",
              (uintmax_t)((e->at_ns - m->open_ns) / SECONDS(1)));
}

static void watch_silence(struct check *c, const struct event *e)
{
    struct greeting_memory *m = &c->memory.greeting;

    if (m->alarm_ns && e->at_ns >= m->alarm_ns)
        tell_missing(c, SEVERITY_WARNING, e);
    if (e->kind == EVENT_GREETING)
        m->alarm_ns = 0;
}

/* Our own limit may be shorter than what the rule grants. */
static void watch_timeout(struct check *c, const struct event *e)
{
    if (!c->book.greeting_seen && !c->memory.greeting.told)
        tell_missing(c, SEVERITY_NOTE, e);
}

static void watch_stray(struct check *c, const struct event *e)
{
    (void)e;
    c->memory.greeting.heard = true;
}

static void watch_close(struct check *c, const struct event *e)
{
    struct greeting_memory *m = &c->memory.greeting;
    bool orderly = e->how == CLOSE_FIN || e->how == CLOSE_NOTIFY;

    m->alarm_ns = 0;
    if (c->book.greeting_seen || m->told || !orderly || e->side != SIDE_SERVER)
        return;
    report_as(c, RULE_GREETING_MISSING,
              m->heard ? SEVERITY_WARNING : SEVERITY_ERROR,
              (struct place){.side = SIDE_SERVER},
              "the server closes the connection without a greeting");
}

/* --- what it says --- */

static void watch_refusal(struct check *c, const struct event *e)
{
    if (e->status == STATUS_ERR && !(e->flaws & LINE_UNFINISHED))
        report(c, RULE_GREETING_NOT_POSITIVE, place_at(e, 0),
               "service refused: the greeting is -ERR");
}

/* The next "<...>" of *rest, brackets excluded; false when none is left. */
static bool take_stamp(struct span *rest, struct span *out)
{
    struct span inside = span_from(*rest, span_find(*rest, '<') + 1);
    size_t end = span_find(inside, '>');

    if (end == inside.len)
        return false;
    *out = span_first(inside, end);
    *rest = span_from(inside, end + 1);
    return true;
}

/* RFC 822 section 3.3: what the two sides of a msg-id are made of. */
struct stamp_part {
    char open, close; /* of a quoted string or a domain literal */
    bool anywhere;    /* words with dots between; else the whole side */
};

static const struct stamp_part id_left = {'"', '"', true};
static const struct stamp_part id_right = {'[', ']', false};

/* The octets of the enclosed word at the front of s; 0 when there is none. A
 * blank may stand in it, and what follows a backslash is taken as it is. */
static size_t enclosed_len(struct span s, const struct stamp_part *part)
{
    if (!s.len || s.at[0] != part->open)
        return 0;
    for (size_t i = 1; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];

        if (c == (unsigned char)part->close)
            return i + 1;
        if (c == '\\' && i + 1 < s.len)
            i++;
        else if (c < ' ' || c == 0x7F)
            break;
    }
    return 0;
}

/* The first octet that may not stand in one side of a msg-id (RFC 822 section
 * 3.3, RFC 5322 section 3.6.4), or side.len. */
static size_t find_fault(struct span side, const struct stamp_part *part)
{
    struct span specials = SPAN("()<>@,;:\\\"[]");
    size_t i = 0, enclosed = enclosed_len(side, part);

    while (i < side.len) {
        unsigned char c = (unsigned char)side.at[i];

        if (enclosed) {
            i += enclosed;
            if (!part->anywhere || (i < side.len && side.at[i] != '.'))
                break;
            enclosed = 0;
            continue;
        }
        if (c <= ' ' || c == 0x7F ||
            span_find(specials, side.at[i]) < specials.len)
            break;
        i++;
        if (c == '.' && part->anywhere)
            enclosed = enclosed_len(span_from(side, i), part);
    }
    return i;
}

/* A blank within quotes: RFC 1939 admits it by RFC 822, and only the timestamp
 * of RFC 2449 is without. */
static size_t find_blank(struct span stamp)
{
    size_t i = span_find(stamp, ' ');

    return i < stamp.len ? i : span_find(stamp, '\t');
}

static void judge_stamp(struct check *c, const struct event *e,
                        struct span stamp)
{
    size_t at = stamp.len, bad;
    struct span left, right;

    for (size_t i = 0; i < stamp.len; i++) /* the last: a quoted one may be */
        if (stamp.at[i] == '@')
            at = i;
    left = span_first(stamp, at);
    right = span_from(stamp, at + 1);
    bad = find_fault(left, &id_left);
    if (bad == left.len && at < stamp.len)
        bad = at + 1 + find_fault(right, &id_right);
    if (bad < stamp.len)
        report(c, RULE_GREETING_TIMESTAMP_SYNTAX,
               place_of(e, span_from(stamp, bad)),
               "0x%02X inside the angle brackets, where clients expect an "
               "APOP timestamp such as <1896.697170952@host>",
               (unsigned char)stamp.at[bad]);
    else if (at == stamp.len || !left.len || !right.len)
        report(c, RULE_GREETING_TIMESTAMP_SYNTAX, place_of(e, stamp),
               "the text in angle brackets, which clients take for an APOP "
               "timestamp, %s",
               at == stamp.len ? "holds no @"
                               : "is empty on one side of its @");
    else if (find_blank(stamp) < stamp.len)
        report_as(c, RULE_GREETING_TIMESTAMP_SYNTAX, SEVERITY_NOTE,
                  place_of(e, span_from(stamp, find_blank(stamp))),
                  "a blank in the quotes of the timestamp: RFC 822 admits it, "
                  "the timestamp of RFC 2449 section 3 does not");
}

static void watch_timestamp(struct check *c, const struct event *e)
{
    struct span rest = e->raw, first, stamp;
    unsigned stamps = 0;

    if (e->status != STATUS_OK || !take_stamp(&rest, &first))
        return;
    judge_stamp(c, e, first);
    rest = e->raw;
    while (take_stamp(&rest, &stamp))
        if (span_find(stamp, '@') < stamp.len && ++stamps == 2)
            report(c, RULE_GREETING_TIMESTAMP_MULTIPLE, place_of(e, stamp),
                   "more than one APOP timestamp: the first <...> of the "
                   "greeting is used");
}

/* --- what it tells too much --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Four numbers up to 255 are an address. */
static bool is_address(struct span s)
{
    uint64_t n;

    for (int i = 0; i < 4; i++) {
        if (!span_take_number(&s, &n) || n > 255)
            return false;
        if (i < 3 && (!s.len || s.at[0] != '.'))
            return false;
        s = span_from(s, i < 3);
    }
    return !s.len;
}

/* The octets of a version at the front of s, digits with dots between them;
 * 0 when there is none. */
static size_t version_len(struct span s)
{
    size_t n = 0, dots = 0;

    while (n < s.len && (is_digit(s.at[n]) ||
                         (n + 1 < s.len && s.at[n] == '.' &&
                          is_digit(s.at[n - 1]) && is_digit(s.at[n + 1]))))
        dots += s.at[n++] == '.';
    return dots && !is_address(span_first(s, n)) ? n : 0;
}

/* "Foo 1.2", "Foo/1.2", "Foo v1.2": a version behind a product. */
static size_t find_version(struct span text)
{
    bool product = false;

    for (size_t i = 0; i < text.len; i++) {
        char before = i ? text.at[i - 1] : ' ';
        bool v = (before == 'v' || before == 'V') &&
                 (i < 2 || !is_letter(text.at[i - 2]));

        if (text.at[i] == '<')
            i += span_find(span_from(text, i), '>');
        else if (is_letter(text.at[i]))
            product = true;
        else if (product && is_digit(text.at[i]) && !is_digit(before) &&
                 before != '.' && (!is_letter(before) || v) &&
                 version_len(span_from(text, i)))
            return i;
    }
    return text.len;
}

static void watch_version(struct check *c, const struct event *e)
{
    size_t i = find_version(e->text);

    if (e->status == STATUS_OK && i < e->text.len)
        report(c, RULE_GREETING_SOFTWARE_VERSION,
               place_of(e, span_from(e->text, i)),
               "the banner tells version %.*s",
               (int)version_len(span_from(e->text, i)), e->text.at + i);
}

const struct watch greeting_watches[] = {
    WATCH(ON(OPEN), watch_open, 0),
    WATCH(ON(CLOCK) | ON(REQUEST) | ON(GREETING) | ON(TIMEOUT), watch_silence,
          0),
    WATCH(ON(TIMEOUT), watch_timeout, 0),
    WATCH(ON(STRAY), watch_stray, 0),
    WATCH(ON(CLOSE), watch_close, 0),
    WATCH(ON(GREETING), watch_refusal, 0),
    WATCH(ON(GREETING), watch_timestamp, 0),
    WATCH(ON(GREETING), watch_version, 0),
};
const size_t greeting_watches_count =
    sizeof greeting_watches / sizeof *greeting_watches;
