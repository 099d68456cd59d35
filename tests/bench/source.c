/* source.c - a POP3 server that costs next to nothing, for benchmarks.
 *
 * Gives canned replies on loopback as fast as they are taken, plain, by STLS
 * and under TLS 1.3, in one process per connection; a run of pipelined
 * commands is answered in large writes. Any user and password will do, any
 * command goes in any state, nothing is ever deleted: what is measured is the
 * client. Ends with the program that started it. */
#include <config.h>

#include "tests/bench/certificate.h"
#include "tests/bench/drop.h"
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FLUSH = 128 * 1024, READ = 64 * 1024, VERB = 16 };

/* One client. A failed write closes it at the next read. */
struct session {
    const struct drop *drop;
    SSL_CTX *tls_context;
    int fd;
    SSL *tls; /* NULL in clear */
    struct blob out;
    char in[READ];
    size_t in_len;
    bool over;
};

/* Send octets now. */
static void send_all(struct session *s, const char *at, size_t n)
{
    while (n && !s->over) {
        ssize_t sent = s->tls ? SSL_write(s->tls, at, (int)n)
                              : send(s->fd, at, n, MSG_NOSIGNAL);
        if (sent <= 0) {
            s->over = true;
            return;
        }
        at += sent;
        n -= (size_t)sent;
    }
}

static void flush(struct session *s)
{
    send_all(s, s->out.at, s->out.len);
    s->out.len = 0;
}

/* Send octets soon: small ones wait for company. */
static void answer(struct session *s, const void *octets, size_t n)
{
    if (n >= FLUSH) {
        flush(s);
        send_all(s, octets, n);
        return;
    }
    blob_add(&s->out, octets, n);
    if (s->out.len >= FLUSH)
        flush(s);
}

static void answer_blob(struct session *s, const struct blob *b)
{
    answer(s, b->at, b->len);
}

static void answer_text(struct session *s, const char *text)
{
    answer(s, text, strlen(text));
}

static void do_ok(struct session *s, const char *argument)
{
    (void)argument;
    answer_text(s, "+OK\r\n");
}

static void do_capa(struct session *s, const char *argument)
{
    (void)argument;
    answer_text(s, "+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n");
    if (!s->tls)
        answer_text(s, "STLS\r\n");
    answer_text(s, ".\r\n");
}

static void do_stat(struct session *s, const char *argument)
{
    char line[64];

    (void)argument;
    snprintf(line, sizeof line, "+OK %lu %lu\r\n", s->drop->messages,
             s->drop->messages * s->drop->size);
    answer_text(s, line);
}

/* The message-number in argument, or 0 when there is no such message. */
static unsigned long message_number(struct session *s, const char *argument)
{
    unsigned long n = strtoul(argument, NULL, 10);

    return n <= s->drop->messages ? n : 0;
}

static void do_list(struct session *s, const char *argument)
{
    char line[64];

    if (!*argument) {
        answer_blob(s, &s->drop->list);
        return;
    }
    if (!message_number(s, argument)) {
        answer_text(s, "-ERR no such message\r\n");
        return;
    }
    snprintf(line, sizeof line, "+OK %lu %lu\r\n", message_number(s, argument),
             s->drop->size);
    answer_text(s, line);
}

static void do_uidl(struct session *s, const char *argument)
{
    if (*argument)
        answer_text(s, "-ERR only the whole listing\r\n");
    else
        answer_blob(s, &s->drop->uidl);
}

static void do_retr(struct session *s, const char *argument)
{
    if (!message_number(s, argument)) {
        answer_text(s, "-ERR no such message\r\n");
        return;
    }
    answer_blob(s, &s->drop->head);
    for (size_t i = 0; i < s->drop->pages; i++)
        answer_blob(s, &s->drop->page);
    answer_blob(s, &s->drop->tail);
}

static void start_tls(struct session *s)
{
    s->tls = SSL_new(s->tls_context);
    if (!s->tls || !SSL_set_fd(s->tls, s->fd) || SSL_accept(s->tls) != 1)
        s->over = true;
}

static void do_stls(struct session *s, const char *argument)
{
    (void)argument;
    if (s->tls) {
        answer_text(s, "-ERR TLS is on\r\n");
        return;
    }
    answer_text(s, "+OK begin TLS\r\n");
    flush(s);
    s->in_len = 0; /* nothing sent in clear counts under TLS */
    start_tls(s);
}

static void do_quit(struct session *s, const char *argument)
{
    (void)argument;
    answer_text(s, "+OK bye\r\n");
    flush(s);
    s->over = true;
}

static const struct command {
    const char *verb;
    void (*act)(struct session *, const char *argument);
} commands[] = {
    {"NOOP", do_ok  },
    {"RETR", do_retr},
    {"LIST", do_list},
    {"UIDL", do_uidl},
    {"STAT", do_stat},
    {"USER", do_ok  },
    {"PASS", do_ok  },
    {"CAPA", do_capa},
    {"STLS", do_stls},
    {"QUIT", do_quit},
};

/* Act on a line that ends in NUL. */
static void act(struct session *s, const char *line)
{
    size_t n = strcspn(line, " ");
    const char *argument = line + n + strspn(line + n, " ");

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (n == strlen(commands[i].verb) &&
            strncasecmp(line, commands[i].verb, n) == 0) {
            commands[i].act(s, argument);
            return;
        }
    answer_text(s, "-ERR unknown command\r\n");
}

/* Act on every whole line in s->in and keep what is left of it. */
static void act_on_input(struct session *s)
{
    size_t done = 0;

    while (!s->over) {
        char *line = s->in + done;
        char *end = memchr(line, '\n', s->in_len - done);
        if (!end)
            break;
        size_t next = (size_t)(end - s->in) + 1;
        *end = '\0';
        if (end > line && end[-1] == '\r')
            end[-1] = '\0';
        act(s, line);
        if (!s->in_len)
            return; /* STLS emptied it */
        done = next;
    }
    s->in_len -= done;
    memmove(s->in, s->in + done, s->in_len);
    if (s->in_len == sizeof s->in)
        s->over = true; /* a line that long is nobody we know */
}

static void serve(struct session *s, bool tls_at_once)
{
    if (tls_at_once)
        start_tls(s);
    answer_text(s, "+OK source ready\r\n");
    while (!s->over) {
        flush(s);
        char *at = s->in + s->in_len;
        size_t room = sizeof s->in - s->in_len;
        ssize_t n =
            s->tls ? SSL_read(s->tls, at, (int)room) : read(s->fd, at, room);
        if (n <= 0)
            break;
        s->in_len += (size_t)n;
        act_on_input(s);
    }
    if (s->tls)
        SSL_shutdown(s->tls);
    SSL_free(s->tls);
    blob_done(&s->out);
    shutdown(s->fd, SHUT_WR);
    while (read(s->fd, s->in, sizeof s->in) > 0)
        ; /* so that what was sent arrives, and no reset instead of it */
    close(s->fd);
}

/* A socket that listens on a free port of 127.0.0.1, or -1. */
static int listen_on_loopback(unsigned *port_out)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 ||
        listen(fd, 64) < 0 || getsockname(fd, (struct sockaddr *)&a, &len) < 0)
        return -1;
    *port_out = ntohs(a.sin_port);
    return fd;
}

/* Take one connection and serve it in a process of its own. */
static void take_connection(int listener, bool tls, const struct drop *drop,
                            SSL_CTX *tls_context)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (fork() == 0) {
        struct session s = {.drop = drop, .tls_context = tls_context, .fd = fd};
        serve(&s, tls);
        _exit(0);
    }
    close(fd);
}

struct options {
    unsigned long messages, size;
    enum drop_text text;
    const char *cert_out;
};

static bool read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        {"messages",         required_argument, NULL, 'm'},
        {"size",              required_argument, NULL, 's'},
        {"text",                  required_argument, NULL, 't'},
        {"cert-out",required_argument, NULL, 'c'},
        {0              },
    };
    static const char *const texts[DROP_TEXTS] = {
        [DROP_PLAIN] = "plain",       [DROP_SHORT] = "short",
        [DROP_EIGHTBIT] = "eightbit", [DROP_DOTS] = "dots",
        [DROP_DIRTY] = "dirty",
    };

    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'm')
            o->messages = strtoul(optarg, NULL, 10);
        else if (c == 's')
            o->size = strtoul(optarg, NULL, 10);
        else if (c == 'c')
            o->cert_out = optarg;
        else if (c != 't')
            return false;
        else
            for (o->text = 0; strcmp(texts[o->text], optarg) != 0;)
                if (++o->text == DROP_TEXTS)
                    return false;
    }
    return optind == argc && o->size >= DROP_SIZE_LEAST;
}

int main(int argc, char **argv)
{
    struct options o = {.messages = 1, .size = 2048};
    struct drop drop;
    unsigned plain_port, tls_port;

    if (!read_options(&o, argc, argv)) {
        fprintf(stderr,
                "usage: source [--messages=N] [--size=OCTETS (%d or more)] "
                "[--text=plain|short|eightbit|dots|dirty] [--cert-out=FILE]\n",
                DROP_SIZE_LEAST);
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);

    SSL_CTX *tls_context = certificate_context(o.cert_out);
    if (!tls_context) {
        ERR_print_errors_fp(stderr);
        return 1;
    }
    drop_init(&drop, o.messages, o.size, o.text);
    struct pollfd listeners[2] = {
        {.fd = listen_on_loopback(&plain_port), .events = POLLIN},
        {.fd = listen_on_loopback(&tls_port),   .events = POLLIN},
    };
    if (listeners[0].fd < 0 || listeners[1].fd < 0) {
        perror("source: 127.0.0.1");
        return 1;
    }
    printf("listening pop3://127.0.0.1:%u pop3s://127.0.0.1:%u\n", plain_port,
           tls_port);
    fflush(stdout);

    while (poll(listeners, 2, -1) > 0 || errno == EINTR)
        for (int i = 0; i < 2; i++)
            if (listeners[i].revents & POLLIN)
                take_connection(listeners[i].fd, i == 1, &drop, tls_context);
    drop_done(&drop);
    SSL_CTX_free(tls_context);
    return 0;
}
