/* exhausted.c - the end of a program that has no last words of its own.
 *
 * Alone in its object: the linker takes it from the archive only when the
 * program does not define memory_exhausted itself. */
#include <config.h>

#include "net/base/memory.h"
#include <stdlib.h>

_Noreturn void memory_exhausted(size_t wanted_octets)
{
    (void)wanted_octets;
    abort();
}
