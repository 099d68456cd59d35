/* test-rules-lines.c - rules for lines, their framing and the greeting, each
 * tripped and nearly tripped. */
#include <config.h>

#include "tests/unit/rules-script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(rules_lines, .timeout = 60);

static const struct rule_row octets[] = {
    ERROR("reply/line-too-long",
          GREETED C("CAPA") S("-ERR " X500 "12345678") BYE,
          GREETED C("CAPA") S("-ERR " X500 "12345") BYE, NULL),
    ERROR("reply/line-too-long", "open\n" S("+OK " X500 "12345678") BYE,
          "open\n" S("+OK " X500 "123456") BYE, NULL),
    ERROR("reply/line-too-long",
          GREETED C("AUTH GSSAPI") S("-ERR " X500 X10) BYE,
          GREETED C("AUTH GSSAPI") S("+ " X500 X500) C("*") S("-ERR no") BYE,
          NULL),
    ERROR("reply/line-too-long",
          INSIDE C("RETR 1") S("+OK " X500 X10) S(".") BYE,
          INSIDE C("RETR 1") S("+OK") S(X500 X500) S(".") BYE, NULL),
    ERROR("reply/bare-lf", INSIDE C("STAT") "S +OK 2 320\\n\n" BYE,
          INSIDE C("STAT") S("+OK 2 320") BYE, NULL),
    ERROR("reply/bare-lf",
          INSIDE C("LIST") S("+OK") "S 1 120\\n\n" S("2 1") "S .\\r\\n\n" BYE,
          INSIDE C("LIST") S("+OK") S("1 120") S("2 1") S(".") BYE, NULL),
    WARNING("reply/bare-lf",
            GREETED "C FOO\\n\n"
                    "S -ERR bad: \"FOO\\n\"\\r\\n\n" BYE,
            GREETED C("FOO") S("-ERR bad: \"FOO\"") BYE, "client/bare-lf"),
    ERROR("reply/bare-cr", GREETED C("CAPA") "S -ERR a\\rb\\r\\n\n" BYE,
          GREETED C("CAPA") "S -ERR ab\\r\\n\n" BYE, NULL),
    ERROR("reply/bare-cr",
          "open\n"
          "S +OK a\\rb\\r\\n\n" BYE,
          "open\n"
          "S +OK ab\\r\n"
          "close\n",
          NULL),
    WARNING("reply/cr-cr-lf", GREETED C("CAPA") "S -ERR\\r\\r\\n\n" BYE,
            GREETED C("CAPA") "S -ERR\\r\\n\n" BYE, NULL),
    ERROR("reply/nul-octet", GREETED C("CAPA") S("-ERR hi\\x00") BYE,
          GREETED C("CAPA") S("-ERR hi\\x01") BYE, NULL),
    WARNING("reply/control-char", GREETED C("CAPA") S("-ERR \\x07hello") BYE,
            GREETED C("CAPA") S("-ERR hello") BYE, NULL),
    WARNING("reply/control-char",
            GREETED C("CAPA") S("+OK") S("USER") S("X-A b\\x01c") S(".") BYE,
            GREETED C("CAPA") S("+OK") S("USER") S("X-A b~c") S(".") BYE, NULL),
    NOTE("reply/control-char", GREETED C("CAPA") S("-ERR a\\tb") BYE,
         GREETED C("CAPA") S("-ERR a b\\t") BYE, NULL),
    NOTE("reply/control-char", GREETED C("CAPA") S("-ERR a\\x7Fb") BYE,
         GREETED C("CAPA") S("-ERR a~b") BYE, NULL),
    WARNING("reply/escape-sequence",
            GREETED C("CAPA") S("-ERR \\x1B]0;title\\x07no") BYE,
            GREETED C("CAPA") S("-ERR ]0;title") BYE, NULL),
    WARNING("reply/escape-sequence",
            GREETED C("LANG x") S("-ERR \\xC2\\x9B1m") BYE,
            GREETED C("LANG x") S("-ERR \\xC3\\x9B1m") BYE, NULL),
    ERROR("reply/eight-bit", GREETED C("CAPA") S("-ERR ung\\xFCltig") BYE,
          GREETED C("CAPA") S("-ERR ungueltig") BYE, NULL),
    ERROR("reply/eight-bit", GREETED C("CAPA") S("-ERR ung\\xC3\\xBCltig") BYE,
          GREETED C("UTF8") S("+OK") C("CAPA") S("-ERR ung\\xC3\\xBCltig") BYE,
          NULL),
    WARNING("reply/eight-bit",
            GREETED C("FOO \\xFC") S("-ERR bad: FOO \\xFC") BYE,
            GREETED C("LANG de") S("+OK de \\xC3\\xBC") C("CAPA")
                S("-ERR \\xC3\\xBC") BYE,
            "client/non-ascii client/unknown-command"),
    ERROR("reply/eight-bit",
          INSIDE C("LIST") S("+OK") S("1 2 \\xC3\\xBC") S(".") BYE,
          INSIDE C("UIDL") S("+OK") S("1 \\xC3\\xBC") S(".") BYE,
          "list/extra-info list/format"),
    ERROR("reply/invalid-utf8",
          GREETED C("UTF8") S("+OK") C("CAPA") S("-ERR ung\\xFCltig") BYE,
          GREETED C("UTF8") S("+OK") C("CAPA") S("-ERR ung\\xC3\\xBCltig") BYE,
          NULL),
    ERROR("reply/invalid-utf8",
          GREETED C("LANG") S("+OK") S("de Deutsch") S("fr Fran\\xE7ais") S(".")
              BYE,
          GREETED C("LANG") S("+OK") S("de Deutsch") S("fr Fran\\xC3\\xA7ais")
              S(".") BYE,
          NULL),
    ERROR("reply/invalid-utf8",
          GREETED C("UTF8") S("+OK") C("CAPA") S("-ERR \\xC0\\xAF") BYE,
          GREETED C("UTF8") S("+OK") C("CAPA") "S -ERR \\xC3\n"
                                               "close\n",
          NULL),
    ERROR("reply/line-too-long", GREETED C("FOO") S("-ERR " X500 X10) BYE,
          GREETED C("FOO") S("+OK") S(X500 X10 X10) S(".") BYE,
          "client/unknown-command"),
};

static const struct rule_row statuses[] = {
    ERROR("reply/status-unknown", GREETED C("CAPA") S("500 no") BYE,
          GREETED C("CAPA") S("-ERR no") BYE, NULL),
    ERROR("reply/status-unknown", "open\n" S("220 smtp ready") BYE,
          "open\n" S("-ERR busy") "close\n", NULL),
    ERROR("reply/status-unknown", GREETED C("AUTH PLAIN") S("+xyz") BYE,
          GREETED C("AUTH PLAIN") S("+ ") C("*") S("-ERR no") BYE, NULL),
    ERROR("reply/status-unknown", GREETED C("CAPA") S("+ go") BYE,
          GREETED C("CAPA") "S 50\n"
                            "close\n",
          NULL),
    ERROR("reply/status-case", "open\n" S("+Ok ready") BYE,
          "open\n" S("+OK ready") BYE, NULL),
    ERROR("reply/status-case", GREETED C("CAPA") S("-err no") BYE,
          GREETED C("CAPA") S("-ERR no") BYE, NULL),
    WARNING("reply/status-no-space", GREETED C("CAPA") S("-ERR: no") BYE,
            GREETED C("CAPA") S("-ERR") BYE, NULL),
    NOTE("reply/status-no-space", "open\n" S("+OK<1.2@h>") BYE,
         "open\n" S("+OK") BYE, NULL),
    NOTE("reply/status-double-space", GREETED C("CAPA") S("-ERR  no") BYE,
         INSIDE C("STAT") S("+OK  1 2") BYE, NULL),
    NOTE("reply/trailing-space", "open\n" S("+OK ready ") BYE,
         GREETED C("AUTH PLAIN") S("+ ") C("*") S("-ERR no") BYE, NULL),
    NOTE("reply/no-text", GREETED C("CAPA") S("-ERR") BYE,
         GREETED C("CAPA") S("-ERR ") BYE, NULL),
    ERROR("reply/empty-line", GREETED C("CAPA") "S \\r\\n-ERR no\\r\\n\n" BYE,
          GREETED C("CAPA") "S -ERR no\\r\\n\n" BYE, NULL),
    ERROR("reply/empty-line",
          "open\n"
          "S \\r\\n\\r\\n+OK\\r\\n\n" BYE,
          "open\n"
          "S +OK\\r\\n\n" BYE,
          NULL),
    ERROR("reply/echo",
          GREETED C("NOOP xx") "S NOOP xx\\r-ERR Invalid arguments\\r\\n\n" BYE,
          GREETED C("NOOP xx") S("-ERR NOOP xx") BYE,
          "client/extra-arg client/wrong-state"),
    ERROR("reply/echo", GREETED C("CAPA") S("CA") BYE,
          GREETED C("CAPA") S("CU") BYE, NULL),
    ERROR("reply/echo", GREETED C("CAPA") "S CAPA\\r\\n-ERR no\\r\\n\n" BYE,
          GREETED C("-ERR x") S("-ERR x") BYE, NULL),
    ERROR("reply/echo", GREETED C("XX " X500 X10) S("XX " X500 X10) BYE,
          GREETED C("XX " X500 X10) S("-ERR XX") BYE,
          "client/line-too-long client/unknown-command"),
};

static const struct rule_row framing[] = {
    ERROR("reply/single-for-multi",
          INSIDE "C LIST\\r\\nNOOP\\r\\n\n"
                 "S +OK 0 messages\\r\\n+OK\\r\\n\n" BYE,
          INSIDE "C LIST\\r\\nNOOP\\r\\n\n"
                 "S +OK 0 messages\\r\\n.\\r\\n+OK\\r\\n\n" BYE,
          "client/pipelining-unannounced"),
    WARNING("reply/single-for-multi",
            INSIDE C("RETR 1") S("+OK") "+30000\ntimeout\n",
            INSIDE "C RETR 1\\r\\nNOOP\\r\\n\n" S("+OK")
                S("+OK in the data") "+30000\ntimeout\n",
            NULL),
    WARNING("multi/no-terminator",
            INSIDE C("LIST") S("+OK") S("1 120") "close\n",
            INSIDE C("LIST") S("+OK") S("1 120") S(".") BYE, NULL),
    WARNING("multi/no-terminator",
            INSIDE C("RETR 1") S("+OK") "S abc\n"
                                        "close\n",
            INSIDE C("RETR 1") S("+OK") S("abc") S(".") "close\n", NULL),
    NOTE("multi/no-terminator", INSIDE C("LIST") S("+OK") S("1 120") "reset\n",
         INSIDE C("LIST 1") S("+OK 1 120") "reset\n", NULL),
    ERROR("multi/terminator-bare-lf",
          INSIDE C("LIST") S("+OK") S("1 120") "S .\\n\n" BYE,
          INSIDE C("LIST") S("+OK") S("1 120") "S .\\r\\n\n" BYE, NULL),
    ERROR("multi/terminator-bare-lf",
          INSIDE "C RETR 1\\r\\nNOOP\\r\\n\n" S("+OK")
              S("abc") "S .\\n+OK\\r\\n\n" BYE,
          INSIDE C("RETR 1") S("+OK") "S a\\n.\\nb\\r\\n.\\r\\n\n" BYE,
          "client/pipelining-unannounced msg/bare-lf"),
    WARNING("multi/terminator-bare-lf",
            INSIDE C("RETR 1") S("+OK") "S abc\\n.\\r\\n\n"
                                        "+2100\n" BYE,
            INSIDE C("RETR 1") S("+OK") "S abc\\n.\\r\\n\n"
                                        "+900\n"
                                        "S more\\r\\n.\\r\\n\n" BYE,
            "msg/bare-lf msg/lf-only"),
    ERROR("multi/not-stuffed",
          INSIDE C("RETR 1") S("+OK") S("a: b") S("") S(".signature") S(".x")
              S(".") BYE,
          INSIDE C("RETR 1") S("+OK") S("a: b") S("") S("..signature") S(".")
              BYE,
          NULL),
    ERROR("multi/not-stuffed", INSIDE C("LIST") S("+OK") S(".1 120") S(".") BYE,
          INSIDE C("LIST") S("+OK") S("1 120 .x") S(".") BYE, NULL),
    ERROR("multi/not-stuffed",
          INSIDE C("LIST") S("+OK") S("1 120") S(". ") S(".") BYE,
          INSIDE C("LIST") S("+OK") S("1 120") S(".") BYE, NULL),
    WARNING("multi/bare-lf-dot",
            INSIDE C("RETR 1")
                S("+OK") "S a: b\\r\\n\\r\\na\\n.\\nb\\r\\n.\\r\\n\n" BYE,
            INSIDE C("RETR 1")
                S("+OK") "S a: b\\r\\n\\r\\na\\n..\\nb\\r\\n.\\r\\n\n" BYE,
            "msg/bare-lf"),
    WARNING("multi/list-line-too-long",
            INSIDE C("LIST") S("+OK") S("1 120 " X500 X10) S(".") BYE,
            INSIDE C("LIST") S("+OK") S("1 120") S(".") BYE, NULL),
    WARNING("multi/list-line-too-long",
            INSIDE C("LANG") S("+OK") S("de " X500 X10) S(".") BYE,
            INSIDE C("CAPA") S("+OK") S("X-A " X500 X10) S(".") BYE, NULL),
    ERROR("multi/empty-line-in-listing",
          INSIDE C("LIST") S("+OK") S("1 120") S("") S(".") BYE,
          INSIDE C("RETR 1") S("+OK") S("a: b") S("") S(".") BYE, NULL),
    ERROR("multi/empty-line-in-listing",
          INSIDE C("UIDL") S("+OK") S("") S("1 x") S(".") BYE,
          INSIDE C("UIDL") S("+OK") S(".") BYE, NULL),
    ERROR("multi/not-stuffed",
          INSIDE C("UIDL") S("+OK") S("1 a") S(".2 b") S(".") BYE,
          INSIDE C("UIDL") S("+OK") "S 1 a\\n.2 b\\r\\n.\\r\\n\n" BYE, NULL),
};

static const struct rule_row greetings[] = {
    WARNING("greeting/missing", "open\n+30000\n",
            "open\n+29000\n" S("+OK ready"), NULL),
    ERROR("greeting/missing", "open\nclose\n", "open\nreset\n", NULL),
    WARNING("greeting/missing",
            "open\n"
            "S \\r\\n\n"
            "close\n",
            "open\n"
            "S +OK\n"
            "close\n",
            "reply/empty-line"),
    NOTE("greeting/missing", "open\n+10000\ntimeout\n",
         "open\n+10000\n" S("+OK") C("CAPA") "timeout\n", NULL),
    WARNING("greeting/not-positive",
            "open\n" S("-ERR too many connections") "close\n",
            "open\n" S("+OK too many connections") BYE, NULL),
    WARNING("greeting/timestamp-syntax",
            "open\n" S("+OK ready <1896 697170952>") BYE,
            "open\n" S("+OK ready <1896.697170952@dbc.mtview.ca.us>") BYE,
            NULL),
    WARNING("greeting/timestamp-syntax", "open\n" S("+OK <b>ready") BYE,
            "open\n" S("+OK <1.ab+/==@[192.0.2.1]> ready") BYE, NULL),
    WARNING("greeting/timestamp-syntax", "open\n" S("+OK <12@>") BYE,
            "open\n" S("+OK a < b @ c") BYE, NULL),
    WARNING("greeting/timestamp-syntax", "open\n" S("+OK <1@a@b>") BYE,
            "open\n" S("+OK <\"1@a\"@b>") BYE, NULL),
    /* a local part is words of RFC 822, and a word may be quoted */
    NOTE("greeting/timestamp-syntax", "open\n" S("+OK <\"a b\"@host>") BYE,
         "open\n" S("+OK <\"a\\\\\"b\".c.\"d\"@host>") BYE, NULL),
    NOTE("greeting/timestamp-syntax", "open\n" S("+OK <1@[a b]>") BYE,
         "open\n" S("+OK <1@[a\\\\]b]>") BYE, NULL),
    WARNING("greeting/timestamp-syntax", "open\n" S("+OK <\"a b\"c@host>") BYE,
            "open\n" S("+OK <c.\"ab\"@host>") BYE, NULL),
    WARNING("greeting/timestamp-syntax", "open\n" S("+OK <\"a b@host>") BYE,
            "open\n" S("+OK <\"a.\"@host>") BYE, NULL),
    NOTE("greeting/timestamp-multiple", "open\n" S("+OK <a1@b> <c1@d>") BYE,
         "open\n" S("+OK <a1@b> <c>") BYE, NULL),
    NOTE("greeting/software-version", "open\n" S("+OK Foo 1.2.3 ready") BYE,
         "open\n" S("+OK ready <1.2@h3.example>") BYE, NULL),
    NOTE("greeting/software-version", "open\n" S("+OK Foo/v2.0 ready") BYE,
         "open\n" S("+OK POP3 mail2.example.org 192.0.2.1") BYE, NULL),
};

Test(rules_lines, octets_of_a_line)
{
    CHECK(octets);
}

Test(rules_lines, status_indicator)
{
    CHECK(statuses);
}

Test(rules_lines, framing_of_multi_line_replies)
{
    CHECK(framing);
}

Test(rules_lines, greeting)
{
    CHECK(greetings);
}
