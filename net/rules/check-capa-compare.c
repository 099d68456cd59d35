/* check-capa-compare.c - a CAPA reply against those before it (section 7). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

enum {
    NAMES_MOST = 100, /* octets of the tags that a message names */
    TAGS_MOST = 256,  /* tags that are looked for in another listing */
};

/* Take the next line off a listing of the book. */
static bool take_line(struct span *rest, struct span *tag, struct span *args)
{
    struct span line;

    while (rest->len && rest->at[0] == '\n')
        *rest = span_from(*rest, 1);
    line = span_first(*rest, span_find(*rest, '\n'));
    *rest = span_from(*rest, line.len);
    *tag = span_first(line, span_find(line, ' '));
    *args = span_from(line, tag->len + 1);
    return line.len > 0;
}

/* As capa_lists, for a tag that is no literal. */
static bool lists(const struct book_capa *capa, struct span tag,
                  struct span *args_out)
{
    struct span rest = buf_span(&capa->lines), other, args;

    while (take_line(&rest, &other, &args))
        if (span_equal_case(other, tag)) {
            *args_out = args;
            return true;
        }
    return false;
}

static void add_name(struct buf *names, struct span tag)
{
    if (names->len)
        buf_add_text(names, ", ");
    text_escape(names, tag, TEXT_ASCII);
}

/* --- after the login --- */

static bool read_value(const struct book_capa *capa, const char *tag,
                       struct capa_value *out)
{
    struct span args;

    return capa_lists(capa, tag, &args) &&
           capa_value_read(args, span_is(span_of(tag), "EXPIRE"), out);
}

static void add_value(struct buf *out, uint64_t value)
{
    if (value == UINT64_MAX)
        buf_add_text(out, "NEVER");
    else
        buf_add_format(out, "%ju", (uintmax_t)value);
}

/* The value before the login is the worst for any user: the largest delay, the
 * earliest expiry. */
static void compare_value(struct check *c, struct place place,
                          const struct book_capa *before,
                          const struct book_capa *after, bool expire)
{
    const char *tag = expire ? "EXPIRE" : "LOGIN-DELAY";
    struct capa_value was, is;
    struct buf values = {0};

    if (!read_value(before, tag, &was) || !read_value(after, tag, &is) ||
        was.value == is.value)
        return;
    add_value(&values, was.value);
    buf_add_text(&values, " before the login and ");
    add_value(&values, is.value);
    buf_add_text(&values, " after it");
    if (expire ? is.value < was.value : is.value > was.value)
        report(c, expire ? RULE_CAPA_EXPIRE_ORDER : RULE_CAPA_LOGIN_DELAY_ORDER,
               place, "%s is %s; the value before should hold for every user",
               tag, buf_text(&values));
    if (!was.user)
        report(c, RULE_CAPA_USER_TOKEN_MISSING, place,
               "%s is %s, and the word USER did not say that it may change",
               tag, buf_text(&values));
    buf_done(&values);
}

static void compare_tags(struct check *c, struct place place,
                         const struct book_capa *before,
                         const struct book_capa *after)
{
    struct span rest = buf_span(&before->lines), tag, args, now;
    struct buf gone = {.most = NAMES_MOST}, changed = {.most = NAMES_MOST};
    bool only_login = true; /* what is gone is of no use after a login */

    for (int i = 0; i < TAGS_MOST && take_line(&rest, &tag, &args); i++) {
        if (span_is(tag, "STLS"))
            continue;
        if (!lists(after, tag, &now)) {
            add_name(&gone, tag);
            only_login =
                only_login && (span_is(tag, "USER") || span_is(tag, "SASL"));
        } else if (!span_equal_case(args, now) && !span_is(tag, "EXPIRE") &&
                   !span_is(tag, "LOGIN-DELAY")) {
            add_name(&changed, tag);
        }
    }
    if (gone.len)
        report_as(c, RULE_CAPA_DROPPED_AFTER_LOGIN,
                  only_login ? SEVERITY_NOTE : SEVERITY_WARNING, place,
                  "announced before the login and not after it: %s",
                  buf_text(&gone));
    if (changed.len)
        report(c, RULE_CAPA_ARGS_CHANGED_AFTER_LOGIN, place,
               "other arguments than before the login: %s", buf_text(&changed));
    buf_done(&gone);
    buf_done(&changed);
}

/* --- behind STLS --- */

/* What old lists and new does not (or, with changed, with other arguments). */
static void add_difference(struct buf *out, const char *title,
                           const struct book_capa *old,
                           const struct book_capa *new, bool changed)
{
    struct span rest = buf_span(&old->lines), tag, args, now;
    struct buf names = {.most = NAMES_MOST};

    for (int i = 0; i < TAGS_MOST && take_line(&rest, &tag, &args); i++) {
        bool listed = lists(new, tag, &now);

        if (!span_is(tag, "STLS") &&
            (changed ? listed && !span_equal_case(args, now) : !listed))
            add_name(&names, tag);
    }
    if (names.len)
        buf_add_format(out, "%s%s: %s", out->len ? "; " : "", title,
                       buf_text(&names));
    buf_done(&names);
}

static void compare_stls(struct check *c, struct place place,
                         const struct book_capa *before,
                         const struct book_capa *after)
{
    struct buf words = {0};

    add_difference(&words, "gone", before, after, false);
    add_difference(&words, "new", after, before, false);
    add_difference(&words, "with other arguments", before, after, true);
    if (words.len)
        report(c, RULE_CAPA_CHANGED_BY_STLS, place, "with TLS %s",
               buf_text(&words));
    buf_done(&words);
}

void capa_compare(struct check *c, const struct event *e)
{
    const struct book *b = &c->book;
    const struct book_capa *before = &b->capa[b->tls != TLS_NONE][0];
    const struct book_capa *clear = &b->capa[0][0];
    struct book_capa now = book_capa_reading(b);
    struct place place = place_at(e, 0);

    place.line_offset = b->reply_offset;
    if (b->transaction && before->known && !before->lines.cut) {
        compare_value(c, place, before, &now, false);
        compare_value(c, place, before, &now, true);
        compare_tags(c, place, before, &now);
    }
    if (!b->transaction && b->tls == TLS_STLS && clear->known &&
        !clear->lines.cut && !has_fired(c, RULE_CAPA_CHANGED_BY_STLS))
        compare_stls(c, place, clear, &now);
}
