/* rules-script.h - words that the scripts of the rule tests are made of. */
#ifndef POP3SH_TESTS_RULES_SCRIPT_H
#define POP3SH_TESTS_RULES_SCRIPT_H

#include "tests/unit/findings.h"

/* Steps of a script: a line of the server, a line of the client. */
#define S(line) "S " line "\\r\\n\n"
#define C(line) "C " line "\\r\\n\n"
#define GREETED "open\n" S("+OK ready")
#define LOGIN C("USER a") S("+OK") C("PASS b") S("+OK")
#define INSIDE "open tls\n" S("+OK ready") LOGIN
#define BYE C("QUIT") S("+OK bye") "close\n"

#define X10 "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define X500 X100 X100 X100 X100 X100

/* A rule, what trips it, what is close to it, what else may be told. */
#define ROW(level, id, trips, near, also)                                      \
    {                                                                          \
        id, trips, near, also, level, {.loopback = true}, false                \
    }
#define ERROR(...) ROW(SEVERITY_ERROR, __VA_ARGS__)
#define WARNING(...) ROW(SEVERITY_WARNING, __VA_ARGS__)
#define NOTE(...) ROW(SEVERITY_NOTE, __VA_ARGS__)

#define CHECK(rows) findings_check(rows, sizeof rows / sizeof *rows)

#endif
