/* fuzz.h - what every fuzz target offers.
 *
 * Each target is built twice: with --enable-fuzzing as a libFuzzer program,
 * and always as a check program that replays tests/corpus/<name>/. */
#ifndef POP3SH_TESTS_FUZZ_H
#define POP3SH_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Run one input; aborts when a property does not hold. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#endif
