/* test-exit.c - exit statuses and their ranking. */
#include <config.h>

#include "shell/shell.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(exit, .timeout = 10);

Test(exit, every_error_has_its_documented_status)
{
    cr_expect(eq(int, exit_of(ERROR_NONE), 0));
    cr_expect(eq(int, exit_of(ERROR_USAGE), 2));
    cr_expect(eq(int, exit_of(ERROR_INPUT), 3));
    cr_expect(eq(int, exit_of(ERROR_NETWORK), 4));
    cr_expect(eq(int, exit_of(ERROR_TLS), 5));
    cr_expect(eq(int, exit_of(ERROR_AUTH), 6));
    cr_expect(eq(int, exit_of(ERROR_CANCELLED), 4));
    cr_expect(eq(int, exit_of((enum error_code)99), 70));
}

Test(exit, of_two_the_one_earlier_in_the_documented_order_wins)
{
    static const int order[] = {70, 2, 3, 4, 5, 6, 1, 7, 0};
    enum { COUNT = sizeof order / sizeof *order };

    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            enum exit_status a = (enum exit_status)order[i];
            enum exit_status b = (enum exit_status)order[j];

            cr_expect(exit_worse(a, b) ==
                          (enum exit_status)order[i < j ? i : j],
                      "%d and %d", order[i], order[j]);
        }
}

Test(exit, a_status_has_an_error_that_leads_back_to_it)
{
    static const enum error_code codes[] = {ERROR_USAGE,   ERROR_INPUT,
                                            ERROR_NETWORK, ERROR_TLS,
                                            ERROR_AUTH,    ERROR_CHECK};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        cr_expect(eq(int, error_of(exit_of(codes[i])), codes[i]));
    cr_expect(eq(int, error_of(EXIT_DONE), ERROR_NONE));
}
