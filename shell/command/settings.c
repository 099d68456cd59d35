/* settings.c - the table of settings, and values to and from words. */
#include <config.h>

#include "shell/command/settings.h"

#include "net/base/named.h"
#include "shell/option/option.h"
#include "shell/repl/prompt.h"
#include <stddef.h>
#include <string.h>

#define AT(member) offsetof(struct settings, member)

const struct setting settings[] = {
    {"allow-cleartext", SETTING_FLAG,    AT(allow_cleartext),    "on|off",            0,
     "Lets the automatic login send a password without TLS.",                 "on"                 },
    {"ca",              SETTING_TEXT,    AT(ca),                 "FILE|DIR",          0,
     "Trusts the certificates in a PEM file or hashed directory instead of the "
     "system's; takes effect with the next handshake.",                       "/etc/ssl/our-ca.pem"},
    {"color",           SETTING_CHOICE,  AT(color),              "auto|always|never", 0,
     "Says when output has colours.",                                         "never"              },
    {"confirm",         SETTING_FLAG,    AT(confirm),            "on|off",            0,
     "Asks before a session with messages marked deleted is left.",           "off"                },
    {"connect-timeout", SETTING_SECONDS, AT(connect_timeout_ms), "SECONDS",           0,
     "Limits name resolution and connecting together, and the TLS handshake; "
     "0 is no limit.",                                                        "3"                  },
    {"hints",           SETTING_FLAG,    AT(hints),              "on|off",            0,
     "Shows behind the cursor what a command still needs.",                   "off"                },
    {"insecure",        SETTING_FLAG,    AT(insecure),           "on|off",            0,
     "Goes on with a certificate that fails its checks.",                     "on"                 },
    {"keepalive",       SETTING_SECONDS, AT(keepalive_ms),       "SECONDS",           0,
     "Sends NOOP after login when nothing was sent for so long; 0 is never.", "60"                 },
    {"prompt",          SETTING_TEXT,    AT(prompt),             "FORM",              0,
     "The prompt: %t target, %h host, %u user, %s state, %d pending deletes, "
     "%% a percent sign.",                                                    "%u@%h %s> "         },
    {"timeout",         SETTING_SECONDS, AT(timeout_ms),         "SECONDS",           0,
     "Limits the wait for a whole status line and for every silence inside "
     "data; 0 is no limit.",                                                  "2.5"                },
    {"timing",          SETTING_FLAG,    AT(timing),             "on|off",            0,
     "Shows the time each reply took.",                                       "on"                 },
    {"tls-name",        SETTING_TEXT,    AT(tls_name),           "NAME",              0,
     "Checks the certificate for this name instead of the host's.",           "mail.example.org"   },
    {"verbose",         SETTING_CHOICE,  AT(verbose),            "quiet|off|on",      -1,
     "Says how much is told beside the replies.",                             "on"                 },
};
const size_t settings_count = sizeof settings / sizeof *settings;

const struct setting *setting_find(struct span name)
{
    return NAMED_FIND(settings, settings_count, name, name);
}

static void copy_text(char *to, const char *text)
{
    size_t len = text ? strlen(text) : 0;

    if (len >= SETTING_TEXT_MOST)
        len = SETTING_TEXT_MOST - 1;
    if (len)
        memcpy(to, text, len);
    to[len] = '\0';
}

void settings_init(struct settings *s, const struct options *from)
{
    *s = (struct settings){
        .timeout_ms = from->timeout_ms,
        .connect_timeout_ms = from->connect_timeout_ms,
        .color = from->color,
        .verbose = from->verbose < 0   ? -1
                   : from->verbose > 0 ? 1
                                       : 0,
        .confirm = true,
        .hints = true,
        .insecure = from->insecure,
        .allow_cleartext = from->allow_cleartext,
    };
    copy_text(s->prompt, PROMPT_DEFAULT);
    copy_text(s->ca, from->ca);
    copy_text(s->tls_name, from->tls_name);
}

static bool refuse(const struct setting *row, struct error *err)
{
    return error_set(err, ERROR_USAGE, "\\set %s takes %s", row->name,
                     row->choices);
}

bool settings_seconds(struct span text, unsigned *ms_out)
{
    struct span whole = span_first(text, span_find(text, '.'));
    struct span part = span_from(text, whole.len + 1);
    uint64_t seconds = 0, thousandths = 0;

    if (!span_number(whole, &seconds) || seconds > 86400)
        return false;
    if (whole.len < text.len) {
        if (part.len > 3 || !span_number(part, &thousandths))
            return false;
        for (size_t i = part.len; i < 3; i++)
            thousandths *= 10;
    }
    *ms_out = (unsigned)(seconds * 1000 + thousandths);
    return true;
}

/* The place of word among "one|two|three", or -1. */
static int choice_index(const char *choices, struct span word)
{
    struct span rest = span_of(choices);

    for (int i = 0; rest.len; i++) {
        struct span choice = span_first(rest, span_find(rest, '|'));
        if (span_equal_case(choice, word))
            return i;
        rest = span_from(rest, choice.len + 1);
    }
    return -1;
}

static struct span choice_at(const char *choices, int index)
{
    struct span rest = span_of(choices);

    while (index-- > 0)
        rest = span_from(rest, span_find(rest, '|') + 1);
    return span_first(rest, span_find(rest, '|'));
}

bool setting_set(struct settings *s, const struct setting *row,
                 struct span value, struct error *err)
{
    char *at = (char *)s + row->offset;
    int index;

    switch (row->type) {
    case SETTING_FLAG:
        index = choice_index(row->choices, value);
        if (index < 0)
            return refuse(row, err);
        *(bool *)at = index == 0;
        return true;
    case SETTING_SECONDS:
        return settings_seconds(value, (unsigned *)at) || refuse(row, err);
    case SETTING_CHOICE:
        index = choice_index(row->choices, value);
        if (index < 0)
            return refuse(row, err);
        *(int *)at = index + row->first;
        return true;
    case SETTING_TEXT:
        if (value.len >= SETTING_TEXT_MOST)
            return error_set(err, ERROR_USAGE,
                             "\\set %s: longer than %d octets", row->name,
                             SETTING_TEXT_MOST - 1);
        if (value.len)
            memcpy(at, value.at, value.len);
        at[value.len] = '\0';
        return true;
    }
    return false;
}

void setting_show(const struct settings *s, const struct setting *row,
                  struct buf *out)
{
    const char *at = (const char *)s + row->offset;
    unsigned ms;

    switch (row->type) {
    case SETTING_FLAG:
        buf_add(out, choice_at(row->choices, *(const bool *)at ? 0 : 1));
        break;
    case SETTING_SECONDS:
        ms = *(const unsigned *)at;
        buf_add_format(out, "%u", ms / 1000);
        if (ms % 1000)
            buf_add_format(out, ".%03u", ms % 1000);
        break;
    case SETTING_CHOICE:
        buf_add(out, choice_at(row->choices, *(const int *)at - row->first));
        break;
    case SETTING_TEXT:
        buf_add_text(out, at);
        break;
    }
}
