/* check-lang.c - UTF8 and LANG (section 15). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/rules/shown.h"

enum {
    SUBTAG_MOST = 8,    /* octets of a part of a tag */
    LANGUAGE_MOST = 3,  /* octets of a language that is registered today */
    TAGS_MOST = 1 << 14 /* octets of a listing's tags that are kept */
};

void lang_memory_done(struct lang_memory *m)
{
    buf_done(&m->tags);
    m->known = false;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

/* 1*8alnum *("-" 1*8alnum), which takes in every tag of RFC 5646. */
static bool is_tag(struct span s)
{
    size_t part = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '-' ? !part : !is_alnum(s.at[i]))
            return false;
        part = s.at[i] == '-' ? 0 : part + 1;
        if (part > SUBTAG_MOST)
            return false;
    }
    return part > 0;
}

/* Is range a prefix of tag that ends at a "-" or with it? */
static bool is_prefix(struct span range, struct span tag)
{
    return span_starts_case(tag, range) &&
           (tag.len == range.len ||
            span_starts(span_from(tag, range.len), SPAN("-")));
}

static bool is_related(struct span range, struct span tag)
{
    return is_prefix(range, tag) || is_prefix(tag, range);
}

/* --- the listing --- */

static void watch_listing(struct check *c, const struct event *e)
{
    struct lang_memory *m = &c->memory.lang;
    struct span tag;

    if (e->listing.content != CONTENT_LANGUAGE || !e->text.len ||
        (e->flaws & LINE_UNFINISHED))
        return;
    tag = span_first(e->text, span_find(e->text, ' '));
    if (!is_tag(tag)) {
        report(c, RULE_LANG_LIST_FORMAT, place_of(e, e->text),
               "\"%s\" is no language tag", shown(tag).text);
        return;
    }
    buf_add(&m->tags, tag);
    buf_add_char(&m->tags, ' ');
}

/* A bare LANG: its listing begins or is complete. */
static void watch_listing_bounds(struct check *c, const struct event *e)
{
    struct lang_memory *m = &c->memory.lang;

    if (!answers(e, VERB_LANG) || e->request->args || e->status != STATUS_OK)
        return;
    if (e->kind == EVENT_STATUS) {
        m->known = false;
        m->tags.most = TAGS_MOST;
        buf_clear(&m->tags);
    } else {
        m->known = (e->end == END_DOT || e->end == END_DOT_LF) && !m->tags.cut;
    }
}

/* --- the choice of a language --- */

/* "+OK" SP tag SP text. False when it has no tag at all. */
static bool judge_choice(struct check *c, const struct event *e,
                         struct span range, struct span tag)
{
    bool any = span_is(range, "*");
    size_t language = span_find(tag, '-');
    /* "Language changed" begins with what could be a tag, but is none */
    bool word = language > LANGUAGE_MOST && !any && !is_related(range, tag);

    if (!is_tag(tag) || word) {
        report(c, RULE_LANG_SELECT_FORMAT, place_of(e, tag),
               "\"%s\" stands where the tag of the chosen language is due",
               shown(tag).text);
        return false;
    }
    if (tag.at + tag.len == e->text.at + e->text.len)
        report_as(c, RULE_LANG_SELECT_FORMAT, SEVERITY_WARNING,
                  place_of(e, tag),
                  "behind the tag \"%s\" a SP is due, and text in that "
                  "language",
                  shown(tag).text);
    return true;
}

static void watch_choice(struct check *c, const struct event *e)
{
    struct span range, tag = e->text;
    const struct lang_memory *m = &c->memory.lang;

    if (!answers(e, VERB_LANG) || !e->request->args || e->status != STATUS_OK ||
        (e->flaws & LINE_UNFINISHED))
        return;
    range = request_arg(e->request, 0);
    while (tag.len && tag.at[0] == ' ')
        tag = span_from(tag, 1);
    tag = span_first(tag, span_find(tag, ' '));
    if (!judge_choice(c, e, range, tag))
        return;
    if (!span_is(range, "*") && !span_is_case(range, "i-default") &&
        !is_related(range, tag))
        report(c, RULE_LANG_TAG_MISMATCH, place_of(e, tag),
               "LANG %s was answered with the language %s", shown(range).text,
               shown(tag).text);
    if (m->known && !args_list(buf_span(&m->tags), tag))
        report(c, RULE_LANG_NOT_LISTED, place_of(e, tag),
               "the listing of LANG did not hold %s", shown(tag).text);
}

/* --- UTF8 --- */

static void watch_utf8(struct check *c, const struct event *e)
{
    if (!answers(e, VERB_UTF8) || e->status != STATUS_ERR ||
        !is_formed(e->request) || c->book.transaction)
        return;
    if (book_announced(&c->book, "UTF8", NULL) == ANNOUNCED_YES)
        report(c, RULE_UTF8_REFUSED, place_at(e, 0),
               "UTF8 is announced and refused, which a server may do");
}

static void watch_utf8_code(struct check *c, const struct event *e)
{
    if (e->status != STATUS_ERR || !code_is(e, "UTF8") ||
        dialogue_utf8(c->dialogue))
        return;
    report(c, RULE_UTF8_CODE_NEEDED, place_of(e, e->code),
           "the message needs UTF-8: send UTF8 before the login in a new "
           "session");
}

const struct watch lang_watches[] = {
    WATCH(ON(LINE), watch_listing, ABOUT(LANG)),
    WATCH(ON(STATUS) | ON(END), watch_listing_bounds, ABOUT(LANG)),
    WATCH(ON(STATUS), watch_choice, ABOUT(LANG)),
    WATCH(ON(STATUS), watch_utf8, ABOUT(UTF8)),
    WATCH(ON(STATUS), watch_utf8_code, 0),
};
const size_t lang_watches_count = sizeof lang_watches / sizeof *lang_watches;
