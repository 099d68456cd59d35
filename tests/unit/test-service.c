/* test-service.c - naming the service behind a wrong port. */
#include <config.h>

#include "shell/session/service.h"
#include <criterion/criterion.h>
#include <string.h>

TestSuite(service, .timeout = 5);

Test(service, other_services_are_known_by_their_first_octets)
{
    static const struct {
        struct span greeting;
        const char *word; /* NULL: nothing is guessed */
    } rows[] = {
        {SPAN("220 mail.example.org ESMTP\r\n"),  "SMTP"},
        {SPAN("220-ftp.example.org\r\n"),         "FTP" },
        {SPAN("* OK [CAPABILITY IMAP4rev1]\r\n"), "IMAP"},
        {SPAN("* ok ready\r\n"),                  "IMAP"},
        {SPAN("HTTP/1.0 400 Bad Request\r\n"),    "web" },
        {SPAN("SSH-2.0-OpenSSH\r\n"),             "SSH" },
        {SPAN("\x15\x03\x01\x00\x02\x02\x0a"),    "TLS" },
        {SPAN("\x16\x03\x01\x00\x50"),            "TLS" },
        {SPAN("+OK POP3 ready\r\n"),              NULL  },
        {SPAN("-ERR not now\r\n"),                NULL  },
        {SPAN("\x15"),                            NULL  },
        {SPAN("22"),                              NULL  },
        {SPAN(""),                                NULL  },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *guess = service_guess(rows[i].greeting);
        if (rows[i].word)
            cr_expect(guess && strstr(guess, rows[i].word), "row %zu: %s", i,
                      guess ? guess : "nothing");
        else
            cr_expect(guess == NULL, "row %zu: %s", i, guess);
    }
}
