/* report-fixture.h - a run as a server's worst enemy would have it told. */
#ifndef POP3SH_TESTS_REPORT_FIXTURE_H
#define POP3SH_TESTS_REPORT_FIXTURE_H

#include "shell/report/report.h"

/* Octets that no report may pass on: ESC, NUL, C1, bidi controls, invalid
 * UTF-8, and the marks of every format. */
#define HOSTILE                                                                \
    "\x1b[2J\0\x07\x7f\xc2\x9b"                                                \
    "31m\xe2\x80\xae\xff\xfe"                                                  \
    "]]>--><script>alert(1)</script>&amp;\"'%0A::error::x # TODO\r\n...\t\\"

/* Tell r about five files: one of each result but xpass, hostile strings
 * throughout. secret (may be NULL) stands in several texts, and the files'
 * mask knows it. */
void tell_hostile_run(struct report *r, const char *secret);

/* A plain session: one file, a login that passes, a LIST that differs. */
void tell_small_run(struct report *r);

#endif
