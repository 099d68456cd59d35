/* packets.h - captured packets, put together by tshark. */
#ifndef POP3SH_PACKETS_H
#define POP3SH_PACKETS_H

#include "net/base/buf.h"
#include "net/base/error.h"

/* Append what "tshark -z follow,tcp,raw" prints of the streams in a capture, as
 * far as a server speaks POP3 there, in their order. name: of the file, for
 * errors. False and *err (ERROR_INPUT) when there is none, or no tshark. */
bool packets_follow(struct buf *out, const char *name, struct span capture,
                    struct error *err);

#endif
