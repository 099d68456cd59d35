/* complete.c - finds out what may stand at a place on the line. */
#include <config.h>

#include "shell/repl/complete.h"

#include "net/base/text.h"
#include "net/pop3/auth.h"
#include "net/pop3/capability.h"
#include "net/pop3/code.h"
#include "net/rules/rule.h"
#include "shell/command/bookmarks.h"
#include "shell/command/topics.h"
#include "shell/repl/arguments.h"
#include <inttypes.h>

/* The place on the line that is to be filled. */
struct place {
    struct shell *sh;
    struct words *words;
    struct span before; /* the line up to there */
    struct span former; /* the word before it; empty: none */
    bool files;
    bool blank;
};

struct head head_find(struct span word)
{
    struct head head = {0};

    if (word.len && word.at[0] == '\\') {
        word = span_from(word, 1);
        if (word.len > 1 && word.at[word.len - 1] == '!')
            word.len--;
        head.command = command_find(word);
    } else {
        head.verb = verb_find(word);
    }
    return head;
}

const char *head_args(const struct head *head)
{
    if (head->verb)
        return head->verb->args;
    return head->command ? head->command->args : "";
}

/* --- what can be offered, one function each --- */

/* The server may take it now, for all that is known. */
static bool is_possible(const struct session *s, const struct verb *verb)
{
    const struct dialogue *d = session_dialogue(s);

    if (verb->flags & (VERB_HISTORIC | VERB_PROXYING))
        return false;
    if (!session_is_open(s))
        return true;
    if (!(verb->states & dialogue_state(d)))
        return false;
    if (verb->id == VERB_STLS && dialogue_tls(d) != TLS_NONE)
        return false;
    if (verb->id == VERB_APOP && !dialogue_timestamp(d).len)
        return false;
    return !verb->capability || !dialogue_capabilities(d).len ||
           dialogue_has_capability(d, verb->capability, NULL);
}

static void offer_verbs(struct place *p)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (is_possible(p->sh->session, &verbs[i]) &&
            words_offer(p->words, verbs[i].name, verbs[i].help, true))
            p->blank = verbs[i].args_min > 0;
}

/* Local commands, behind their backslash or without it (\h). */
static void offer_commands(struct place *p, const char *backslash)
{
    struct buf name = {0};

    for (size_t i = 0; i < commands_count; i++) {
        buf_clear(&name);
        buf_add_format(&name, "%s%s", backslash, commands[i].name);
        if (words_offer(p->words, buf_text(&name), commands[i].help, false))
            p->blank = commands[i].flags & COMMAND_ARG;
    }
    buf_done(&name);
}

static void add_envelope(struct buf *note, const struct envelope *e)
{
    if (!e)
        return;
    buf_add_text(note, "  ");
    text_escape_fit(note, span_of(e->subject), TEXT_PLAIN, 60);
    if (*e->from) {
        buf_add_text(note, " - ");
        text_escape_fit(note, span_of(e->from), TEXT_PLAIN, 30);
    }
}

/* Size, unique-id and subject of a message, as far as they were seen. */
static void message_note(struct buf *note, struct shell *sh, uint64_t n)
{
    const struct messages *m = dialogue_messages(session_dialogue(sh->session));
    const struct message_entry *entry = messages_get(m, n);
    struct span uid = messages_uid(m, n);

    if (entry && (entry->flags & MESSAGE_LISTED))
        text_size(note, entry->octets);
    if (uid.len) {
        buf_add_text(note, "  ");
        text_escape_fit(note, uid, TEXT_PLAIN, 24);
    }
    if (sh->envelopes)
        add_envelope(note, envelopes_get(sh->envelopes, n));
}

static uint64_t message_count(const struct messages *m)
{
    return m->stat_known && m->stat_count > m->count ? m->stat_count : m->count;
}

static void offer_messages(struct place *p)
{
    const struct messages *m =
        dialogue_messages(session_dialogue(p->sh->session));
    uint64_t most = message_count(m);

    for (uint64_t n = 1; n <= most && n <= MESSAGES_MOST; n++) {
        const struct message_entry *entry = messages_get(m, n);
        char text[24];

        if (p->words->count == WORDS_MOST)
            break;
        snprintf(text, sizeof text, "%" PRIu64, n);
        if ((entry && (entry->flags & MESSAGE_DELETED)) ||
            !span_starts(span_of(text), p->words->typed))
            continue;
        struct buf note = {0};
        message_note(&note, p->sh, n);
        words_offer(p->words, text, buf_text(&note), false);
        buf_done(&note);
    }
}

static void offer_mechanisms(struct place *p)
{
    struct span args = {0}, word;

    dialogue_has_capability(session_dialogue(p->sh->session), "SASL", &args);
    while ((word = span_take_word(&args)).len) {
        struct buf note = {0};
        capability_mechanism_words(&note, word);
        words_offer_span(p->words, word, buf_text(&note), true);
        buf_done(&note);
    }
}

static void offer_settings(struct place *p)
{
    for (size_t i = 0; i < settings_count; i++)
        if (words_offer(p->words, settings[i].name, settings[i].help, false))
            p->blank = true;
}

/* Values of the setting before it. */
static void offer_values(struct place *p)
{
    const struct setting *row = setting_find(p->former);
    struct span rest = span_of(row ? row->choices : NULL);

    if (row && row->type == SETTING_TEXT)
        p->files = span_find_span(rest, SPAN("FILE")) < rest.len;
    if (!row || (row->type != SETTING_FLAG && row->type != SETTING_CHOICE))
        return;
    while (rest.len)
        words_offer_span(p->words, arguments_take_choice(&rest), NULL, false);
}

static void offer_rules(struct place *p)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        words_offer(p->words, rules[i]->id, rules[i]->title, false);
}

static void offer_codes(struct place *p)
{
    for (size_t i = 0; i < response_codes_count; i++)
        words_offer(p->words, response_codes[i].code, response_codes[i].meaning,
                    true);
}

static void offer_capabilities(struct place *p)
{
    for (size_t i = 0; i < capabilities_count; i++)
        if (!verb_find(span_of(capabilities[i].tag)))
            words_offer(p->words, capabilities[i].tag, capabilities[i].words,
                        true);
}

static void offer_all_verbs(struct place *p)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        words_offer(p->words, verbs[i].name, verbs[i].help, true);
}

static void offer_all_commands(struct place *p)
{
    offer_commands(p, "");
    p->blank = false;
}

static void offer_help_settings(struct place *p)
{
    offer_settings(p);
    p->blank = false;
}

static void offer_ways_in(struct place *p)
{
    for (size_t i = 0; i < mechanisms_count; i++)
        if (!verb_find(span_of(mechanisms[i].name)))
            words_offer(p->words, mechanisms[i].name, mechanisms[i].explain,
                        true);
}

static void offer_terms(struct place *p)
{
    for (size_t i = 0; i < topics_count; i++)
        if (!verb_find(span_of(topics[i].name)))
            words_offer(p->words, topics[i].name, topics[i].text, false);
}

static void offer_files(struct place *p)
{
    p->files = true;
}

static void offer_bookmark(void *ctx, const char *name, const char *target)
{
    struct place *p = ctx;
    struct buf word = {0}, note = {0};

    buf_add_format(&word, "@%s", name);
    text_escape_fit(&note, span_of(target), TEXT_PLAIN, 60);
    words_offer(p->words, buf_text(&word), buf_text(&note), false);
    buf_done(&note);
    buf_done(&word);
}

static void offer_targets(struct place *p)
{
    bookmarks_each(offer_bookmark, p);
}

static void offer_bookmark_name(void *ctx, const char *name, const char *target)
{
    struct place *p = ctx;
    struct buf note = {0};

    text_escape_fit(&note, span_of(target), TEXT_PLAIN, 60);
    words_offer(p->words, name, buf_text(&note), false);
    buf_done(&note);
}

static void offer_bookmarks(struct place *p)
{
    bookmarks_each(offer_bookmark_name, p);
}

/* What the words in the form of an argument stand for; any other word in
 * small letters stands for itself. */
static const struct source {
    const char *name;
    void (*offer)(struct place *p);
} sources[] = {
    {"msg",        offer_messages     },
    {"N",          offer_messages     },
    {"mechanism",  offer_mechanisms   },
    {"MECH",       offer_mechanisms   },
    {"FILE",       offer_files        },
    {"DIR",        offer_files        },
    {"TARGET",     offer_targets      },
    {"BOOKMARK",   offer_bookmarks    },
    {"SETTING",    offer_settings     },
    {"VALUE",      offer_values       },
    {"COMMAND",    offer_all_verbs    },
    {"COMMAND",    offer_all_commands },
    {"COMMAND",    offer_help_settings},
    {"CAPABILITY", offer_capabilities },
    {"CODE",       offer_codes        },
    {"RULE",       offer_rules        },
    {"TERM",       offer_ways_in      },
    {"TERM",       offer_terms        },
};

/* The verbs of the protocol write what the user chooses in small letters,
 * between angle brackets or not: nothing to offer but what is above. */
static bool stands_for_itself(struct span word, bool local)
{
    return local && word.len && word.at[0] >= 'a' && word.at[0] <= 'z';
}

static void offer_argument(struct place *p, const struct head *head, size_t i)
{
    struct span forms = arguments_at(head_args(head), i);

    while (forms.len) {
        struct span form = arguments_take_choice(&forms);
        bool known = false;

        for (size_t k = 0; k < sizeof sources / sizeof *sources; k++)
            if (span_is(form, sources[k].name)) {
                sources[k].offer(p);
                known = true;
            }
        if (!known && stands_for_itself(form, head->command != NULL))
            words_offer_span(p->words, form, NULL, false);
    }
    if (arguments_needed(head_args(head), i + 1))
        p->blank = true;
}

static void fill(struct place *p);

/* \watch and the like: what follows is a line of its own. */
static bool fill_nested(struct place *p, const struct head *head, size_t i,
                        struct span rest)
{
    for (size_t k = 0; k <= i; k++)
        if (span_is(arguments_at(head_args(head), k), "CMD")) {
            p->before = rest;
            fill(p);
            return true;
        } else {
            span_take_word(&rest);
        }
    return false;
}

static void fill(struct place *p)
{
    struct span rest = p->before, first = span_take_word(&rest), word;
    struct span behind = rest;
    struct head head;
    size_t i = 0;

    if (!first.len && p->words->typed.len && p->words->typed.at[0] == '\\') {
        offer_commands(p, "\\");
        return;
    }
    if (!first.len) {
        offer_verbs(p);
        return;
    }
    head = head_find(first);
    for (; (word = span_take_word(&rest)).len; i++)
        p->former = word;
    if (!fill_nested(p, &head, i, behind))
        offer_argument(p, &head, i);
}

struct completion complete(struct shell *sh, struct span before,
                           const char *text)
{
    struct completion c = {.words = {.typed = span_of(text)}};
    struct place p = {.sh = sh, .words = &c.words, .before = before};

    if (session_is_in_exchange(sh->session))
        return c;
    fill(&p);
    /* numbers stand in their order already */
    if (c.words.count &&
        (c.words.at[0].text[0] < '0' || c.words.at[0].text[0] > '9'))
        words_sort(&c.words);
    c.files = p.files && !c.words.count;
    c.blank = p.blank && c.words.count == 1;
    return c;
}

void completion_done(struct completion *c)
{
    words_done(&c->words);
}
