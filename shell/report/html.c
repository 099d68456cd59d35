/* html.c - a run as one page: the verdicts, then each session.
 *
 * The page needs nothing but itself: no script, no picture, no other file,
 * and says so to the browser. What a server sent is text on it and cannot
 * become anything else. */
#include <config.h>

#include "shell/report/html.h"

#include "net/wire/clock.h"
#include <time.h>

enum { PAGE_MOST = 24 << 20 }; /* octets of sessions */

void html_text(struct buf *out, struct span text)
{
    while (text.len) {
        size_t n = 0;

        while (n < text.len && !memchr("&<>\"'", text.at[n], 5))
            n++;
        buf_add(out, span_first(text, n));
        if (n < text.len)
            buf_add_format(out, "&#%d;", text.at[n]);
        text = span_from(text, n + 1);
    }
}

static void add_text(struct buf *out, const char *text)
{
    html_text(out, span_of(text));
}

void html_badge(struct buf *out, enum report_result result)
{
    const char *name = report_result_name(result);

    buf_add_format(out, "<span class=\"badge %s\">%s</span>", name, name);
}

/* --- a file: its section and its row of the table wait for the end --- */

static void add_section(struct writer *w, const struct report_file *f)
{
    struct buf *out = &w->held;
    uint64_t number = w->points;
    size_t before;

    buf_add_format(out, "<section id=f%ju aria-labelledby=h%ju><h2 id=h%ju>",
                   (uintmax_t)number, (uintmax_t)number, (uintmax_t)number);
    add_text(out, f->about.name);
    buf_add_char(out, ' ');
    html_badge(out, f->result);
    buf_add_text(out, "</h2>");
    if (f->about.title) {
        buf_add_text(out, "<p>");
        add_text(out, f->about.title);
    }
    if (f->about.server) {
        buf_add_text(out, "<p class=soft>Server: ");
        add_text(out, f->about.server);
    }
    if (f->reason && f->case_count != 1) { /* an only case says it itself */
        buf_add_text(out, "<p>");
        add_text(out, f->reason);
    }
    before = out->len;
    html_session(out, f, number);
    if (out->cut) { /* half a page would be none */
        buf_cut(out, before);
        out->cut = false;
        buf_add_text(out, "<p class=soft>The session is too long for a page.");
    }
    if (f->left_out)
        buf_add_format(out, "<p class=soft>%zu more were left out.",
                       f->left_out);
    buf_add_text(out, "</section>\n");
}

static void add_number(struct buf *out, uint64_t n, const char *class)
{
    buf_add_format(out, "<td class=\"n%s%s\">%ju", *class ? " " : "", class,
                   (uintmax_t)n);
}

static void add_row(struct writer *w, const struct report_file *f, bool linked)
{
    struct buf *out = &w->rows;

    buf_add_text(out, "<tr><th scope=row>");
    if (linked)
        buf_add_format(out, "<a href=\"#f%ju\">", (uintmax_t)w->points);
    add_text(out, f->about.name);
    buf_add_text(out, linked ? "</a><td>" : "<td>");
    html_badge(out, f->result);
    add_number(out, f->case_count, "wide");
    add_number(out, f->counts.findings[SEVERITY_ERROR], "");
    add_number(out, f->counts.findings[SEVERITY_WARNING], "");
    add_number(out, f->counts.findings[SEVERITY_NOTE], "wide");
    buf_add_format(out, "<td class=\"n wide\">%ju.%03ju s",
                   (uintmax_t)(f->took_ns / 1000000000),
                   (uintmax_t)(f->took_ns / 1000000 % 1000));
    buf_add_char(out, '\n');
}

void html_file(struct writer *w, const struct report_file *f)
{
    bool fits = w->held.len < PAGE_MOST;

    w->points++;
    add_row(w, f, fits);
    if (fits)
        add_section(w, f);
}

/* --- the page --- */

static void add_head(struct buf *out, const struct report *r)
{
    buf_add_format(
        out,
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n"
        "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n"
        "<meta name=color-scheme content=\"light dark\">\n"
        "<meta http-equiv=Content-Security-Policy "
        "content=\"default-src 'none';style-src 'unsafe-inline'\">\n"
        "<meta name=generator content=\"pop3sh %s\">\n"
        "<title>pop3sh %s</title>\n<style>%s</style></head>\n",
        PACKAGE_VERSION, r->mode, html_style);
}

static void add_count(struct buf *out, uint64_t n, const char *what)
{
    buf_add_format(out, "%ju %s%s", (uintmax_t)n, what, n == 1 ? "" : "s");
}

static void add_title(struct buf *out, const struct report *r)
{
    uint64_t bad = 0;

    for (int i = 0; i < REPORT_RESULTS; i++)
        if (report_result_is_bad((enum report_result)i))
            bad += r->verdicts[i];
    buf_add_format(out, "<h1>%s: ", r->mode);
    if (bad)
        buf_add_format(out, "%ju of ", (uintmax_t)bad);
    add_count(out, r->files, "file");
    buf_add_text(out, bad ? " not as it should be</h1>" : ", all is well</h1>");
}

static void add_subtitle(struct buf *out, const struct report *r,
                         enum exit_status exit)
{
    time_t now = (time_t)clock_utc();
    struct tm utc;
    char when[40] = "";

    if (gmtime_r(&now, &utc))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", &utc);
    buf_add_format(out, "<p class=soft>pop3sh %s, %s, exit status %d; ",
                   PACKAGE_VERSION, when, (int)exit);
    for (int i = 0; i < REPORT_RESULTS; i++)
        if (r->counts.cases[i])
            buf_add_format(out, "%ju %s, ", (uintmax_t)r->counts.cases[i],
                           report_result_name((enum report_result)i));
    add_count(out, r->counts.findings[SEVERITY_ERROR], "error");
    buf_add_text(out, ", ");
    add_count(out, r->counts.findings[SEVERITY_WARNING], "warning");
    buf_add_text(out, ", ");
    add_count(out, r->counts.findings[SEVERITY_NOTE], "note");
    buf_add_text(out, "</p>");
}

void html_end(struct writer *w, enum exit_status exit)
{
    struct buf *out = &w->out;
    bool all = w->held.len < PAGE_MOST;

    add_head(out, w->run);
    buf_add_text(out, "<body><header>");
    add_title(out, w->run);
    add_subtitle(out, w->run, exit);
    buf_add_text(out,
                 "</header><main><section aria-labelledby=verdicts>"
                 "<h2 id=verdicts>Verdicts</h2><div class=scroll>"
                 "<table><thead><tr><th scope=col>File"
                 "<th scope=col>Verdict<th scope=col class=\"n wide\">Cases"
                 "<th scope=col class=n>Errors"
                 "<th scope=col class=n>Warnings"
                 "<th scope=col class=\"n wide\">Notes"
                 "<th scope=col class=\"n wide\">Time"
                 "</thead><tbody>\n");
    buf_add(out, buf_span(&w->rows));
    buf_add_text(out, "</tbody></table></div></section>\n");
    output_write(w);
    buf_add(out, buf_span(&w->held));
    if (!all)
        buf_add_text(out, "<p>The page is long: the sessions of the other "
                          "files are left out.");
    buf_add_text(out, "</main></body></html>\n");
}
