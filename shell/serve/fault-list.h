/* fault-list.h - the faults of --fault: read, and listed. */
#ifndef POP3SH_FAULT_LIST_H
#define POP3SH_FAULT_LIST_H

#include "net/server/fault.h"
#include "shell/option/option.h"

/* Is it "--fault list"? */
bool fault_list_is_asked(const struct option_list *names);
/* Print all of them on standard output. */
void fault_list_print(void);

/* Put the named faults into *set. False and *err (ERROR_USAGE: names what is
 * near). */
bool fault_list_read(const struct option_list *names, struct fault_set *set,
                     struct error *err);

#endif
