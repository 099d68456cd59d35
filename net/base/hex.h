/* hex.h - octets as hexadecimal digits, and back (RFC 4648 section 8). */
#ifndef POP3SH_BASE_HEX_H
#define POP3SH_BASE_HEX_H

#include "net/base/buf.h"

/* What a digit of either case is worth; -1 for any other character. */
int hex_value(char c);

/* Write 2 x n small digits to out; no NUL behind them. */
void hex_write(char *out, const void *octets, size_t n);
void hex_add(struct buf *out, const void *octets, size_t n);

#endif
