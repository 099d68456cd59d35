/* sasl-script.c - puts the data of AUTH exchanges into base64. */
#include <config.h>

#include "tests/unit/sasl-script.h"

#include "net/base/base64.h"
#include "net/base/text.h"
#include <criterion/criterion.h>
#include <stdlib.h>

char *sasl_script(const char *script)
{
    struct buf out = {0};
    bool data = false;

    for (struct span rest = span_of(script), part; rest.len; data = !data) {
        part = span_first(rest, span_find(rest, '~'));
        rest = span_from(rest, part.len + 1);
        if (data) {
            struct buf octets = {0};

            cr_assert(text_unescape(&octets, part, NULL));
            base64_encode(&out, buf_span(&octets));
            buf_done(&octets);
        } else {
            buf_add(&out, part);
        }
    }
    return buf_take(&out);
}

void sasl_script_check(const struct rule_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rule_row row = rows[i];
        char *trips = sasl_script(row.trips), *near = sasl_script(row.near);

        row.trips = trips;
        row.near = near;
        findings_check(&row, 1);
        free(trips);
        free(near);
    }
}
