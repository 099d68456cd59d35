/* fault-list.c - faults on the command line. */
#include <config.h>

#include "shell/serve/fault-list.h"

#include "net/base/nearest.h"
#include "net/rules/rule.h"

#include <stdio.h>
#include <string.h>

bool fault_list_is_asked(const struct option_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->at[i], "list") == 0)
            return true;
    return false;
}

void fault_list_print(void)
{
    const struct fault *f;

    for (size_t i = 0; (f = fault_at(i)) != NULL; i++)
        printf("%-28s %-34s %s\n", f->name, rules[f->rule]->id, f->sentence);
    for (size_t i = 0; i < fault_generics_count; i++) {
        char name[64];

        snprintf(name, sizeof name, "%s=%s", fault_generics[i].name,
                 fault_generics[i].argument);
        printf("%-28s %-34s %s\n", name, "-", fault_generics[i].sentence);
    }
}

static bool refuse(const char *name, struct error *err)
{
    struct nearest near = {.typed = span_of(name)};
    const struct fault *f;

    for (size_t i = 0; (f = fault_at(i)) != NULL; i++)
        nearest_try(&near, f->name);
    if (near.name)
        return error_set(err, ERROR_USAGE,
                         "there is no fault \"%.60s\"; did you mean \"%s\"?",
                         name, near.name);
    return error_set(err, ERROR_USAGE,
                     "there is no fault \"%.60s\"; \"pop3sh serve --fault "
                     "list\" names them",
                     name);
}

bool fault_list_read(const struct option_list *names, struct fault_set *set,
                     struct error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->at[i];

        if (!strchr(name, '=') && !fault_find(span_of(name)))
            return refuse(name, err);
        if (!fault_add(set, name, err))
            return false;
    }
    return true;
}
