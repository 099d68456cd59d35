/* option-check.c - judges options together.
 *
 * Each value for itself was judged by option-read.c; whether TARGET and --tls
 * agree is for target.c. */
#include <config.h>

#include "shell/option/option.h"
#include <string.h>

enum { MECH_MOST = 20 }; /* RFC 4422 section 3.1 */

static bool is_mechanism(const char *name)
{
    size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw"
                            "xyz0123456789-_");

    return name[n] == '\0' && n > 0 && n <= MECH_MOST;
}

/* The habit of telnet, "host port", deserves the way out. */
static bool check_operands(const struct options *o, struct error *err)
{
    uint64_t port;

    if (o->operand_count <= 1)
        return true;
    if (o->operand_count == 2 && span_number(span_of(o->operands[1]), &port))
        return error_set(err, ERROR_USAGE,
                         "the port is written behind the "
                         "host: HOST:%u",
                         (unsigned)port);
    return error_set(err, ERROR_USAGE,
                     "one TARGET is enough, and there are "
                     "%zu; a command for the server goes behind -c, quoted",
                     o->operand_count);
}

bool options_check(unsigned mode, const struct options *o, struct error *err)
{
    const char *why = NULL;

    if (o->ipv4 && o->ipv6)
        why = "-4 and -6 exclude each other";
    else if (o->key && !o->cert)
        why = "--key needs --cert";
    else if (o->tls_min && o->tls_max && strcmp(o->tls_min, o->tls_max) > 0)
        why = "--tls-min is above --tls-max";
    else if (o->auth && !is_mechanism(o->auth))
        why = "option --auth: its value must be auto, none, USER, APOP or the "
              "name of a SASL mechanism";
    else if (o->quit_after && o->drop_after)
        why = "--quit-after and --drop-after exclude each other";
    else if (o->quit_after && o->no_quit)
        why = "--quit-after and --no-quit exclude each other";
    else if (mode & MODE_REPLAY && !o->operand_count)
        why = "replay needs a file: pop3sh replay FILE...";
    else if (o->update && o->repeat > 1)
        why = "--update and --repeat exclude each other";
    if (why)
        return error_set(err, ERROR_USAGE, "%s", why);
    if (mode & (MODE_SERVE | MODE_DEMO) && o->operand_count)
        return error_set(err, ERROR_USAGE,
                         "\"%.40s\": there is no operand "
                         "here, only options; --help lists them",
                         o->operands[0]);
    return !(mode & MODE_CONNECT) || check_operands(o, err);
}
