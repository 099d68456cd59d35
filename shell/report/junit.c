/* junit.c - JUnit's XML: a suite a file, a case an exchange.
 *
 * There is no standard; this is what both the strict reading (suites with id,
 * package, hostname, timestamp and the two outputs) and the loose one accept.
 * A failure is a difference or a finding; an error says that there is no
 * verdict; what may fail, or was not run, is skipped. */
#include <config.h>

#include "shell/report/private.h"
#include <mxml.h>
#include <stdlib.h>
#include <time.h>

static const char *line_ends(mxml_node_t *node, int where)
{
    const char *name = mxmlGetElement(node);
    bool leaf =
        name && (strcmp(name, "failure") == 0 || strcmp(name, "error") == 0 ||
                 strncmp(name, "system-", 7) == 0);

    if (where == MXML_WS_AFTER_CLOSE || (where == MXML_WS_AFTER_OPEN && !leaf))
        return "\n";
    return NULL;
}

void junit_begin(struct writer *w)
{
    buf_add_text(&w->out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                          "<testsuites>\n");
}

static void set_seconds(mxml_node_t *node, uint64_t ns)
{
    mxmlElementSetAttrf(node, "time", "%ju.%06ju", (uintmax_t)(ns / 1000000000),
                        (uintmax_t)(ns / 1000 % 1000000));
}

/* What was found in a case, as lines. */
static void add_findings(struct buf *out, const struct report_file *f,
                         size_t index)
{
    const struct item *item;
    size_t at = 0;

    while ((item = report_next_item(f, index, ITEM_FINDING, &at)))
        finding_line(out, f, &item->is.finding);
}

static void add_differences(struct buf *out, const struct report_file *f,
                            size_t index)
{
    const struct item *item;
    size_t at = 0;

    while ((item = report_next_item(f, index, ITEM_DIFFERENCE, &at)))
        difference_text(out, f->about.name, &f->cases[index].about,
                        &item->is.difference);
}

/* How a result is said; NULL: by silence. */
static const struct {
    const char *element, *message;
} forms[REPORT_RESULTS] = {
    [REPORT_FAIL] = {"failure", "not as recorded"              },
    [REPORT_SKIP] = {"skipped", "not run"                      },
    [REPORT_UNKNOWN] = {"error",   "no verdict"                   },
    [REPORT_XFAIL] = {"skipped", "fails, as expected"           },
    [REPORT_XPASS] = {"failure", "passes, though it should fail"},
};

static void add_result(mxml_node_t *to, const struct report_file *f,
                       size_t index)
{
    const struct kept_case *c = &f->cases[index];
    const char *name = forms[c->result].element;
    struct buf text = {0};
    mxml_node_t *node;

    if (!name)
        return;
    node = mxmlNewElement(to, name);
    mxmlElementSetAttr(node, "message",
                       c->reason ? c->reason : forms[c->result].message);
    if (c->result == REPORT_SKIP || c->result == REPORT_XFAIL)
        return;
    mxmlElementSetAttr(node, "type", report_result_name(c->result));
    add_differences(&text, f, index);
    add_findings(&text, f, index);
    mxmlNewOpaque(node, buf_text(&text));
    buf_done(&text);
}

/* The id without the file, which is the class. */
static const char *case_name(const struct report_file *f,
                             const struct kept_case *c)
{
    size_t n = strlen(f->about.name);

    return strncmp(c->about.id, f->about.name, n) == 0 && c->about.id[n] == '#'
               ? c->about.id + n + 1
               : c->about.id;
}

static void add_case(mxml_node_t *suite, const struct report_file *f,
                     size_t index)
{
    const struct kept_case *c = &f->cases[index];
    mxml_node_t *node = mxmlNewElement(suite, "testcase");

    mxmlElementSetAttr(node, "name", case_name(f, c));
    mxmlElementSetAttr(node, "classname", f->about.name);
    set_seconds(node, c->took_ns);
    add_result(node, f, index);
}

static void set_timestamp(mxml_node_t *suite, int64_t utc)
{
    time_t when = (time_t)utc;
    struct tm broken;
    char text[32];

    if (gmtime_r(&when, &broken) &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &broken))
        mxmlElementSetAttr(suite, "timestamp", text);
}

static void set_counts(mxml_node_t *suite, const struct report_counts *n)
{
    const uint64_t *cases = n->cases;

    mxmlElementSetAttrf(suite, "failures", "%ju",
                        (uintmax_t)(cases[REPORT_FAIL] + cases[REPORT_XPASS]));
    mxmlElementSetAttrf(suite, "errors", "%ju",
                        (uintmax_t)cases[REPORT_UNKNOWN]);
    mxmlElementSetAttrf(suite, "skipped", "%ju",
                        (uintmax_t)(cases[REPORT_SKIP] + cases[REPORT_XFAIL]));
}

static void add_property(mxml_node_t *properties, const char *name,
                         const char *value)
{
    mxml_node_t *node;

    if (!value)
        return;
    node = mxmlNewElement(properties, "property");
    mxmlElementSetAttr(node, "name", name);
    mxmlElementSetAttr(node, "value", value);
}

/* Findings that fail nothing are worth reading, too. */
static void add_output(mxml_node_t *suite, const struct report_file *f)
{
    struct buf text = {0};

    for (size_t i = 0; i < f->case_count; i++)
        if (!report_result_is_bad(f->cases[i].result))
            add_findings(&text, f, i);
    add_findings(&text, f, NO_CASE);
    mxmlNewOpaque(mxmlNewElement(suite, "system-out"), buf_text(&text));
    buf_done(&text);
    mxmlNewElement(suite, "system-err");
}

static mxml_node_t *suite_of(struct writer *w, const struct report_file *f)
{
    mxml_node_t *suite = mxmlNewElement(MXML_NO_PARENT, "testsuite");
    mxml_node_t *properties;

    mxmlElementSetAttrf(suite, "id", "%ju", (uintmax_t)w->points++);
    mxmlElementSetAttr(suite, "name", f->about.name);
    mxmlElementSetAttrf(suite, "package", "pop3sh.%s", w->run->mode);
    mxmlElementSetAttr(suite, "hostname",
                       f->about.server ? f->about.server : "localhost");
    set_timestamp(suite, f->began_utc);
    mxmlElementSetAttrf(suite, "tests", "%zu", f->case_count);
    set_counts(suite, &f->counts);
    set_seconds(suite, f->took_ns);
    properties = mxmlNewElement(suite, "properties");
    add_property(properties, "pop3sh", PACKAGE_VERSION);
    add_property(properties, "title", f->about.title);
    add_property(properties, "verdict", report_result_name(f->result));
    add_property(properties, "reason", f->reason);
    for (size_t i = 0; i < f->case_count; i++)
        add_case(suite, f, i);
    add_output(suite, f);
    return suite;
}

void junit_file(struct writer *w, const struct report_file *f)
{
    mxml_node_t *suite = suite_of(w, f);
    char *text;

    mxmlSetWrapMargin(0);
    text = mxmlSaveAllocString(suite, line_ends);
    buf_add_text(&w->out, text ? text : "");
    free(text);
    mxmlDelete(suite);
}

void junit_end(struct writer *w, enum exit_status exit)
{
    (void)exit;
    buf_add_text(&w->out, "</testsuites>\n");
}
