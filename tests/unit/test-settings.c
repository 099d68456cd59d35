/* test-settings.c - values to and from words. */
#include <config.h>

#include "shell/command/settings.h"
#include "shell/option/option.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(settings, .timeout = 5);

static struct settings fresh(void)
{
    struct options from = {
        .timeout_ms = 30000, .connect_timeout_ms = 10000, .verbose = -1};
    struct settings s;

    settings_init(&s, &from);
    return s;
}

/* What the setting shows after it was given value; "refused" if it was. */
static void expect(const char *name, const char *value, const char *want)
{
    struct settings s = fresh();
    const struct setting *row = setting_find(span_of(name));
    struct error err = {0};
    struct buf got = {0};

    cr_assert(row != NULL, "%s", name);
    if (setting_set(&s, row, span_of(value), &err))
        setting_show(&s, row, &got);
    else
        buf_add_text(&got, "refused");
    cr_expect(eq(str, (char *)buf_text(&got), (char *)want), "%s %s", name,
              value);
    cr_expect(eq(int, strcmp(want, "refused") == 0, err.code == ERROR_USAGE));
    buf_done(&got);
}

Test(settings, take_what_they_can_have_and_refuse_the_rest)
{
    expect("timeout", "5", "5");
    expect("timeout", "0.5", "0.500");
    expect("timeout", "1.25", "1.250");
    expect("timeout", "0", "0");
    expect("timeout", "86400", "86400");
    expect("timeout", "86401", "refused");
    expect("timeout", "-1", "refused");
    expect("timeout", "1.2345", "refused");
    expect("timeout", "1.", "refused");
    expect("timeout", "5s", "refused");
    expect("timing", "ON", "on");
    expect("timing", "off", "off");
    expect("timing", "maybe", "refused");
    expect("color", "never", "never");
    expect("color", "nev", "refused");
    expect("verbose", "quiet", "quiet");
    expect("verbose", "on", "on");
    expect("prompt", "%t$ ", "%t$ ");
    expect("tls-name", "", "");
}

Test(settings, begin_as_the_options_say)
{
    struct settings s = fresh();
    struct buf got = {0};

    cr_expect(eq(uint, s.timeout_ms, 30000));
    setting_show(&s, setting_find(SPAN("verbose")), &got);
    cr_expect(eq(str, (char *)buf_text(&got), "quiet"));
    cr_expect(s.confirm);
    buf_done(&got);
}

Test(settings, longer_text_than_there_is_room_for_is_refused)
{
    char text[SETTING_TEXT_MOST + 1];

    memset(text, 'x', sizeof text);
    text[SETTING_TEXT_MOST - 1] = '\0';
    expect("ca", text, text);
    text[SETTING_TEXT_MOST - 1] = 'x';
    text[SETTING_TEXT_MOST] = '\0';
    expect("ca", text, "refused");
}

Test(settings, have_help_and_choices_and_stand_in_order)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *s = &settings[i];
        cr_expect(s->help[0] && s->help[strlen(s->help) - 1] == '.', "%s",
                  s->name);
        cr_expect(s->choices[0] != 0, "%s", s->name);
        cr_expect(i == 0 || strcmp(s[-1].name, s->name) < 0, "%s", s->name);
        cr_expect(setting_find(span_of(s->name)) == s, "%s", s->name);
    }
    cr_expect(setting_find(SPAN("nothing")) == NULL);
}
