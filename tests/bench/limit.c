/* limit.c - the least a client of POP3 could do: receive, and look for LF.
 *
 *     limit plain|tls|quit PORT
 *
 * Logs in at the source, asks for message 1, reads to the end of the
 * connection and prints how many octets and lines came; "quit" does nothing
 * but a TLS handshake and QUIT. Knows nothing, verifies nothing, judges
 * nothing: what pop3sh takes beyond this is what its knowledge costs. */
#include <config.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ = 128 * 1024 };

static SSL *start_tls(int fd)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *tls = ctx ? SSL_new(ctx) : NULL;

    if (!tls || !SSL_set_fd(tls, fd) || SSL_connect(tls) != 1) {
        fputs("limit: no TLS\n", stderr);
        exit(1);
    }
    return tls;
}

static int connect_to(const char *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)atoi(port)),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0) {
        perror("limit");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv)
{
    static const char all[] = "USER u\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n";
    static char in[READ];
    uint64_t octets = 0, lines = 0;

    if (argc != 3)
        return 2;
    int fd = connect_to(argv[2]);
    SSL *tls = strcmp(argv[1], "plain") == 0 ? NULL : start_tls(fd);
    const char *asks = strcmp(argv[1], "quit") == 0 ? "QUIT\r\n" : all;
    ssize_t n = tls ? SSL_write(tls, asks, (int)strlen(asks))
                    : send(fd, asks, strlen(asks), 0);
    while (n > 0) {
        n = tls ? SSL_read(tls, in, READ) : recv(fd, in, READ, 0);
        const char *at = in, *end = in + (n > 0 ? n : 0);
        for (; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; lines++)
            at++;
        octets += (size_t)(end - in);
    }
    printf("%llu octets, %llu lines\n", (unsigned long long)octets,
           (unsigned long long)lines);
    return octets > 0 ? 0 : 1;
}
