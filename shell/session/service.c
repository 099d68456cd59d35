/* service.c - the openings of the services that sit near POP3's ports. */
#include <config.h>

#include "shell/session/service.h"

static const struct {
    struct span opening;
    const char *says;
} services[] = {
    {SPAN("220"),                "is an SMTP or FTP server: its greeting begins with 220"},
    {SPAN("554 "),               "is an SMTP server that refuses us with 554"            },
    {SPAN("421 "),               "is an SMTP or FTP server that refuses us with 421"     },
    {SPAN("200 "),               "is an NNTP server: its greeting begins with 200"       },
    {SPAN("201 "),               "is an NNTP server: its greeting begins with 201"       },
    {SPAN("* OK"),               "is an IMAP server: its greeting begins with \"* OK\""  },
    {SPAN("* PREAUTH"),          "is an IMAP server: its greeting is \"* PREAUTH\""      },
    {SPAN("* BYE"),              "is an IMAP server that refuses us with \"* BYE\""      },
    {SPAN("\"IMPLEMENTATION\""), "is a ManageSieve server"                               },
    {SPAN("HTTP/"),              "is a web server: its answer begins with \"HTTP/\""     },
    {SPAN("<!DOCTYPE"),          "is a web server: it sent an HTML page"                 },
    {SPAN("<html"),              "is a web server: it sent an HTML page"                 },
    {SPAN("SSH-"),               "is an SSH server: its greeting begins with \"SSH-\""   },
    {SPAN("RFB "),               "is a VNC server: its greeting begins with \"RFB\""     },
    {SPAN("\x15\x03"),           "speaks TLS, and was spoken to in clear"                },
    {SPAN("\x16\x03"),           "speaks TLS, and was spoken to in clear"                },
};

const char *service_guess(struct span greeting)
{
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (span_starts_case(greeting, services[i].opening))
            return services[i].says;
    return NULL;
}
