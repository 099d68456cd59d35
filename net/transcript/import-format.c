/* import-format.c - the table of logs that can be read. */
#include <config.h>

#include "net/transcript/import-marked.h"

const struct import_format imports[] = {
    {
     .name = "mailkit",
     .help = "protocol log of MailKit",
     .ends_lost = true,
     .marks = &import_marks_mailkit,
     .likeness = import_like_mailkit,
     .read = import_read_marked,
     },
    {
     .name = "fetchmail",
     .help = "fetchmail -vv, also through syslog",
     .ends_lost = true,
     .marks = &import_marks_fetchmail,
     .likeness = import_like_fetchmail,
     .read = import_read_marked,
     },
    {
     .name = "curl",
     .help = "curl -v",
     .ends_lost = true,
     .marks = &import_marks_curl,
     .likeness = import_like_curl,
     .read = import_read_marked,
     },
    {
     .name = "curl-trace",
     .help = "curl --trace or --trace-ascii",
     .likeness = import_like_trace,
     .read = import_read_trace,
     },
    {
     .name = "mpop",
     .help = "mpop -d",
     .ends_lost = true,
     .marks = &import_marks_mpop,
     .likeness = import_like_mpop,
     .read = import_read_marked,
     },
    {
     .name = "poplib",
     .help = "poplib of Python after set_debuglevel(2)",
     .tls_unsaid = true,
     .likeness = import_like_poplib,
     .read = import_read_poplib,
     },
    {
     .name = "perl",
     .help = "Net::POP3 of Perl with Debug => 1",
     .ends_lost = true,
     .marks = &import_marks_perl,
     .likeness = import_like_perl,
     .read = import_read_marked,
     },
    {
     .name = "rfc",
     .help = "C: and S: lines with <stage directions>",
     .ends_lost = true,
     .tls_unsaid = true,
     .marks = &import_marks_rfc,
     .likeness = import_like_rfc,
     .read = import_read_marked,
     },
    {
     .name = "openssl",
     .help = "a terminal with openssl s_client",
     .ends_lost = true,
     .likeness = import_like_openssl,
     .read = import_read_paste,
     },
    {
     .name = "telnet",
     .help = "a terminal with telnet or nc",
     .ends_lost = true,
     .likeness = import_like_telnet,
     .read = import_read_paste,
     },
    {
     .name = "rawlog",
     .help = "Dovecot's rawlog: one file, or FILE.in and FILE.out",
     .pair = true,
     .likeness = import_like_rawlog,
     .read = import_read_rawlog,
     },
    {
     .name = "tshark",
     .help = "tshark -q -z follow,tcp,raw,N",
     .likeness = import_like_follow,
     .read = import_read_follow,
     },
    {
     .name = "pcap",
     .help = "captured packets; tshark must be installed",
     .packets = true,
     .read = import_read_follow,
     },
};

const size_t imports_count = sizeof imports / sizeof *imports;

const struct import_format *import_find(struct span name)
{
    for (size_t i = 0; i < imports_count; i++)
        if (span_is(name, imports[i].name))
            return &imports[i];
    return NULL;
}

/* pcap and pcapng, of either byte order */
static bool is_capture(struct span text)
{
    static const char magic[][4] = {
        {'\xD4', '\xC3', '\xB2', '\xA1'},
        {'\xA1', '\xB2', '\xC3', '\xD4'},
        {'\x4D', '\x3C', '\xB2', '\xA1'},
        {'\xA1', '\xB2', '\x3C', '\x4D'},
        {'\x0A', '\x0D', '\x0D', '\x0A'},
    };

    for (size_t i = 0; text.len > 4 && i < sizeof magic / sizeof *magic; i++)
        if (memcmp(text.at, magic[i], 4) == 0)
            return true;
    return false;
}

const struct import_format *import_guess(struct span text)
{
    const struct import_format *best = NULL;
    unsigned most = 0;

    for (size_t i = 0; i < imports_count; i++) {
        unsigned n = imports[i].likeness ? imports[i].likeness(text) : 0;

        if (imports[i].packets && is_capture(text))
            n = 100;
        if (n > most) {
            most = n;
            best = &imports[i];
        }
    }
    return best;
}
