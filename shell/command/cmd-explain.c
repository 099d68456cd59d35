/* cmd-explain.c - \explain: the last reply in words. */
#include <config.h>

#include "net/base/text.h"
#include "net/base/wrap.h"
#include "net/pop3/code.h"
#include "net/wire/clock.h"
#include "shell/command/command.h"
#include "shell/command/explanations.h"
#include "shell/command/grammar.h"
#include "shell/command/print.h"

enum { LABEL_COLUMNS = 10, LINE_COLUMNS = 76, NS = 1000000000 };

/* A labelled paragraph, broken between words. */
static void add_part(struct buf *out, const char *label, struct span text)
{
    buf_add_format(out, "%-*s", LABEL_COLUMNS, label);
    wrap_words(out, LABEL_COLUMNS, LINE_COLUMNS, text);
}

/* What was said: the line as it came. */
static void add_said(struct buf *out, const struct exchange *x)
{
    struct buf text = {0};

    text_escape_fit(&text, buf_span(&x->line), TEXT_PLAIN, 400);
    if (x->ended && x->end != END_LINE) {
        buf_add_text(&text, " - and ");
        text_grouped(&text, x->lines);
        buf_add_text(&text, x->lines == 1 ? " line, " : " lines, ");
        text_grouped(&text, x->octets);
        buf_add_text(&text, " octets");
    }
    add_part(out, "server", buf_span(&text));
    buf_done(&text);
}

static void add_grammar(struct buf *out, const struct exchange *x)
{
    struct buf text = {0};

    if (x->greeting) {
        buf_add_text(&text, "the greeting is one line, +OK or -ERR, of at most "
                            "512 octets (RFC 1939 section 4)");
    } else if (x->stray) {
        buf_add_text(&text, "a server speaks only when it was asked (RFC 1939 "
                            "section 3); many announce here that they close");
    } else if (x->verb) {
        buf_add_format(&text, "%s is answered by %s", x->verb->name,
                       grammar_shape(x->verb->shape));
        if (x->verb->rfc && *x->verb->rfc)
            buf_add_format(&text, " (RFC %s)", x->verb->rfc);
        if (!(x->verb->states & x->asked_in)) {
            buf_add_text(&text, "; it is allowed in ");
            grammar_states(&text, x->verb->states);
            buf_add_format(&text, ", and this was %s", state_name(x->asked_in));
        }
    } else {
        buf_add_text(&text, "a command of no standard; one line of +OK or -ERR "
                            "is what every command gets (RFC 1939 section 3)");
    }
    add_part(out, "grammar", buf_span(&text));
    buf_done(&text);
}

/* The server asks for a pause between logins: how much of it is left. */
static void add_countdown(struct buf *text, const struct shell *sh)
{
    const struct dialogue *d = session_dialogue(sh->session);
    uint64_t seconds, passed = (clock_ns() - sh->last.status_ns) / NS;
    struct span args = {0};

    if (!dialogue_has_capability(d, "LOGIN-DELAY", &args) ||
        !span_number(span_take_word(&args), &seconds))
        return;
    if (seconds > passed) {
        buf_add_text(text, "; about ");
        text_duration(text, (seconds - passed) * NS);
        buf_add_text(text, " from now");
    } else {
        buf_add_text(text, "; that time is over now");
    }
}

static void add_meaning(struct buf *out, const struct shell *sh)
{
    const struct exchange *x = &sh->last;
    const struct response_code *code = code_find(buf_span(&x->code));
    const struct explanation *row =
        explanation_find(x->greeting, x->verb, x->status);
    struct buf meaning = {0}, next = {0};

    if (x->status == STATUS_CONTINUE) {
        buf_add_text(&meaning, "The server waits for a SASL response, in "
                               "base64.");
        buf_add_text(&next, "Type the response, or * to give up.");
    } else if (code) {
        buf_add_format(&meaning, "[%s] %s (RFC %s).", code->code, code->meaning,
                       code->rfc);
        buf_add_text(&next, code->next);
        if (span_is(span_of(code->code), "LOGIN-DELAY"))
            add_countdown(&next, sh);
        buf_add_char(&next, '.');
    } else if (x->status == STATUS_NONE) {
        buf_add_text(&meaning, "This is no POP3 reply: it begins with neither "
                               "+OK nor -ERR. Another service may be on this "
                               "port, or something between changes the text.");
        buf_add_text(&next,
                     "Check host and port; \\last raw shows the octets.");
    } else if (row) {
        buf_add_text(&meaning, row->meaning);
        buf_add_text(&next, row->next);
    }
    if (!code && x->code.len) {
        buf_add_text(&meaning, " [");
        text_escape_fit(&meaning, buf_span(&x->code), TEXT_PLAIN, 60);
        buf_add_text(&meaning, "] is no registered response code.");
    }
    add_part(out, "means", buf_span(&meaning));
    add_part(out, "next", buf_span(&next));
    buf_done(&meaning);
    buf_done(&next);
}

static void add_findings(struct buf *out, const struct exchange *x)
{
    struct buf text = {0};

    if (x->findings)
        buf_add_format(&text,
                       "%llu of the rules have something to say of it; "
                       "\\findings lists them",
                       (unsigned long long)x->findings);
    else
        buf_add_text(&text, "nothing to find fault with");
    add_part(out, "rules", buf_span(&text));
    buf_done(&text);
}

COMMAND_FUNCTION(explain)
{
    struct buf out = {0};

    (void)args;
    if (!sh->last.seen)
        return error_set(err, ERROR_USAGE, "\\explain: there is no reply yet");
    add_said(&out, &sh->last);
    add_grammar(&out, &sh->last);
    add_meaning(&out, sh);
    add_findings(&out, &sh->last);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}
