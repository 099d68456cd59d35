/* lint-secret.c - the search of lint --secret. */
#include <config.h>

#include "shell/lint/lint-secret.h"
#include "shell/lint/lint-show.h"

#include "net/base/text.h"
#include "net/pop3/secrets.h"
#include "net/transcript/hide-text.h"
#include "shell/login/password.h"

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx, (void)e;
}

bool lint_secrets_read(struct lint_secrets *s, const struct options *o,
                       struct error *err)
{
    struct secret password = {0};
    struct password_sources from = {
        .fd = o->password_fd,
        .file = o->password_file,
        .command = o->password_command,
    };

    *s = (struct lint_secrets){0};
    if (!password_find(&from, &password, err))
        return false;
    if (password.len < SECRETS_SHORTEST) {
        secret_done(&password);
        return error_set(err, ERROR_INPUT,
                         "--secret: a secret of less than %d octets would be "
                         "found in ordinary words",
                         SECRETS_SHORTEST);
    }
    s->mask = mask_new(ignore, NULL);
    mask_learn(s->mask, secret_span(&password));
    s->given = password;
    return true;
}

void lint_secrets_done(struct lint_secrets *s)
{
    mask_free(s->mask);
    secret_done(&s->given);
}

static void tell(struct buf *out, const char *file, uint32_t line)
{
    text_escape(out, span_of(file), TEXT_PLAIN);
    buf_add_format(out,
                   ":%u: error   %-22s the secret stands in this line, as it "
                   "is or encoded\n",
                   line, "secret");
}

bool lint_secrets_find(const struct lint_secrets *s, const char *file,
                       struct span text, bool json, uint64_t at_ns,
                       struct buf *out)
{
    uint32_t number = 0;
    bool found = false;

    while (text.len) {
        struct span line = span_first(text, span_find(text, '\n'));

        number++;
        text = span_from(text, line.len + 1);
        if (!hide_text_finds(s->mask, line))
            continue;
        if (json)
            lint_json_secret(out, file, number, at_ns);
        else
            tell(out, file, number);
        found = true;
    }
    return found;
}
