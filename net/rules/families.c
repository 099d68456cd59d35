/* families.c - which watchers there are. */
#include <config.h>

#include "net/rules/check-private.h"

const struct watch_family watch_families[] = {
    {line_watches,            &line_watches_count           },
    {stray_watches,           &stray_watches_count          },
    {framing_watches,         &framing_watches_count        },
    {greeting_watches,        &greeting_watches_count       },
    {state_watches,           &state_watches_count          },
    {session_watches,         &session_watches_count        },
    {auth_watches,            &auth_watches_count           },
    {sasl_watches,            &sasl_watches_count           },
    {capa_watches,            &capa_watches_count           },
    {resp_watches,            &resp_watches_count           },
    {lang_watches,            &lang_watches_count           },
    {stls_watches,            &stls_watches_count           },
    {tls_watches,             &tls_watches_count            },
    {certificate_watches,     &certificate_watches_count    },
    {stat_watches,            &stat_watches_count           },
    {list_watches,            &list_watches_count           },
    {uidl_watches,            &uidl_watches_count           },
    {retr_watches,            &retr_watches_count           },
    {dele_watches,            &dele_watches_count           },
    {message_watches,         &message_watches_count        },
    {client_line_watches,     &client_line_watches_count    },
    {client_state_watches,    &client_state_watches_count   },
    {client_security_watches, &client_security_watches_count},
    {host_watches,            &host_watches_count           },
};
const size_t watch_families_count =
    sizeof watch_families / sizeof *watch_families;
