/* script.h - words for the scripts of the rule tests (trace.h). */
#ifndef POP3SH_TESTS_SCRIPT_H
#define POP3SH_TESTS_SCRIPT_H

#define S(line) "S " line "\\r\\n\n"
#define C(line) "C " line "\\r\\n\n"

#define GREETED "open\n" S("+OK ready")
#define GREETED_TLS "open tls\n" S("+OK ready")
#define LOGIN C("USER tim") S("+OK") C("PASS secret") S("+OK")
#define CAPA(lines) C("CAPA") S("+OK") lines S(".")
/* what a session under TLS usually says before the login */
#define USUAL S("TOP") S("UIDL") S("USER") S("SASL PLAIN")
#define STARTTLS C("STLS") S("+OK") "tls\n"

#endif
