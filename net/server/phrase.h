/* phrase.h - what the server says to people, in its languages.
 *
 * The texts are templates (template.h): numbers stand where the language
 * wants them. English is ASCII; other languages are UTF-8 and are spoken only
 * after LANG (RFC 6856 section 3.2). */
#ifndef POP3SH_SERVER_PHRASE_H
#define POP3SH_SERVER_PHRASE_H

#include "net/base/span.h"

enum language { LANGUAGE_EN, LANGUAGE_DE, LANGUAGE_COUNT };

enum phrase {
    PHRASE_GREETING,
    PHRASE_BYE,
    PHRASE_NOTHING_DONE,
    PHRASE_CAPABILITIES,
    PHRASE_LANGUAGES,
    PHRASE_LANGUAGE,
    PHRASE_LANGUAGE_UNKNOWN,
    PHRASE_UTF8,
    PHRASE_STLS,
    PHRASE_STLS_NONE,
    PHRASE_STLS_ACTIVE,
    PHRASE_STLS_UTF8,
    /* lines that cannot be a command */
    PHRASE_UNKNOWN,
    PHRASE_LONG,
    PHRASE_LINE_ENDLESS,
    PHRASE_OCTETS,
    PHRASE_STATE_LOGIN_FIRST,
    PHRASE_STATE_LOGIN_DONE,
    PHRASE_ARGUMENT_MISSING,
    PHRASE_ARGUMENT_SPARE,
    PHRASE_ARGUMENT_NUMBER,
    /* login */
    PHRASE_USER,
    PHRASE_NAME_BAD,
    PHRASE_USER_FIRST,
    PHRASE_NEEDS_TLS,
    PHRASE_LOGIN,
    PHRASE_LOGIN_FAILED,
    PHRASE_TOO_MANY,
    PHRASE_DELAY,
    PHRASE_IN_USE,
    PHRASE_MAILDROP_TEMP,
    PHRASE_MAILDROP_PERM,
    PHRASE_DIGEST,
    PHRASE_MECHANISM_MISSING,
    PHRASE_MECHANISM_UNKNOWN,
    PHRASE_INITIAL_UNWANTED,
    PHRASE_CANCELLED,
    PHRASE_BASE64,
    PHRASE_RESPONSE_LONG,
    PHRASE_RESPONSE_BAD,
    /* mail */
    PHRASE_LISTING,
    PHRASE_UIDS,
    PHRASE_MESSAGE,
    PHRASE_TOP,
    PHRASE_MESSAGE_NONE,
    PHRASE_MESSAGE_DELETED,
    PHRASE_MESSAGE_UTF8,
    PHRASE_MESSAGE_LOST,
    PHRASE_DELETED,
    PHRASE_READ_ONLY,
    PHRASE_RESET,
    PHRASE_UPDATED,
    PHRASE_UPDATE_FAILED,
    PHRASE_COUNT
};

/* The template in that language. */
const char *phrase_text(enum language language, enum phrase phrase);

/* Its tag (RFC 5646) and its own name for itself. */
const char *language_tag(enum language language);
const char *language_name(enum language language);

/* The language that a basic range chooses (RFC 4647 section 3.4: parts are
 * cut off its end until a tag is found); "*" chooses otherwise. False when
 * there is none. */
bool language_find(struct span range, enum language otherwise,
                   enum language *out);

#endif
