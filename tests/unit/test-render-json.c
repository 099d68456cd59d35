/* test-render-json.c - the objects a program gets, and raw data. */
#include <config.h>

#include "tests/unit/render-fixture.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(render_json, .timeout = 20);
TestSuite(render_raw, .timeout = 20);

static struct fixture f;

static void begin(struct render_options options)
{
    options.utf8 = true;
    fixture_init(&f, options);
}

/* The objects written so far, as an array; "t" is checked and taken out. */
static json_t *objects(void)
{
    json_t *all = json_array();
    double latest = 0;

    fixture_read(&f);
    for (char *line = f.out; *line; line = strchr(line, '\n') + 1) {
        json_error_t error;
        json_t *object =
            json_loadb(line, (size_t)(strchr(line, '\n') - line), 0, &error);
        cr_assert(ne(ptr, object, NULL), "%s: %.200s", error.text, line);

        double t = json_real_value(json_object_get(object, "t"));
        cr_expect(t >= latest, "time goes on");
        latest = t;
        json_object_del(object, "t");
        json_array_append_new(all, object);
    }
    return all;
}

static void expect_objects(const char *const want[])
{
    json_t *all = objects();
    size_t count = 0;

    for (; want[count]; count++) {
        json_t *object = json_array_get(all, count);
        char *got = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));
        cr_expect(eq(str, got ? got : "none", (char *)want[count]));
        free(got);
    }
    cr_expect(eq(sz, json_array_size(all), count));
    json_decref(all);
}

Test(render_json, gives_the_fields_of_the_manual)
{
    static const char *const listing[] = {"1 120", "2 200", "x", NULL};
    static const char *const uids[] = {"1 abc", NULL};
    static const char *const capabilities[] = {"SASL PLAIN LOGIN", "TOP", NULL};
    static const char *const want[] = {
        "{\"type\":\"greeting\",\"conn\":1,\"seq\":0,\"status\":\"+OK\","
        "\"code\":null,\"text\":\"ready\",\"lines\":1,\"octets\":11,"
        "\"first_ms\":2.0,\"total_ms\":2.0}",
        "{\"type\":\"command\",\"conn\":1,\"seq\":1,\"line\":\"stat\","
        "\"verb\":\"STAT\",\"state\":\"CONNECTED\"}",
        "{\"type\":\"reply\",\"conn\":1,\"seq\":1,\"command\":\"stat\","
        "\"status\":\"+OK\",\"code\":null,\"text\":\"2 320\",\"lines\":1,"
        "\"octets\":11,\"first_ms\":1.0,\"total_ms\":2.0,"
        "\"data\":{\"count\":2,\"octets\":320}}",
        "{\"type\":\"command\",\"conn\":1,\"seq\":2,\"line\":\"LIST\","
        "\"verb\":\"LIST\",\"state\":\"CONNECTED\"}",
        "{\"type\":\"reply\",\"conn\":1,\"seq\":2,\"command\":\"LIST\","
        "\"status\":\"+OK\",\"code\":null,\"text\":\"\",\"lines\":5,"
        "\"octets\":25,\"first_ms\":1.0,\"total_ms\":5.0,"
        "\"data\":[{\"n\":1,\"octets\":120},{\"n\":2,\"octets\":200},"
        "{\"line\":\"x\"}]}",
        "{\"type\":\"command\",\"conn\":1,\"seq\":3,\"line\":\"UIDL\","
        "\"verb\":\"UIDL\",\"state\":\"CONNECTED\"}",
        "{\"type\":\"reply\",\"conn\":1,\"seq\":3,\"command\":\"UIDL\","
        "\"status\":\"+OK\",\"code\":null,\"text\":\"\",\"lines\":3,"
        "\"octets\":15,\"first_ms\":1.0,\"total_ms\":3.0,"
        "\"data\":[{\"n\":1,\"uid\":\"abc\"}]}",
        "{\"type\":\"command\",\"conn\":1,\"seq\":4,\"line\":\"CAPA\","
        "\"verb\":\"CAPA\",\"state\":\"CONNECTED\"}",
        "{\"type\":\"reply\",\"conn\":1,\"seq\":4,\"command\":\"CAPA\","
        "\"status\":\"+OK\",\"code\":null,\"text\":\"\",\"lines\":4,"
        "\"octets\":31,\"first_ms\":1.0,\"total_ms\":4.0,"
        "\"data\":[{\"tag\":\"SASL\",\"args\":[\"PLAIN\",\"LOGIN\"]},"
        "{\"tag\":\"TOP\",\"args\":[]}]}",
        "{\"type\":\"command\",\"conn\":1,\"seq\":5,\"line\":\"PASS ****\","
        "\"verb\":\"PASS\",\"state\":\"CONNECTED\",\"auto\":true}",
        "{\"type\":\"reply\",\"conn\":1,\"seq\":5,\"command\":\"PASS ****\","
        "\"auto\":true,\"status\":\"-ERR\",\"code\":\"IN-USE\","
        "\"text\":\"[IN-USE] no\",\"lines\":1,\"octets\":18,"
        "\"first_ms\":1.0,\"total_ms\":2.0}",
        NULL};

    begin((struct render_options){.form = RENDER_JSON});
    fixture_line(&f, EVENT_GREETING, "+OK ready");
    fixture_send(&f, "stat", false);
    fixture_line(&f, EVENT_STATUS, "+OK 2 320");
    fixture_end(&f, END_LINE, STATUS_OK);
    fixture_listing(&f, "LIST", listing);
    fixture_listing(&f, "UIDL", uids);
    fixture_listing(&f, "CAPA", capabilities);
    fixture_send(&f, "PASS ****", true);
    fixture_line(&f, EVENT_STATUS, "-ERR [IN-USE] no");
    fixture_end(&f, END_LINE, STATUS_ERR);
    expect_objects(want);
    fixture_done(&f);
}

Test(render_json, tells_of_the_connection)
{
    static const char *const want[] = {
        "{\"type\":\"connect\",\"conn\":2,\"host\":\"mail.example.org\","
        "\"address\":\"192.0.2.1\",\"port\":995,\"dns_ms\":3.25,"
        "\"tcp_ms\":1.2}",
        "{\"type\":\"tls\",\"conn\":2,\"version\":\"TLSv1.3\","
        "\"cipher\":\"C\",\"verified\":false,\"verify_error\":\"expired\","
        "\"subject\":\"CN=a\",\"issuer\":\"CN=b\","
        "\"names\":[\"a.example.org\"],"
        "\"not_before\":\"1970-01-01T00:00:00Z\","
        "\"not_after\":\"2033-05-18T03:33:20Z\",\"pin_sha256\":\"abc=\","
        "\"handshake_ms\":12.0}",
        "{\"type\":\"state\",\"conn\":2,\"from\":\"CONNECTED\","
        "\"to\":\"AUTHORIZATION\"}",
        "{\"type\":\"note\",\"conn\":2,\"text\":\"4 octets injected after "
        "STLS, before the handshake; discarded\"}",
        "{\"type\":\"close\",\"conn\":2,\"by\":\"server\",\"how\":\"rst\"}",
        "{\"type\":\"note\",\"conn\":2,\"text\":\"a note\"}",
        "{\"type\":\"error\",\"conn\":2,\"class\":\"tls\","
        "\"message\":\"no\"}",
        "{\"type\":\"summary\",\"conn\":2,\"commands\":1,\"errors\":2,"
        "\"warnings\":3,\"notes\":4,\"octets_in\":5,\"octets_out\":6,"
        "\"exit\":7}",
        NULL};
    struct dial_facts dial = {.address = "192.0.2.1",
                              .port = 995,
                              .dns_ns = 3250000,
                              .tcp_ns = 1200000};
    struct tls_facts tls = {.version = "TLSv1.3",
                            .cipher = "C",
                            .verify_error = "expired",
                            .chain_count = 1,
                            .names_count = 1,
                            .pin_sha256 = "abc=",
                            .handshake_ns = 12000000};
    struct error err;

    begin((struct render_options){.form = RENDER_JSON});
    strcpy(tls.chain[0].subject, "CN=a");
    strcpy(tls.chain[0].issuer, "CN=b");
    strcpy(tls.names[0], "a.example.org");
    tls.chain[0].not_after = 2000000000;
    renderer_connected(f.renderer, 2, "mail.example.org", &dial);
    renderer_tls(f.renderer, &tls);
    fixture_event(&f, (struct event){.kind = EVENT_STATE,
                                     .state_from = STATE_CONNECTED,
                                     .state = STATE_AUTHORIZATION});
    fixture_event(&f,
                  (struct event){.kind = EVENT_INJECTED, .raw = SPAN("evil")});
    fixture_event(&f, (struct event){.kind = EVENT_CLOSE, .how = CLOSE_RESET});
    renderer_note(f.renderer, "a note");
    error_set(&err, ERROR_TLS, "no");
    renderer_error(f.renderer, &err);
    renderer_summary(f.renderer, &(struct render_summary){1, 2, 3, 4, 5, 6, 7});
    expect_objects(want);
    cr_expect(eq(str, f.err, ""), "everything is in the objects");
    fixture_done(&f);
}

Test(render_json, says_how_a_session_ended)
{
    static const struct {
        bool quit;
        enum close_how how;
        const char *want;
    } rows[] = {
        {true,  CLOSE_FIN,     "quit"   },
        {true,  CLOSE_NOTIFY,  "quit"   },
        {true,  CLOSE_RESET,   "rst"    },
        {false, CLOSE_FIN,     "fin"    },
        {false, CLOSE_NOTIFY,  "notify" },
        {false, CLOSE_TIMEOUT, "timeout"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin((struct render_options){.form = RENDER_JSON});
        fixture_send(&f, rows[i].quit ? "QUIT" : "NOOP", false);
        fixture_line(&f, EVENT_STATUS, "+OK");
        fixture_end(&f, END_LINE, STATUS_OK);
        fixture_event(&f,
                      (struct event){.kind = EVENT_CLOSE, .how = rows[i].how});

        json_t *all = objects();
        const char *how =
            json_string_value(json_object_get(json_array_get(all, 2), "how"));
        cr_expect(eq(str, (char *)how, (char *)rows[i].want));
        json_decref(all);
        fixture_done(&f);
    }
}

Test(render_json, keeps_every_octet_and_the_terminal_safe)
{
    begin((struct render_options){.form = RENDER_JSON});
    fixture_line(&f, EVENT_STRAY,
                 "\x1b[2J \x7f \xc2\x9b \xe2\x80\xae \xf3\xa0"
                 "\x80\x81 \u00fc");
    fixture_line(&f, EVENT_STRAY, "\xff\x1b");

    json_t *all = objects();
    json_t *safe = json_array_get(all, 0), *latin1 = json_array_get(all, 1);
    cr_assert(eq(str, (char *)json_string_value(json_object_get(safe, "text")),
                 "\x1b[2J \x7f \xc2\x9b \xe2\x80\xae \xf3\xa0\x80\x81 "
                 "\u00fc"));
    cr_assert(eq(
        str, (char *)json_string_value(json_object_get(latin1, "text_latin1")),
        "\u00ff\x1b"));
    cr_assert(eq(ptr, json_object_get(latin1, "text"), NULL));
    for (size_t i = 0; i < f.out_len; i++) {
        unsigned char c = (unsigned char)f.out[i];
        cr_expect(c == '\n' || (c >= 0x20 && c != 0x7f), "%02x", c);
    }
    cr_assert(eq(ptr, strstr(f.out, "\xc2\x9b"), NULL), "C1");
    cr_assert(eq(ptr, strstr(f.out, "\xe2\x80\xae"), NULL), "bidi control");
    cr_assert(ne(ptr, strstr(f.out, "\u00fc"), NULL), "letters stay");
    json_decref(all);
    fixture_done(&f);
}

Test(render_json, stops_long_listings)
{
    begin((struct render_options){.form = RENDER_JSON});
    for (int extra = 0; extra < 2; extra++) {
        fixture_send(&f, "LIST", false);
        fixture_line(&f, EVENT_STATUS, "+OK");
        for (int i = 0; i < 100000 + extra; i++)
            fixture_line(&f, EVENT_LINE, "1 1");
        fixture_end(&f, END_DOT, STATUS_OK);
    }

    json_t *all = objects();
    for (size_t i = 0; i < 2; i++) {
        json_t *reply = json_array_get(all, 2 * i + 1);
        cr_expect(
            eq(sz, json_array_size(json_object_get(reply, "data")), 100000));
        cr_expect(
            eq(int, json_is_true(json_object_get(reply, "truncated")), (int)i));
        cr_expect(eq(
            u64, (uint64_t)json_integer_value(json_object_get(reply, "lines")),
            100002 + i));
    }
    json_decref(all);
    fixture_done(&f);
}

static void retrieve(const char *const runs[])
{
    fixture_send(&f, "RETR 1", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    for (; *runs; runs++)
        fixture_data(&f, span_of(*runs));
    fixture_end(&f, END_DOT, STATUS_OK);
}

Test(render_json, digests_messages)
{
    static const char *const message[] = {"a\r\n", "..b\r\n", NULL};
    static const char *const none[] = {NULL};
    static const char *const want[] = {
        "{\"octets\":7,\"lines\":2,\"sha256\":"
        "\"71ba500d6b052fdd29071e807e2eda07b96b8f8725ad572ef1ccf0409e14b27f"
        "\"}",
        "{\"octets\":0,\"lines\":0,\"sha256\":"
        "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        "\"}"};

    begin((struct render_options){.form = RENDER_JSON});
    retrieve(message);
    retrieve(none);
    json_t *all = objects();
    for (size_t i = 0; i < 2; i++) {
        json_t *reply = json_array_get(all, 2 * i + 1);
        char *got = json_dumps(json_object_get(reply, "data"), JSON_COMPACT);
        cr_expect(eq(str, got, (char *)want[i]));
        free(got);
    }
    cr_expect(eq(u64,
                 (uint64_t)json_integer_value(
                     json_object_get(json_array_get(all, 1), "octets")),
                 5 + 8 + 3),
              "as on the wire");
    json_decref(all);
    fixture_done(&f);
}

Test(render_json, gives_bodies_when_asked)
{
    static const char *const text[] = {"\u00fc\r\n", "..b\r\n", NULL};
    static const char *const octets[] = {"\xfc\r\n", NULL};

    begin((struct render_options){.form = RENDER_JSON, .bodies = true});
    retrieve(text);
    retrieve(octets);
    json_t *all = objects();
    json_t *data = json_object_get(json_array_get(all, 1), "data");
    cr_expect(eq(str, (char *)json_string_value(json_object_get(data, "text")),
                 "\u00fc\r\n.b\r\n"));
    data = json_object_get(json_array_get(all, 3), "data");
    cr_expect(
        eq(str, (char *)json_string_value(json_object_get(data, "text_latin1")),
           "\u00fc\r\n"));
    json_decref(all);
    fixture_done(&f);
}

Test(render_json, marks_a_reply_that_was_cut)
{
    begin((struct render_options){.form = RENDER_JSON});
    fixture_send(&f, "LIST", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    fixture_line(&f, EVENT_LINE, "1 1");
    fixture_end(&f, END_CUT, STATUS_OK);
    json_t *all = objects();
    json_t *reply = json_array_get(all, 1);
    cr_expect(eq(int, json_is_true(json_object_get(reply, "incomplete")), 1));
    cr_expect(eq(sz, json_array_size(json_object_get(reply, "data")), 1));
    json_decref(all);
    fixture_done(&f);
}

/* --- raw --- */

Test(render_raw, gives_the_data_and_nothing_else)
{
    static const char *const message[] = {"a\r\n", "..b\r\n", "\x1b\xff", NULL};
    static const char *const lines[] = {"1 120", "..2", NULL};

    begin((struct render_options){.form = RENDER_RAW});
    fixture_line(&f, EVENT_GREETING, "+OK ready");
    retrieve(message);
    fixture_listing(&f, "LIST", lines);
    fixture_send(&f, "STAT", false);
    fixture_line(&f, EVENT_STATUS, "+OK 1 1");
    fixture_end(&f, END_LINE, STATUS_OK);
    fixture_send(&f, "CAPA", true);
    fixture_line(&f, EVENT_STATUS, "+OK");
    fixture_line(&f, EVENT_LINE, "TOP");
    fixture_end(&f, END_DOT, STATUS_OK);
    fixture_send(&f, "RETR 9", false);
    fixture_line(&f, EVENT_STATUS, "-ERR no \x1b such");
    fixture_end(&f, END_LINE, STATUS_ERR);
    fixture_read(&f);
    cr_expect(eq(str, f.out,
                 "a\r\n.b\r\n\x1b\xff"
                 "1 120\r\n.2\r\n"));
    cr_expect(eq(str, f.err, "-ERR no \\x1B such\n"));
    fixture_done(&f);
}

Test(render_raw, writes_long_runs_in_order)
{
    static char run[100000];
    FILE *file = tmpfile();
    char back[2 * sizeof run + 8];

    memset(run, 'x', sizeof run);
    begin((struct render_options){.form = RENDER_RAW, .out = file});
    fixture_send(&f, "RETR 1", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    fixture_data(&f, SPAN("a\r\n"));
    fixture_data(&f, (struct span){run, sizeof run});
    fixture_data(&f, SPAN("b\r\n"));
    fixture_data(&f, (struct span){run, sizeof run});
    fixture_end(&f, END_DOT, STATUS_OK);
    fixture_done(&f);

    rewind(file);
    cr_assert(eq(sz, fread(back, 1, sizeof back, file), 2 * sizeof run + 6));
    cr_assert(eq(int, memcmp(back, "a\r\nxxx", 6), 0));
    cr_assert(eq(int, memcmp(back + 3 + sizeof run, "b\r\nxxx", 6), 0));
    fclose(file);
}

Test(render_raw, remembers_what_could_not_be_written)
{
    static char run[100000];
    FILE *full = fopen("/dev/full", "w");
    struct error err = {0};

    begin((struct render_options){.form = RENDER_RAW, .out = full});
    cr_assert(not(renderer_failed(f.renderer, &err)));
    fixture_send(&f, "RETR 1", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    fixture_data(&f, (struct span){run, sizeof run});
    fixture_data(&f, (struct span){run, sizeof run});
    cr_assert(renderer_failed(f.renderer, &err));
    cr_assert(eq(int, (int)err.code, (int)ERROR_INPUT));
    cr_assert(eq(str, err.what, "standard output: No space left on device"));
    fixture_done(&f);
    fclose(full);
}

/* --- the last reply --- */

static void expect_last(bool data, const char *want)
{
    bool cut = true;
    struct span got = renderer_past(f.renderer, 0, data, &cut);

    cr_expect(span_is(got, want), "%.*s", (int)got.len, got.at);
    cr_expect(not(cut));
}

Test(render_raw, keeps_the_last_reply_for_another_look)
{
    static const char *const message[] = {"a\r\n", "..b\r\n", NULL};
    static const char *const lines[] = {"1 120", NULL};

    begin((struct render_options){.form = RENDER_RAW});
    retrieve(message);
    expect_last(false, "+OK\r\na\r\n..b\r\n.\r\n");
    expect_last(true, "a\r\n.b\r\n");
    fixture_listing(&f, "LIST", lines);
    expect_last(false, "+OK\r\n1 120\r\n.\r\n");
    expect_last(true, "1 120\r\n");
    fixture_send(&f, "NOOP", false);
    fixture_line(&f, EVENT_STATUS, "+OK done");
    fixture_end(&f, END_LINE, STATUS_OK);
    expect_last(false, "+OK done\r\n");
    expect_last(true, "+OK done\r\n");
    fixture_done(&f);
}

Test(render_raw, keeps_no_more_of_it_than_its_bound)
{
    static char run[100000];
    struct buf json = {0};
    bool cut = false;

    begin((struct render_options){.form = RENDER_RAW});
    fixture_send(&f, "RETR 1", false);
    fixture_line(&f, EVENT_STATUS, "+OK");
    for (int i = 0; i < 100; i++)
        fixture_data(&f, (struct span){run, sizeof run});
    fixture_end(&f, END_DOT, STATUS_OK);
    cr_assert(eq(sz, renderer_past(f.renderer, 0, true, &cut).len,
                 (1 << 20) - strlen("+OK\r\n")));
    cr_assert(cut);
    cr_assert(render_reply_json(f.renderer, 0, &json));
    cr_expect(strstr(buf_text(&json), "\"octets\":10000000,") != NULL);
    cr_expect(strstr(buf_text(&json), "\"truncated\":true") != NULL);
    cr_expect(strstr(buf_text(&json), "sha256") == NULL);
    buf_done(&json);
    fixture_done(&f);
}
