/* align.h - which lines of two texts are the same ones.
 *
 * The longest common subsequence by the linear-space method of E. W. Myers ("An
 * O(ND) Difference Algorithm and Its Variations", 1986), over any relation of
 * two lines: it needs neither be transitive nor symmetric. Knows nothing of
 * what a line is. Pure. */
#ifndef POP3SH_TRANSCRIPT_ALIGN_H
#define POP3SH_TRANSCRIPT_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALIGN_NONE UINT32_MAX

/* May line i of the left text be line j of the right one? */
typedef bool align_fn(void *ctx, size_t i, size_t j);

/* Pair lines, in order, as many as can be: partner[i] becomes the line of the
 * right text for line i of the left one, or ALIGN_NONE. Texts of less than
 * ALIGN_NONE lines. Where they have little in common fewer than possible are
 * paired, so that `may` is asked some ten times a line, and a million more, at
 * most. */
void align(size_t left, size_t right, align_fn *may, void *ctx,
           uint32_t *partner);

#endif
