/* cmd-set.c - \set [NAME [VALUE]], \set --save. */
#include <config.h>

#include "net/base/nearest.h"
#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/file/home.h"
#include <stdlib.h>

static void add_setting(struct buf *out, const struct settings *s,
                        const struct setting *row)
{
    struct buf value = {0};

    setting_show(s, row, &value);
    buf_add_format(out, "%-16s ", row->name);
    if (row->type == SETTING_TEXT)
        buf_add_char(out, '\'');
    text_escape(out, buf_span(&value), TEXT_PLAIN);
    if (row->type == SETTING_TEXT)
        buf_add_char(out, '\'');
    buf_add_char(out, '\n');
    buf_done(&value);
}

static bool show(struct shell *sh, const struct setting *one)
{
    struct buf out = {0};

    for (size_t i = 0; i < settings_count; i++)
        if (!one || one == &settings[i])
            add_setting(&out, &sh->settings, &settings[i]);
    print_text(sh, &out);
    buf_done(&out);
    return true;
}

static bool unknown(struct span name, struct error *err)
{
    struct nearest near = {.typed = name};
    struct buf typed = {0};

    for (size_t i = 0; i < settings_count; i++)
        nearest_try(&near, settings[i].name);
    text_escape_fit(&typed, name, TEXT_PLAIN, 40);
    error_set(err, ERROR_USAGE, "there is no setting %s%s%s; \\set lists them",
              buf_text(&typed), near.name ? "; did you mean " : "",
              near.name ? near.name : "");
    buf_done(&typed);
    return false;
}

/* 'a value' stands for what is between the quotes, its blanks included. */
static struct span unquote(struct span value)
{
    if (value.len >= 2 && value.at[0] == '\'' &&
        value.at[value.len - 1] == '\'')
        return (struct span){value.at + 1, value.len - 2};
    return value;
}

/* Write what differs from the program's own values to the file that every
 * interactive session begins with. */
static bool save(struct shell *sh, struct error *err)
{
    struct buf text = {0}, value = {0}, own = {0};
    struct options none = {0};
    struct settings plain;
    char *path = home_path(HOME_CONFIG, "settings");
    bool ok;

    options_init(&none);
    settings_init(&plain, &none);
    buf_add_text(&text, "# written by \\set --save\n");
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings[i];
        buf_clear(&value);
        buf_clear(&own);
        setting_show(&sh->settings, row, &value);
        setting_show(&plain, row, &own);
        if (span_equal(buf_span(&value), buf_span(&own)))
            continue;
        buf_add_format(&text, "\\set %s '%s'\n", row->name, buf_text(&value));
    }
    ok = path ? home_replace(path, buf_span(&text), err)
              : error_set(err, ERROR_INPUT,
                          "neither XDG_CONFIG_HOME nor HOME names a directory");
    if (ok)
        renderer_note(sh->renderer, "saved to %s", path);
    free(path);
    buf_done(&text);
    buf_done(&value);
    buf_done(&own);
    return ok;
}

COMMAND_FUNCTION(set)
{
    struct span rest = args->text;
    struct span name = span_take_word(&rest);
    const struct setting *row = setting_find(name);
    struct span value = span_trim(rest);

    if (span_is(name, "--save") && !value.len)
        return save(sh, err);
    if (!name.len)
        return show(sh, NULL);
    if (!row)
        return unknown(name, err);
    if (!value.len)
        return show(sh, row);
    if (!setting_set(&sh->settings, row, unquote(value), err))
        return false;
    command_apply_settings(sh);
    return true;
}
