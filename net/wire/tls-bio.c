/* tls-bio.c - a BIO over a stream.
 *
 * OpenSSL's own socket BIO would raise SIGPIPE, and would not let us see what
 * a peer that speaks no TLS has said. */
#include <config.h>

#include "net/wire/tls-private.h"

#include <string.h>

/* Keep the beginning of what the peer says, for tls-explain.c. */
static void note_first(struct tls *t, const char *at, size_t n)
{
    if (n > TLS_FIRST_MOST - t->first_len)
        n = TLS_FIRST_MOST - t->first_len;
    memcpy(t->first + t->first_len, at, n);
    t->first_len += n;
}

static int bio_read(BIO *bio, char *at, size_t room, size_t *n_out)
{
    struct tls *t = BIO_get_data(bio);
    struct error err = {0};
    enum stream_result result = stream_read(t->below, at, room, n_out, &err);

    BIO_clear_retry_flags(bio);
    switch (result) {
    case STREAM_OK:
        if (t->first_len < TLS_FIRST_MOST)
            note_first(t, at, *n_out);
        return 1;
    case STREAM_WAIT:
        BIO_set_retry_read(bio);
        return 0;
    default:
        t->below_result = result;
        t->below_error = err;
        return 0;
    }
}

static int bio_write(BIO *bio, const char *at, size_t n, size_t *n_out)
{
    struct tls *t = BIO_get_data(bio);
    struct error err = {0};
    enum stream_result result =
        stream_write(t->below, (struct span){at, n}, n_out, &err);

    BIO_clear_retry_flags(bio);
    switch (result) {
    case STREAM_OK:
        return 1;
    case STREAM_WAIT:
        BIO_set_retry_write(bio);
        return 0;
    default:
        t->below_result = result;
        t->below_error = err;
        return 0;
    }
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
    const struct tls *t = BIO_get_data(bio);

    (void)number;
    (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return t->below_result == STREAM_END;
    default:
        return 0;
    }
}

void tls_bio_attach(struct tls *t)
{
    BIO *bio;

    t->method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream");
    BIO_meth_set_read_ex(t->method, bio_read);
    BIO_meth_set_write_ex(t->method, bio_write);
    BIO_meth_set_ctrl(t->method, bio_ctrl);
    bio = BIO_new(t->method);
    BIO_set_data(bio, t);
    BIO_set_init(bio, 1);
    SSL_set_bio(t->ssl, bio, bio);
}
