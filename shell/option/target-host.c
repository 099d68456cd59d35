/* target-host.c - the host[:port] of a target.
 *
 * Names go through tls_idna, which knows what a host name is. Numbers do not:
 * what the resolver would take for an abbreviated IPv4 address ("127.1",
 * "0x7f000001") is refused, as it is hardly meant. */
#include <config.h>

#include "net/wire/tls.h"
#include "shell/option/target-host.h"
#include <arpa/inet.h>
#include <string.h>

static bool is_ipv6(const char *host)
{
    size_t address = strcspn(host, "%");
    char text[INET6_ADDRSTRLEN];
    struct in6_addr parsed;

    if (address >= sizeof text)
        return false;
    memcpy(text, host, address);
    text[address] = '\0';
    if (inet_pton(AF_INET6, text, &parsed) != 1)
        return false;

    const char *zone = host + address;
    size_t good = strspn(zone, "%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
                               "uvwxyz0123456789._-");

    return *zone == '\0' ||
           (zone[1] != '\0' && zone[good] == '\0' && !strchr(zone + 1, '%'));
}

static bool is_ipv4(const char *host)
{
    struct in_addr parsed;

    return inet_pton(AF_INET, host, &parsed) == 1;
}

/* True when the last part of host is a number: no top-level domain is. */
static bool looks_numeric(struct span host)
{
    while (host.len && host.at[host.len - 1] == '.')
        host.len--;

    size_t dot = span_find(host, '.');

    while (dot < host.len) {
        host = span_from(host, dot + 1);
        dot = span_find(host, '.');
    }
    bool hex = host.len > 1 && host.at[0] == '0' && (host.at[1] | 32) == 'x';
    const char *digits = hex ? "0123456789abcdefABCDEF" : "0123456789";

    if (hex)
        host = span_from(host, 2);
    for (size_t i = 0; i < host.len; i++)
        if (host.at[i] == '\0' || !strchr(digits, host.at[i]))
            return false;
    return hex || host.len > 0;
}

static bool keep_host(const struct target_text *text, struct span host,
                      struct target *out)
{
    if (host.len == 0)
        return target_refuse(text, host.at, "the host is missing");
    if (host.len >= sizeof out->host)
        return target_refuse(text, host.at, "the host is too long");
    memcpy(out->host, host.at, host.len);
    out->host[host.len] = '\0';
    return true;
}

static bool make_ascii(const struct target_text *text, struct span host,
                       struct target *out)
{
    char ascii[256];

    if (!tls_idna(out->host, ascii, text->err)) {
        if (strchr(text->start, '@')) /* could be a piece of a password */
            return target_refuse(text, host.at, "this is no host name");
        error_prefix(text->err, "target");
        return false;
    }
    memcpy(out->ascii, ascii, strlen(ascii) + 1);
    return true;
}

/* colon: ":PORT" */
static bool read_port(const struct target_text *text, struct span colon,
                      struct target *out)
{
    uint64_t port;

    if (!span_number(span_from(colon, 1), &port) || port < 1 ||
        port > UINT16_MAX)
        return target_refuse(text, colon.at + 1,
                             "the port must be a number from 1 to 65535");
    out->port = (uint16_t)port;
    out->port_given = true;
    return true;
}

static bool read_ipv6(const struct target_text *text, struct span literal,
                      struct target *out)
{
    if (!keep_host(text, literal, out))
        return false;
    char *zone = strchr(out->host, '%');

    if (zone && strncmp(zone, "%25", 3) == 0) /* RFC 6874 */
        memmove(zone + 1, zone + 3, strlen(zone + 3) + 1);
    if (!is_ipv6(out->host))
        return target_refuse(text, literal.at, "this is no IPv6 address");
    out->literal = true;
    return make_ascii(text, literal, out);
}

static bool read_bracketed(const struct target_text *text, struct span hostport,
                           struct target *out)
{
    size_t end = span_find(hostport, ']');
    struct span rest = span_from(hostport, end + 1);

    if (end == hostport.len)
        return target_refuse(text, hostport.at, "the closing ] is missing");
    if (!read_ipv6(text, span_from(span_first(hostport, end), 1), out))
        return false;
    if (rest.len == 0)
        return true;
    if (rest.at[0] != ':')
        return target_refuse(text, rest.at,
                             "only :PORT may follow the closing ]");
    return read_port(text, rest, out);
}

static bool read_name(const struct target_text *text, struct span name,
                      struct target *out)
{
    if (!keep_host(text, name, out))
        return false;
    out->literal = is_ipv4(out->host);
    if (!out->literal && looks_numeric(name))
        return target_refuse(text, name.at,
                             "this is neither a host name nor a complete IPv4 "
                             "address");
    return make_ascii(text, name, out);
}

bool target_read_host(const struct target_text *text, struct span hostport,
                      struct target *out)
{
    size_t colon = span_find(hostport, ':');
    struct span port = span_from(hostport, colon);

    if (hostport.len && hostport.at[0] == '[')
        return read_bracketed(text, hostport, out);
    if (span_find(span_from(port, 1), ':') + 1 < port.len)
        return read_ipv6(text, hostport, out);
    if (!read_name(text, span_first(hostport, colon), out))
        return false;
    return colon == hostport.len || read_port(text, port, out);
}
