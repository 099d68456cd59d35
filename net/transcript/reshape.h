/* reshape.h - gives what stands below each command the shape of its reply.
 *
 * Somebody has made a STAT a RETR, or a LIST a LIST 1: the lines that are there
 * would be read as a reply that never ends, or as lines that answer nothing,
 * and all that follow as answers to other commands. Pure. */
#ifndef POP3SH_TRANSCRIPT_RESHAPE_H
#define POP3SH_TRANSCRIPT_RESHAPE_H

#include "net/transcript/transcript.h"

/* Make *out of t, which must stay: a final "." where a reply lacks it, and no
 * lines behind a reply that has but one. Comments, commands and the numbers of
 * lines stay. False, and *out is not touched, when there is nothing to mend.
 * Release with transcript_done.
 *
 * changes    what was taken out and put in, as update_diff writes it, appended
 * line_out   of the file: the first reply that was mended */
bool reshape(struct transcript *out, const struct transcript *t,
             struct buf *changes, uint32_t *line_out);

#endif
