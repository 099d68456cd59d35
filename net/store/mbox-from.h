/* mbox-from.h - the line that stands before each message of an mbox. */
#ifndef POP3SH_STORE_MBOX_FROM_H
#define POP3SH_STORE_MBOX_FROM_H

#include "net/base/span.h"

/* "From " and whatever */
bool mbox_from_begins(struct span line);

/* It also has a date as asctime() writes it, with or without seconds and a
 * time zone, anywhere: "From joe@x.org Tue Jan  2 03:04:05 2024". */
bool mbox_from_is_dated(struct span line);

#endif
