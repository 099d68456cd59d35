/* rows-utf8.c - rules for UTF8 and LANG. */
#include <config.h>

#include "net/rules/rows.h"

const struct rule rows_utf8[] = {
    ROW(.id = "lang/list-format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 3.2",
        .title = "A language listing is a language tag, then optionally a "
                 "space and a name.",
        .advice = "Put the tag (en, de-AT) first in each line and the name "
                  "of the language behind it; clients send the tag back to "
                  "select one.",
        .conforming = "en English", .violating = "English (en)"),
    ROW(.id = "lang/select-format", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_ERROR, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 3.2",
        .title = "LANG with a language is answered +OK, the tag chosen, one "
                 "space and text.",
        .advice = "Print the tag behind +OK; a client needs it, since de "
                  "may have selected de-AT.",
        .conforming = "+OK es Idioma cambiado", .violating = "+OK changed"),
    ROW(.id = "lang/tag-mismatch", .level = LEVEL_MUST_PLAIN,
        .severity = SEVERITY_WARNING, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 3.2; RFC 4647 section 3",
        .title = "The language selected is the one that was asked for.",
        .advice = "Have the server answer -ERR when nothing matches instead "
                  "of choosing another language; a client that takes any "
                  "asks with LANG *.",
        .conforming = "C:LANG de / S:+OK de-AT Sprache gewechselt",
        .violating = "C:LANG de / S:+OK en language changed"),
    ROW(.id = "lang/not-listed", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 3.2",
        .title = "A language that can be selected is in the list of LANG.",
        .advice = "Have the server build the list and the selection from "
                  "one table; clients offer their users only what is listed.",
        .conforming = "C:LANG / S:+OK / S:de Deutsch / S:. / C:LANG de / "
                      "S:+OK de fertig",
        .violating = "C:LANG / S:+OK / S:en English / S:. / C:LANG de / "
                     "S:+OK de fertig"),
    ROW(.id = "utf8/refused", .level = LEVEL_MAY, .severity = SEVERITY_NOTE,
        .bound = BOUND_SERVER, .rfc = "RFC 6856 section 2.1",
        .title = "An announced UTF8 is accepted.",
        .advice = "Go on without it: only internationalised messages and "
                  "login names need UTF8, and the text of the reply may say "
                  "why it is refused.",
        .conforming = "UTF8 / C:UTF8 / S:+OK",
        .violating = "UTF8 / C:UTF8 / S:-ERR"),
    ROW(.id = "utf8/code-needed", .level = LEVEL_PRACTICE,
        .severity = SEVERITY_NOTE, .bound = BOUND_SERVER,
        .rfc = "RFC 6856 section 2.1; RFC 6856 section 5",
        .title = "A message that needs UTF-8 mode is refused with [UTF8] or "
                 "sent in a downgraded form.",
        .advice = "To read this message start a new session and send UTF8 "
                  "before the login; a mail client that cannot do so needs "
                  "an update.",
        .conforming = "C:RETR 1 / S:-ERR [UTF8] needs UTF8",
        .violating = "C:RETR 1 / S:-ERR failed"),
};

_Static_assert(sizeof rows_utf8 / sizeof *rows_utf8 == ROWS_UTF8,
               "a row per rule");
