/* records.h - fuzz input as the script of a session. */
#ifndef POP3SH_TESTS_RECORDS_H
#define POP3SH_TESTS_RECORDS_H

#include <stddef.h>
#include <stdint.h>

/* The script of trace.h that the octets stand for; owned by the caller. */
char *records_script(const uint8_t *at, size_t len);

#endif
