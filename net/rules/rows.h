/* rows.h - where the rows of each family of rules stand, and how many.
 *
 * For rule.c, which puts them together in rules[]. All others use rule.h. */
#ifndef POP3SH_RULES_ROWS_H
#define POP3SH_RULES_ROWS_H

#include "net/rules/rule.h"

/* How many rows each family has; plain numbers, as rule.c pastes them into the
 * name of a macro. */
#define ROWS_STATUS 24
#define ROWS_FRAMING 7
#define ROWS_GREETING 7
#define ROWS_STATE 18
#define ROWS_AUTH 9
#define ROWS_SASL 28
#define ROWS_CAPA 27
#define ROWS_RESP 10
#define ROWS_STAT 8
#define ROWS_LIST 14
#define ROWS_UIDL 11
#define ROWS_RETR 14
#define ROWS_DELE 9
#define ROWS_MESSAGE 13
#define ROWS_UTF8 6
#define ROWS_PIPELINING 4
#define ROWS_STLS 9
#define ROWS_TLS 23
#define ROWS_DNS 4
#define ROWS_CLIENT_LINE 15
#define ROWS_CLIENT_STATE 14
#define ROWS_CLIENT_SECURITY 26

/* One row: the members of struct rule, named. (A bare pair of braces would do,
 * but clang-format 14 cannot lay out long strings in an array of them.) */
#define ROW(...)                                                               \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

extern const struct rule rows_status[];
extern const struct rule rows_framing[];
extern const struct rule rows_greeting[];
extern const struct rule rows_state[];
extern const struct rule rows_auth[];
extern const struct rule rows_sasl[];
extern const struct rule rows_capa[];
extern const struct rule rows_resp[];
extern const struct rule rows_stat[];
extern const struct rule rows_list[];
extern const struct rule rows_uidl[];
extern const struct rule rows_retr[];
extern const struct rule rows_dele[];
extern const struct rule rows_message[];
extern const struct rule rows_utf8[];
extern const struct rule rows_pipelining[];
extern const struct rule rows_stls[];
extern const struct rule rows_tls[];
extern const struct rule rows_dns[];
extern const struct rule rows_client_line[];
extern const struct rule rows_client_state[];
extern const struct rule rows_client_security[];

#endif
