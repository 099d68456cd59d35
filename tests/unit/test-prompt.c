/* test-prompt.c - the prompt as text. */
#include <config.h>

#include "shell/repl/prompt.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(prompt, .timeout = 5);

static struct prompt_facts facts_of(enum state state)
{
    return (struct prompt_facts){
        .connected = true,
        .url = SPAN("pop3s://joe@mail.example.org"),
        .host = SPAN("mail.example.org"),
        .user = SPAN("joe"),
        .tls = TLS_IMPLICIT,
        .state = state,
    };
}

static void expect(const char *form, const struct prompt_facts *facts,
                   unsigned flags, const char *want)
{
    struct buf got = {0};

    prompt_make(&got, form, facts, flags);
    cr_expect(eq(str, (char *)buf_text(&got), (char *)want));
    buf_done(&got);
}

Test(prompt, tells_target_state_and_deletions)
{
    struct prompt_facts f = facts_of(STATE_TRANSACTION);

    expect(PROMPT_DEFAULT, &f, 0, "pop3s://joe@mail.example.org TRANSACTION> ");
    f.deleted = 2;
    expect(PROMPT_DEFAULT, &f, 0,
           "pop3s://joe@mail.example.org TRANSACTION 2 deleted> ");
    f = facts_of(STATE_AUTHORIZATION);
    expect(PROMPT_DEFAULT, &f, 0,
           "pop3s://joe@mail.example.org AUTHORIZATION> ");
}

Test(prompt, without_a_connection_says_so_whatever_the_form)
{
    struct prompt_facts f = {.state = STATE_CLOSED, .need = NEED_OPEN};

    expect("%t", &f, 0, "not connected> ");
}

Test(prompt, shows_what_the_server_waits_for)
{
    struct prompt_facts f = facts_of(STATE_SASL);

    f.need = NEED_RESPONSE;
    expect(PROMPT_DEFAULT, &f, 0, "+ ");
    f.need = NEED_DATA;
    expect(PROMPT_DEFAULT, &f, 0, "data> ");
}

Test(prompt, form_may_use_each_item_and_keeps_the_rest)
{
    struct prompt_facts f = facts_of(STATE_TRANSACTION);

    expect("%u@%h %s%d%% ", &f, 0, "joe@mail.example.org TRANSACTION% ");
    expect("", &f, 0, "");
    expect("100%", &f, 0, "100%");
    expect("%x %", &f, 0, "%x %");
    f.user = (struct span){0};
    expect("<%u>", &f, 0, "<>");
}

Test(prompt, escapes_what_others_chose)
{
    struct prompt_facts f = facts_of(STATE_TRANSACTION);
    struct buf got = {0};

    f.user = SPAN("\x1b[31mred\x01\x02\xff");
    f.host = SPAN("\xe2\x80\xae"
                  "evil");
    prompt_make(&got, "%u %h \x1b", &f, PROMPT_COLOR);
    cr_expect(strstr(buf_text(&got), "\x1b[31mr") == NULL);
    cr_expect(strstr(buf_text(&got), "[31mred") != NULL);
    cr_expect(strstr(buf_text(&got), "\xe2\x80\xae") == NULL);
    cr_expect(memchr(got.at, '\xff', got.len) == NULL);
    buf_done(&got);
}

Test(prompt, wraps_each_colour_for_readline)
{
    struct prompt_facts f = facts_of(STATE_TRANSACTION);
    struct buf got = {0};
    int depth = 0;

    f.deleted = 1;
    prompt_make(&got, PROMPT_DEFAULT, &f, PROMPT_COLOR);
    cr_expect(memchr(got.at, '\033', got.len) != NULL);
    for (size_t i = 0; i < got.len; i++) {
        depth += (got.at[i] == '\001') - (got.at[i] == '\002');
        cr_expect(depth == 0 || depth == 1);
        cr_expect(got.at[i] != '\033' || depth == 1, "octet %zu", i);
    }
    cr_expect(eq(int, depth, 0));
    buf_done(&got);
}
