/* script-guest.c - a transcript from a file, and its clients. */
#include <config.h>

#include "shell/serve/script-guest.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "shell/file/slurp.h"
#include "shell/serve/want.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct script_show {
    const char *path; /* borrowed */
    struct buf text;
    struct transcript transcript;
    struct script *script;
    bool failed;
};

/* --- reading --- */

/* A transcript from elsewhere reads no other files. */
static bool is_below(const char *name)
{
    return name[0] != '/' && strstr(name, "..") == NULL;
}

static bool read_message(struct script_show *s, size_t nth, const char *name,
                         struct error *err)
{
    const char *slash = strrchr(s->path, '/');
    struct buf path = {0};
    struct buf message = {0};
    bool ok;

    if (!is_below(name))
        return error_set(err, ERROR_INPUT,
                         "%s: file=%.200s: must lie beside or below it",
                         s->path, name);
    if (slash)
        buf_add(&path, (struct span){s->path, (size_t)(slash - s->path) + 1});
    buf_add_text(&path, name);
    ok = slurp_file(&message, buf_text(&path), ITEM_FILE_MOST, err);
    if (ok && message.len > ITEM_FILE_MOST)
        ok = error_set(err, ERROR_INPUT, "%s: more than 64 MiB",
                       buf_text(&path));
    if (ok)
        script_set_file(s->script, nth, buf_span(&message));
    buf_done(&message);
    buf_done(&path);
    return ok;
}

static bool read_messages(struct script_show *s, struct error *err)
{
    struct buf name = {0};
    bool ok = true;

    for (size_t i = 0; ok && script_file(s->script, i, &name); i++) {
        ok = read_message(s, i, buf_text(&name), err);
        buf_clear(&name);
    }
    buf_done(&name);
    return ok;
}

static void tell(void *ctx, const struct script_finding *f)
{
    struct script_show *s = ctx;
    struct buf line = {0};

    s->failed = true;
    buf_add_format(&line, "%s:%u: connection %u: ", s->path, (unsigned)f->line,
                   f->conn);
    if (f->trouble == SCRIPT_NOT_NEXT) {
        buf_add_text(&line, "not next in the transcript: ");
        text_escape(&line, f->sent, 0);
        buf_add_text(&line,
                     f->wanted.len ? "; expected " : "; expected nothing");
    } else {
        buf_add_format(&line, "left over: %zu command%s, from ", f->count,
                       f->count == 1 ? "" : "s");
    }
    text_escape(&line, f->wanted, 0);
    fprintf(stderr, "pop3sh: %s\n", buf_text(&line));
    buf_done(&line);
}

struct script_show *script_show_new(const char *path, enum script_match match,
                                    bool lenient,
                                    const struct fault_set *faults,
                                    struct error *err)
{
    struct script_show *s = xcalloc(1, sizeof *s);
    struct script_settings settings = {.match = match,
                                       .lenient = lenient,
                                       .faults = faults,
                                       .tell = tell,
                                       .ctx = s};
    const char *wrong = script_faults_wrong(faults);

    s->path = path;
    if (wrong) {
        error_set(err, ERROR_USAGE,
                  "fault %.60s takes a server that knows its messages; on a "
                  "transcript, use one that takes an argument, or one about "
                  "status lines",
                  wrong);
        script_show_free(s);
        return NULL;
    }
    if (slurp_file(&s->text, path, ITEM_FILE_MOST, err) &&
        transcript_read(&s->transcript, buf_span(&s->text), path, err) &&
        (s->script = script_new(&s->transcript, path, &settings, err)) &&
        read_messages(s, err))
        return s;
    script_show_free(s);
    return NULL;
}

void script_show_free(struct script_show *s)
{
    if (!s)
        return;
    script_free(s->script);
    transcript_done(&s->transcript);
    buf_done(&s->text);
    free(s);
}

size_t script_show_connections(const struct script_show *s)
{
    return script_connections(s->script);
}

bool script_show_is_implicit(const struct script_show *s)
{
    return script_is_implicit(s->script);
}

bool script_show_failed(const struct script_show *s)
{
    return s->failed;
}

/* --- what the loop asks --- */

static void *guest_open(void *ctx, const struct serve_peer *from,
                        uint64_t now_ns)
{
    struct script_show *s = ctx;

    return script_session_new(s->script, from->number, from->tls, now_ns);
}

static size_t guest_take(void *guest, uint64_t now_ns, struct span octets)
{
    return script_session_take(guest, now_ns, octets);
}

static struct span guest_output(void *guest, uint64_t now_ns)
{
    return script_session_output(guest, now_ns);
}

static void guest_sent(void *guest, uint64_t now_ns, size_t n)
{
    script_session_sent(guest, now_ns, n);
}

static enum serve_want guest_want(const void *guest)
{
    return want_of(script_session_want(guest));
}

static void guest_tls(void *guest, uint64_t now_ns,
                      const struct serve_binding *of)
{
    (void)of;
    script_session_tls(guest, now_ns);
}

static uint64_t guest_alarm(const void *guest)
{
    return script_session_alarm(guest);
}

static bool guest_keeps_input(const void *guest)
{
    (void)guest;
    return false;
}

static enum serve_end guest_end(const void *guest)
{
    struct span how = script_session_how(guest);

    return span_is(how, "rst") ? SERVE_END_RESET : SERVE_END_NOTIFY;
}

static void guest_close(void *guest, const struct error *why)
{
    (void)why;
    script_session_free(guest);
}

const struct serve_ops script_show_ops = {
    .open = guest_open,
    .take = guest_take,
    .output = guest_output,
    .sent = guest_sent,
    .want = guest_want,
    .tls = guest_tls,
    .alarm = guest_alarm,
    .keeps_input = guest_keeps_input,
    .end = guest_end,
    .close = guest_close,
};
