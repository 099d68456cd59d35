/* phrase.c - the table of what the server says. */
#include <config.h>

#include "net/server/phrase.h"

static const struct {
    const char *tag, *name;
} languages[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] = {"en", "English"},
    [LANGUAGE_DE] = {"de", "Deutsch"},
};

/* clang-format off: one phrase, one paragraph */
static const char *const phrases[PHRASE_COUNT][LANGUAGE_COUNT] = {
    [PHRASE_GREETING] = {"POP3 server ready",                                             "POP3-Server bereit"   },
    [PHRASE_BYE] = {"bye",                                                           "auf Wiedersehen"      },
    [PHRASE_NOTHING_DONE] = {"nothing done",                                                  "nichts getan"         },
    [PHRASE_CAPABILITIES] = {"capabilities follow",                                           "Fähigkeiten folgen"  },
    [PHRASE_LANGUAGES] = {"languages follow",                                              "Sprachen folgen"      },
    [PHRASE_LANGUAGE] = {"the server speaks English now",
                         "der Server spricht jetzt Deutsch"                                                      },
    [PHRASE_LANGUAGE_UNKNOWN] =
        {"this language is not spoken here; LANG lists those that are",
                         "diese Sprache wird hier nicht gesprochen; LANG zählt die anderen "
         "auf"                                                                                                   },
    [PHRASE_UTF8] = {"UTF-8 may be used from now on",                                 "ab jetzt gilt UTF-8"  },
    [PHRASE_STLS] = {"begin TLS now",                                                 "TLS beginnt jetzt"    },
    [PHRASE_STLS_NONE] = {"there is no TLS here",                                          "hier gibt es kein TLS"},
    [PHRASE_STLS_ACTIVE] = {"TLS is active already",                                         "TLS ist schon da"     },
    [PHRASE_STLS_UTF8] = {"STLS must come before UTF8",
                         "STLS muss vor UTF8 kommen"                                                             },
    [PHRASE_UNKNOWN] = {"unknown command",                                               "unbekannter Befehl"   },
    [PHRASE_LONG] =
        {"line too long: a command has at most 255 octets with its CRLF",
                         "Zeile zu lang: ein Befehl hat höchstens 255 Oktette mit CRLF"                         },
    [PHRASE_LINE_ENDLESS] =
        {"line too long, and no CRLF in sight: goodbye",
                         "Zeile zu lang, und kein CRLF in Sicht: das war es"                                     },
    [PHRASE_OCTETS] = {"a command is printable ASCII and ends in CRLF",
                         "ein Befehl ist druckbares ASCII und endet mit CRLF"                                    },
    [PHRASE_STATE_LOGIN_FIRST] = {"log in first",                                                  "erst anmelden"        },
    [PHRASE_STATE_LOGIN_DONE] = {"this is for before the login",
                         "das gehört vor die Anmeldung"                                                         },
    [PHRASE_ARGUMENT_MISSING] = {"an argument is missing",
                         "es fehlt ein Argument"                                                                 },
    [PHRASE_ARGUMENT_SPARE] = {"too many arguments",                                            "zu viele Argumente"   },
    [PHRASE_ARGUMENT_NUMBER] = {"a number is written with digits only",
                         "eine Zahl besteht nur aus Ziffern"                                                     },
    [PHRASE_USER] = {"send the password by PASS",
                         "das Passwort bitte mit PASS"                                                           },
    [PHRASE_NAME_BAD] = {"not well-formed UTF-8",                                         "kein gültiges UTF-8" },
    [PHRASE_USER_FIRST] = {"give USER right before PASS",
                         "direkt vor PASS muss USER kommen"                                                      },
    [PHRASE_NEEDS_TLS] =
        {"passwords are taken under TLS only: begin it by STLS",
                         "Passwörter nur unter TLS: mit STLS beginnen"                                          },
    [PHRASE_LOGIN] =
        {"maildrop locked and ready; messages: %n, octets: %v",
                         "Postfach gesperrt und bereit; Nachrichten: %n, Oktette: %v"                            },
    [PHRASE_LOGIN_FAILED] = {"user name or password is wrong",
                         "Name oder Passwort ist falsch"                                                         },
    [PHRASE_TOO_MANY] = {"too many failed logins: goodbye",
                         "zu viele falsche Anmeldungen: das war es"                                              },
    [PHRASE_DELAY] = {"logins must be %n seconds apart",
                         "zwischen Anmeldungen liegen mindestens %n Sekunden"                                    },
    [PHRASE_IN_USE] = {"another session has this maildrop open",
                         "eine andere Sitzung hat dieses Postfach offen"                                         },
    [PHRASE_MAILDROP_TEMP] =
        {"the maildrop cannot be opened now; try again later",
                         "das Postfach ist jetzt nicht zu öffnen; bitte später noch einmal"                    },
    [PHRASE_MAILDROP_PERM] =
        {"the maildrop cannot be opened; ask the administrator",
                         "das Postfach ist nicht zu öffnen; bitte den Betreiber fragen"                         },
    [PHRASE_DIGEST] =
        {"the digest is 32 hexadecimal digits in lower case",
                         "die Prüfsumme hat 32 hexadezimale Ziffern in Kleinschrift"                            },
    [PHRASE_MECHANISM_MISSING] =
        {"AUTH needs a mechanism; CAPA lists them behind SASL",
                         "AUTH braucht ein Verfahren; CAPA nennt sie hinter SASL"                                },
    [PHRASE_MECHANISM_UNKNOWN] =
        {"this mechanism is not offered here and now",
                         "dieses Verfahren gibt es hier und jetzt nicht"                                         },
    [PHRASE_INITIAL_UNWANTED] =
        {"in this mechanism the server speaks first",
                         "in diesem Verfahren spricht der Server zuerst"                                         },
    [PHRASE_CANCELLED] = {"cancelled",                                                     "abgebrochen"          },
    [PHRASE_BASE64] = {"not base64 (RFC 4648 section 4)",
                         "kein Base64 (RFC 4648 Abschnitt 4)"                                                    },
    [PHRASE_RESPONSE_LONG] = {"response too long: at most 12288 octets",
                         "Antwort zu lang: höchstens 12288 Oktette"                                             },
    [PHRASE_RESPONSE_BAD] =
        {"the response does not have the form of this mechanism",
                         "die Antwort hat nicht die Form dieses Verfahrens"                                      },
    [PHRASE_LISTING] = {"messages: %n, octets: %v",
                         "Nachrichten: %n, Oktette: %v"                                                          },
    [PHRASE_UIDS] = {"unique-ids follow",                                             "Kennungen folgen"     },
    [PHRASE_MESSAGE] = {"%v octets",                                                     "%v Oktette"           },
    [PHRASE_TOP] = {"top of message %n follows",
                         "Anfang der Nachricht %n folgt"                                                         },
    [PHRASE_MESSAGE_NONE] =
        {"no such message; this maildrop was opened with %n",
                         "keine solche Nachricht; das Postfach hatte beim Öffnen %n"                            },
    [PHRASE_MESSAGE_DELETED] = {"message %n is marked as deleted",
                         "Nachricht %n ist zum Löschen vorgemerkt"                                              },
    [PHRASE_MESSAGE_UTF8] =
        {"the header of message %n is UTF-8: give UTF8 before the login",
                         "der Kopf der Nachricht %n ist UTF-8: vor der Anmeldung UTF8 geben"                     },
    [PHRASE_MESSAGE_LOST] = {"message %n cannot be read",
                         "Nachricht %n ist nicht zu lesen"                                                       },
    [PHRASE_DELETED] = {"message %n marked as deleted",
                         "Nachricht %n zum Löschen vorgemerkt"                                                  },
    [PHRASE_READ_ONLY] = {"nothing can be deleted from this maildrop",
                         "aus diesem Postfach wird nichts gelöscht"                                             },
    [PHRASE_RESET] = {"nothing is marked; messages: %n, octets: %v",
                         "nichts mehr vorgemerkt; Nachrichten: %n, Oktette: %v"                                  },
    [PHRASE_UPDATED] = {"bye; messages removed: %n",
                         "auf Wiedersehen; gelöschte Nachrichten: %n"                                           },
    [PHRASE_UPDATE_FAILED] =
        {"some deleted messages not removed",
                         "nicht alle vorgemerkten Nachrichten wurden gelöscht"                                  },
};
/* clang-format on */

const char *phrase_text(enum language language, enum phrase phrase)
{
    return phrases[phrase][language];
}

const char *language_tag(enum language language)
{
    return languages[language].tag;
}

const char *language_name(enum language language)
{
    return languages[language].name;
}

/* range without its last part: "de-Latn-AT", "de-Latn", "de". */
static struct span shorten(struct span range)
{
    while (range.len && range.at[range.len - 1] != '-')
        range.len--;
    if (range.len)
        range.len--;
    return range;
}

bool language_find(struct span range, enum language otherwise,
                   enum language *out)
{
    if (span_is(range, "*")) {
        *out = otherwise;
        return true;
    }
    for (; range.len; range = shorten(range))
        for (int i = 0; i < LANGUAGE_COUNT; i++)
            if (span_is_case(range, languages[i].tag)) {
                *out = (enum language)i;
                return true;
            }
    return false;
}
