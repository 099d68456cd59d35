/* families.h - the watchers of each family, one array a file. */
#ifndef POP3SH_RULES_FAMILIES_H
#define POP3SH_RULES_FAMILIES_H

#include "net/pop3/event.h"

struct check;

/* One detection: called for each event of those kinds, about those verbs. */
struct watch {
    unsigned kinds; /* bits, ON(kind) */
    void (*see)(struct check *c, const struct event *e);
    uint32_t about; /* bits, ABOUT(verb): only events whose request has one of
                       these verbs; 0: all */
};

/* A row of watchers; a macro because clang-format 14 crashes on rows in braces
 * whose lengths differ so much. */
#define WATCH(kinds, see, about)                                               \
    {                                                                          \
        (kinds), (see), (about)                                                \
    }

extern const struct watch line_watches[];
extern const size_t line_watches_count;
extern const struct watch stray_watches[];
extern const size_t stray_watches_count;
extern const struct watch framing_watches[];
extern const size_t framing_watches_count;
extern const struct watch greeting_watches[];
extern const size_t greeting_watches_count;
extern const struct watch state_watches[];
extern const size_t state_watches_count;
extern const struct watch session_watches[];
extern const size_t session_watches_count;
extern const struct watch auth_watches[];
extern const size_t auth_watches_count;
extern const struct watch sasl_watches[];
extern const size_t sasl_watches_count;
extern const struct watch capa_watches[];
extern const size_t capa_watches_count;
extern const struct watch resp_watches[];
extern const size_t resp_watches_count;
extern const struct watch lang_watches[];
extern const size_t lang_watches_count;
extern const struct watch stls_watches[];
extern const size_t stls_watches_count;
extern const struct watch tls_watches[];
extern const size_t tls_watches_count;
extern const struct watch certificate_watches[];
extern const size_t certificate_watches_count;
extern const struct watch stat_watches[];
extern const size_t stat_watches_count;
extern const struct watch list_watches[];
extern const size_t list_watches_count;
extern const struct watch uidl_watches[];
extern const size_t uidl_watches_count;
extern const struct watch retr_watches[];
extern const size_t retr_watches_count;
extern const struct watch dele_watches[];
extern const size_t dele_watches_count;
extern const struct watch message_watches[];
extern const size_t message_watches_count;
extern const struct watch client_line_watches[];
extern const size_t client_line_watches_count;
extern const struct watch client_state_watches[];
extern const size_t client_state_watches_count;
extern const struct watch client_security_watches[];
extern const size_t client_security_watches_count;
extern const struct watch host_watches[];
extern const size_t host_watches_count;

#endif
