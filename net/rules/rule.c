/* rule.c - the table of all rules, put together from the families, and the
 * words for what its columns say.
 *
 * Knows no rule itself: the rows stand in rows-*.c. */
#include <config.h>

#include "net/rules/rule.h"

#include "net/rules/rows.h"

/* The addresses of the first n rows. */
#define FIRST_1(rows) &(rows)[0]
#define FIRST_2(rows) FIRST_1(rows), &(rows)[1]
#define FIRST_3(rows) FIRST_2(rows), &(rows)[2]
#define FIRST_4(rows) FIRST_3(rows), &(rows)[3]
#define FIRST_5(rows) FIRST_4(rows), &(rows)[4]
#define FIRST_6(rows) FIRST_5(rows), &(rows)[5]
#define FIRST_7(rows) FIRST_6(rows), &(rows)[6]
#define FIRST_8(rows) FIRST_7(rows), &(rows)[7]
#define FIRST_9(rows) FIRST_8(rows), &(rows)[8]
#define FIRST_10(rows) FIRST_9(rows), &(rows)[9]
#define FIRST_11(rows) FIRST_10(rows), &(rows)[10]
#define FIRST_12(rows) FIRST_11(rows), &(rows)[11]
#define FIRST_13(rows) FIRST_12(rows), &(rows)[12]
#define FIRST_14(rows) FIRST_13(rows), &(rows)[13]
#define FIRST_15(rows) FIRST_14(rows), &(rows)[14]
#define FIRST_16(rows) FIRST_15(rows), &(rows)[15]
#define FIRST_17(rows) FIRST_16(rows), &(rows)[16]
#define FIRST_18(rows) FIRST_17(rows), &(rows)[17]
#define FIRST_19(rows) FIRST_18(rows), &(rows)[18]
#define FIRST_20(rows) FIRST_19(rows), &(rows)[19]
#define FIRST_21(rows) FIRST_20(rows), &(rows)[20]
#define FIRST_22(rows) FIRST_21(rows), &(rows)[21]
#define FIRST_23(rows) FIRST_22(rows), &(rows)[22]
#define FIRST_24(rows) FIRST_23(rows), &(rows)[23]
#define FIRST_25(rows) FIRST_24(rows), &(rows)[24]
#define FIRST_26(rows) FIRST_25(rows), &(rows)[25]
#define FIRST_27(rows) FIRST_26(rows), &(rows)[26]
#define FIRST_28(rows) FIRST_27(rows), &(rows)[27]

/* All rows of a family, its count being a macro of rows.h. */
#define ALL(rows, n) PASTE(FIRST_, n)(rows)
#define PASTE(a, b) PASTE_EXPANDED(a, b)
#define PASTE_EXPANDED(a, b) a##b

const struct rule *const rules[RULE_COUNT] = {
    [RULE_REPLY_LINE_TOO_LONG] = ALL(rows_status, ROWS_STATUS),
    [RULE_MULTI_NO_TERMINATOR] = ALL(rows_framing, ROWS_FRAMING),
    [RULE_GREETING_MISSING] = ALL(rows_greeting, ROWS_GREETING),
    [RULE_STATE_WRONG_STATE_ACCEPTED] = ALL(rows_state, ROWS_STATE),
    [RULE_AUTH_PASS_WITHOUT_USER] = ALL(rows_auth, ROWS_AUTH),
    [RULE_SASL_CHALLENGE_NO_SPACE] = ALL(rows_sasl, ROWS_SASL),
    [RULE_CAPA_NOT_IMPLEMENTED] = ALL(rows_capa, ROWS_CAPA),
    [RULE_RESP_SYNTAX] = ALL(rows_resp, ROWS_RESP),
    [RULE_STAT_FORMAT] = ALL(rows_stat, ROWS_STAT),
    [RULE_LIST_FORMAT] = ALL(rows_list, ROWS_LIST),
    [RULE_UIDL_FORMAT] = ALL(rows_uidl, ROWS_UIDL),
    [RULE_RETR_SIZE_MISMATCH] = ALL(rows_retr, ROWS_RETR),
    [RULE_DELE_RENUMBERED] = ALL(rows_dele, ROWS_DELE),
    [RULE_MSG_LF_ONLY] = ALL(rows_message, ROWS_MESSAGE),
    [RULE_LANG_LIST_FORMAT] = ALL(rows_utf8, ROWS_UTF8),
    [RULE_PIPE_REPLY_COUNT] = ALL(rows_pipelining, ROWS_PIPELINING),
    [RULE_STLS_INJECTED_REPLY] = ALL(rows_stls, ROWS_STLS),
    [RULE_TLS_PLAINTEXT_ON_995] = ALL(rows_tls, ROWS_TLS),
    [RULE_SRV_MISSING] = ALL(rows_dns, ROWS_DNS),
    [RULE_CLIENT_MISSING_ARG] = ALL(rows_client_line, ROWS_CLIENT_LINE),
    [RULE_CLIENT_WRONG_STATE] = ALL(rows_client_state, ROWS_CLIENT_STATE),
    [RULE_CLIENT_PASSWORD_IN_CLEAR] =
        ALL(rows_client_security, ROWS_CLIENT_SECURITY),
};

const struct rule_family rule_families[RULE_FAMILIES] = {
    {"Status line and octet layer",          ROWS_STATUS         },
    {"Multi-line framing",                   ROWS_FRAMING        },
    {"Greeting",                             ROWS_GREETING       },
    {"States and commands, server side",     ROWS_STATE          },
    {"Authentication with USER, PASS, APOP", ROWS_AUTH           },
    {"SASL (AUTH)",                          ROWS_SASL           },
    {"CAPA and capabilities",                ROWS_CAPA           },
    {"Response codes",                       ROWS_RESP           },
    {"STAT",                                 ROWS_STAT           },
    {"LIST",                                 ROWS_LIST           },
    {"UIDL",                                 ROWS_UIDL           },
    {"RETR and TOP",                         ROWS_RETR           },
    {"DELE, RSET, QUIT",                     ROWS_DELE           },
    {"Message data",                         ROWS_MESSAGE        },
    {"UTF8 and LANG",                        ROWS_UTF8           },
    {"Pipelining",                           ROWS_PIPELINING     },
    {"STLS",                                 ROWS_STLS           },
    {"TLS posture",                          ROWS_TLS            },
    {"DNS",                                  ROWS_DNS            },
    {"Client lints: the line itself",        ROWS_CLIENT_LINE    },
    {"Client lints: state and order",        ROWS_CLIENT_STATE   },
    {"Client lints: security",               ROWS_CLIENT_SECURITY},
};

const struct rule *rule_find(struct span id)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (span_is(id, rules[i]->id))
            return rules[i];
    return NULL;
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };
    return names[severity];
}

const char *level_name(enum level level)
{
    static const char *const names[] = {
        [LEVEL_MUST] = "MUST",     [LEVEL_MUST_PLAIN] = "MUST*",
        [LEVEL_SHOULD] = "SHOULD", [LEVEL_MAY] = "MAY",
        [LEVEL_PRACTICE] = "BP",
    };
    return names[level];
}

const char *bound_name(enum bound bound)
{
    static const char *const names[] = {
        [BOUND_SERVER] = "server",     [BOUND_CLIENT] = "client",
        [BOUND_BOTH] = "both",         [BOUND_ORIGINATOR] = "originator",
        [BOUND_PROVIDER] = "provider", [BOUND_PATH] = "path",
    };
    return names[bound];
}
