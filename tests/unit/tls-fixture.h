/* tls-fixture.h - a server with a certificate for HOST, trusted by way of a
 * file, and a client that meets it. */
#ifndef POP3SH_TESTS_TLS_FIXTURE_H
#define POP3SH_TESTS_TLS_FIXTURE_H

#include "net/wire/tls.h"
#include "tests/unit/wire-certs.h"
#include "tests/unit/wire-peer.h"

#define HOST "mail.example.org"

struct scene {
    struct cert cert;
    char *file;
    SSL_CTX *context; /* the server's */
    struct tls_peer peer;
    struct tls_options opt;
    struct tls_facts facts;
    struct error err;
};

extern struct scene scene;

/* .init and .fini of a suite */
void tls_setup(void);
void tls_teardown(void);

struct stream *dial_port(uint16_t port);

/* Connect to the scene's server, which then does what serve says; the second
 * asserts that it worked. */
struct stream *meet(tls_peer_fn *serve, void *ctx);
struct stream *meet_well(tls_peer_fn *serve, void *ctx);
void part(struct stream *s);

/* Meet, expecting a failure whose sentence has a part. */
void expect_failure(enum error_code code, const char *text);

/* Read once, waiting for it. */
enum stream_result read_waiting(struct stream *s, char *at, size_t room,
                                size_t *n_out);

/* A tls_peer_fn: "+OK ready", close_notify, and wait for the client. */
void greet(SSL *ssl, void *ctx);

#endif
