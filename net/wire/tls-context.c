/* tls-context.c - from options to an SSL_CTX: versions, trust, our own
 * certificate, the key log. */
#include <config.h>

#include "net/wire/tls-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* --- versions --- */

static const struct version {
    const char *text;
    int number;
} versions[] = {
    {"1.0", TLS1_VERSION  },
    {"1.1", TLS1_1_VERSION},
    {"1.2", TLS1_2_VERSION},
    {"1.3", TLS1_3_VERSION},
};

int tls_version(const char *text)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (strcmp(versions[i].text, text) == 0)
            return versions[i].number;
    return 0;
}

/* Old versions need old signatures, short keys and renegotiation without
 * RFC 5746, all of which OpenSSL refuses by itself: who asks for less than
 * TLS 1.2 wants to see the server, not to be protected from it. */
static bool set_versions(SSL_CTX *context, const struct tls_options *opt,
                         struct error *err)
{
    int most = opt->version_max, least = opt->version_min;

    if (least == 0)
        least = most != 0 && most < TLS1_2_VERSION ? most : TLS1_2_VERSION;
    if (most != 0 && least > most)
        return error_set(err, ERROR_USAGE,
                         "--tls-min is above --tls-max: no version of TLS is "
                         "left; give only one of them");
    SSL_CTX_set_min_proto_version(context, least);
    SSL_CTX_set_max_proto_version(context, most);
    if (least < TLS1_2_VERSION) {
        SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
        SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
    }
    return true;
}

/* --- files --- */

static bool is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What is wrong with the file just used: the system's word or OpenSSL's. */
static bool file_error(struct error *err, const char *what, const char *path)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return error_set(err, ERROR_INPUT, "%s %.200s: %s", what, path,
                         strerror(errno));
    close(fd);
    return error_set(err, ERROR_INPUT,
                     "%s %.200s cannot be used (%s); it must be a PEM file",
                     what, path, reason != NULL ? reason : "no PEM inside");
}

/* --- trust --- */

/* True for the name of a certificate in a hashed directory: "4042bcee.0". */
static bool is_hashed(const char *name)
{
    return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
           name[9] >= '0' && name[9] <= '9';
}

static bool has_hashed_entries(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    bool found = false;

    if (directory == NULL)
        return false;
    while (!found && (entry = readdir(directory)) != NULL)
        found = is_hashed(entry->d_name);
    closedir(directory);
    return found;
}

static const char *from_environment(const char *variable, const char *otherwise)
{
    const char *value = secure_getenv(variable);

    return value != NULL && value[0] != '\0' ? value : otherwise;
}

static void name_store(const char *path, char *out, size_t room)
{
    char *real = realpath(path, NULL);

    snprintf(out, room, "%s", real != NULL ? real : path);
    free(real);
}

/* The system's store. Its directory is looked up by hash and costs nothing;
 * its file takes 25 ms to load and is used where there is no directory, or
 * where the user names one in the environment. */
static void trust_system(SSL_CTX *context, char *store_out, size_t room)
{
    const char *file = from_environment(X509_get_default_cert_file_env(), NULL);
    const char *directory = from_environment(X509_get_default_cert_dir_env(),
                                             X509_get_default_cert_dir());

    if (file == NULL && has_hashed_entries(directory)) {
        SSL_CTX_load_verify_dir(context, directory);
        name_store(directory, store_out, room);
        return;
    }
    if (file == NULL)
        file = X509_get_default_cert_file();
    SSL_CTX_load_verify_file(context, file);
    SSL_CTX_load_verify_dir(context, directory);
    name_store(file, store_out, room);
}

/* A certificate that is in memory, and no other. */
static bool trust_one(SSL_CTX *context, struct span pem)
{
    BIO *memory = BIO_new_mem_buf(pem.at, (int)pem.len);
    X509 *x =
        memory != NULL ? PEM_read_bio_X509(memory, NULL, NULL, NULL) : NULL;
    bool ok = x != NULL &&
              X509_STORE_add_cert(SSL_CTX_get_cert_store(context), x) == 1;

    X509_free(x);
    BIO_free(memory);
    return ok;
}

static bool set_trust(SSL_CTX *context, const struct tls_options *opt,
                      char *store_out, size_t room, struct error *err)
{
    if (opt->trust.len != 0) {
        snprintf(store_out, room, "this program's own certificate");
        return trust_one(context, opt->trust) ||
               error_set(err, ERROR_INPUT, "no certificate to be trusted");
    }
    if (opt->ca == NULL) {
        trust_system(context, store_out, room);
        ERR_clear_error(); /* a store that is missing trusts nobody */
        return true;
    }
    snprintf(store_out, room, "%s", opt->ca);
    if (is_directory(opt->ca)) {
        if (!has_hashed_entries(opt->ca))
            return error_set(err, ERROR_INPUT,
                             "--ca %.200s has no certificate named by its "
                             "hash; run \"openssl rehash\" on it, or name a "
                             "file",
                             opt->ca);
        return SSL_CTX_load_verify_dir(context, opt->ca) == 1 ||
               file_error(err, "--ca", opt->ca);
    }
    return SSL_CTX_load_verify_file(context, opt->ca) == 1 ||
           file_error(err, "--ca", opt->ca);
}

/* --- the client certificate --- */

/* Instead of OpenSSL's own, which asks on the terminal. */
static int no_passphrase(char *at, int room, int writing, void *ctx)
{
    (void)at;
    (void)room;
    (void)writing;
    (void)ctx;
    return -1;
}

bool tls_context_certificate(SSL_CTX *context, const char *cert,
                             const char *key, struct error *err)
{
    if (key == NULL)
        key = cert;
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    if (SSL_CTX_use_certificate_chain_file(context, cert) != 1)
        return file_error(err, "--cert", cert);
    if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1)
        return true;
    if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH)
        return error_set(err, ERROR_INPUT,
                         "--key %.120s is not the key of --cert %.120s", key,
                         cert);
    return file_error(err, "--key", key);
}

static bool set_certificate(SSL_CTX *context, const struct tls_options *opt,
                            struct error *err)
{
    if (opt->cert == NULL && opt->key == NULL)
        return true;
    if (opt->cert == NULL)
        return error_set(err, ERROR_USAGE,
                         "--key needs the certificate too: --cert FILE");
    return tls_context_certificate(context, opt->cert, opt->key, err);
}

/* --- the key log --- */

static void keylog_line(const SSL *ssl, const char *line)
{
    const struct tls *t = SSL_get_app_data(ssl);
    struct iovec parts[2] = {
        {(void *)(uintptr_t)line, strlen(line)},
        {(char[]){'\n'},          1           },
    };
    ssize_t n = writev(t->keylog_fd, parts, 2);

    (void)n; /* a full disk must not end the session */
}

static int open_keylog(const char *path, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
                  0600);

    if (fd < 0)
        error_set(err, ERROR_INPUT, "--keylog %.200s: %s", path,
                  errno == ELOOP ? "is a symbolic link, which is not "
                                   "followed; name a file"
                                 : strerror(errno));
    return fd;
}

bool tls_keylog_check(const char *path, struct error *err)
{
    int fd = open_keylog(path, err);

    return fd >= 0 && close(fd) == 0;
}

static bool set_keylog(struct tls *t, const struct tls_options *opt,
                       struct error *err)
{
    if (opt->keylog == NULL)
        return true;
    t->keylog_fd = open_keylog(opt->keylog, err);
    if (t->keylog_fd < 0)
        return false;
    SSL_CTX_set_keylog_callback(t->context, keylog_line);
    return true;
}

bool tls_context_make(struct tls *t, const struct tls_options *opt,
                      char *store_out, size_t store_room, struct error *err)
{
    ERR_clear_error();
    t->context = SSL_CTX_new(TLS_client_method());
    if (t->context == NULL)
        return error_set(err, ERROR_INPUT,
                         "OpenSSL does not start (%s); check its "
                         "configuration file",
                         ERR_reason_error_string(ERR_peek_error()));
    SSL_CTX_set_mode(t->context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(t->context, 1);
    SSL_CTX_set_default_read_buffer_len(t->context, TLS_READ_BUFFER);
    SSL_CTX_set_session_cache_mode(t->context, SSL_SESS_CACHE_OFF);
    return set_versions(t->context, opt, err) &&
           set_trust(t->context, opt, store_out, store_room, err) &&
           set_certificate(t->context, opt, err) && set_keylog(t, opt, err);
}
