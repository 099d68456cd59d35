/* sample-texts.c - the table of sample messages.
 *
 * Each shows one thing that a client has to get right; its subject says what.
 * Lines end in LF here and in CRLF on the wire. */
#include <config.h>

#include "net/server/sample.h"

#define HEAD(number, subject)                                                  \
    "Return-Path: <sender" number "@example.org>\n"                            \
    "From: Sample Sender <sender" number "@example.org>\n"                     \
    "To: Student <student@example.net>\n"                                      \
    "Date: Fri, 05 Jan 2024 09:0" number ":00 +0000\n"                         \
    "Message-ID: <sample-" number "@example.org>\n"                            \
    "Subject: " subject "\n"
#define UTF8_TEXT                                                              \
    "MIME-Version: 1.0\n"                                                      \
    "Content-Type: text/plain; charset=utf-8\n"                                \
    "Content-Transfer-Encoding: 8bit\n"

const struct sample_text sample_texts[] = {
    {"welcome",
     HEAD("1",                "Welcome to the sample maildrop") "\n"
                                                 "Hello,\n\n"
                                                 "this is an ordinary message "
                                                 "of a few short lines.\n"
                                                 "The others show what makes "
                                                 "life hard for a client.\n",   0,    0         },
    {"dots",
     HEAD(
         "2",                 "Lines that begin with a dot") "\n"
                                        "The next line is a single "
                                        "dot:\n.\nand then two:\n..\n"
                                        ".hidden behind a dot\n...\n"
                                        "A client that ends the message at the "
                                        "first dot loses what follows,\n"
                                        "and the last line is a dot, too:\n.\n", 0,    0         },
    {"encoded",
     HEAD("3",                "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_Z=C3=BCrich?=") UTF8_TEXT
     "\n"
     "The subject is an encoded word (RFC 2047), the body is 8-bit UTF-8:\n"
     "Gr\xc3\xbc\xc3\x9f"
     "e, \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e, "
     "\xf0\x9f\x93\xae and \xc2\xbd \xe2\x82\xac.\n",                           0,    0         },
    {"attachment",
     HEAD("4",
     "A picture and its description (MIME)") "MIME-Version: 1.0\n"
                                                  "Content-Type: "
                                                  "multipart/mixed; "
                                                  "boundary=\"=-sample\"\n"
                                                  "\n"
                                                  "This is a message in MIME "
                                                  "format (RFC 2046).\n"
                                                  "--=-sample\n"
                                                  "Content-Type: "
                                                  "multipart/alternative; "
                                                  "boundary=\"=-both\"\n"
                                                  "\n"
                                                  "--=-both\n"
                                                  "Content-Type: text/plain; "
                                                  "charset=us-ascii\n"
                                                  "\n"
                                                  "The attachment is a red "
                                                  "pixel.\n"
                                                  "--=-both\n"
                                                  "Content-Type: text/html; "
                                                  "charset=us-ascii\n"
                                                  "\n"
                                                  "<p>The attachment is a <b "
                                                  "style=\"color:red\">red</b> "
                                                  "pixel.</p>\n"
                                                  "--=-both--\n"
                                                  "--=-sample\n"
                                                  "Content-Type: image/png; "
                                                  "name=\"pixel.png\"\n"
                                                  "Content-Disposition: "
                                                  "attachment; "
                                                  "filename=\"pixel.png\"\n"
                                                  "Content-Transfer-Encoding: "
                                                  "base64\n"
                                                  "\n"
                                                  "iVBORw0KGgoAAAANSUhEUgAAAAEA"
                                                  "AAABCAYAAAAfFcSJAAAADUlEQVR4"
                                                  "2mP8z8BQDwAEhQGA\n"
                                                  "hKmMIQAAAABJRU5ErkJggg==\n"
                                                  "--=-sample--\n",                           0,    0         },
    {"empty",       HEAD("5", "Nothing but headers") "\n",                                    0,    0         },
    {"long-line",
     HEAD("6",                "A line of 2000 octets") "\n"
                                        "Twice what RFC 5322 section 2.1.1 "
                                        "allows, all x:\n",                     2000, 0         },
    {"escapes",
     HEAD("7",                "\x1b]0;owned\x07\x1b[2J\x1b[31mred?\x1b[0m") UTF8_TEXT
     "\n"
     "The subject tries to drive the terminal, and so does this:\n"
     "ESC [ 2 J: \x1b[2J, OSC title: \x1b]0;owned\x07, BEL: \x07\n"
     "C1 CSI in UTF-8: \xc2\x9b"
     "31m, bidi: \xe2\x80\xaetxt.exe\n",                                        0,    0         },
    {"big",         HEAD("8", "A big one, 300 KiB") "\n",                                     0,    300 * 1024},
    {"utf8-header",
     HEAD("9",                "Gr\xc3\xbc\xc3\x9f"
               "e im Klartext (RFC 6532)") UTF8_TEXT
     "\n"
     "The header of this message is UTF-8: it goes to clients that said UTF8\n"
     "before the login; the others get -ERR [UTF8] (RFC 6856 section 5).\n",    0,    0         },
};

const size_t sample_texts_count = sizeof sample_texts / sizeof *sample_texts;
