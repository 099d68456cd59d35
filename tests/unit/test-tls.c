/* test-tls.c - handshakes that succeed and fail, and what is told of them. */
#include <config.h>

#include "tests/unit/tls-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <openssl/ocsp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(tls, .init = tls_setup, .fini = tls_teardown, .timeout = 20);

/* --- what a good handshake tells --- */

Test(tls, a_good_server_is_verified_and_described)
{
    struct stream *s = meet_well(greet, NULL);
    const struct tls_facts *f = &scene.facts;

    cr_expect(f->verified && f->chain_ok && f->time_ok && f->name_ok);
    cr_expect(eq(str, f->verify_error, ""));
    cr_expect(eq(str, f->version, "TLSv1.3"));
    cr_expect(eq(int, f->version_number, TLS1_3_VERSION));
    cr_expect(eq(str, f->cipher, "TLS_AES_256_GCM_SHA384"));
    cr_expect(eq(int, f->cipher_bits, 256));
    cr_expect(eq(str, f->key_exchange, "X25519"));
    cr_expect(f->forward_secrecy && f->aead && f->secure_renegotiation);
    cr_expect(not(f->compressed));
    cr_expect(eq(int, f->names_count, 1));
    cr_expect(eq(int, f->names_total, 1));
    cr_expect(eq(str, f->names[0], HOST));
    cr_expect(eq(int, f->chain_count, 1));
    cr_expect(eq(str, f->chain[0].key_type, "EC"));
    cr_expect(eq(int, f->chain[0].key_bits, 256));
    cr_expect(eq(str, f->chain[0].signature, "ecdsa-with-SHA256"));
    cr_expect(f->chain[0].self_issued);
    cr_expect(
        eq(int, f->chain[0].not_after - f->chain[0].not_before, 9 * 86400));
    cr_expect(eq(str, f->trust_store, scene.file));
    cr_expect(eq(sz, strlen(f->pin_sha256), 44));
    cr_expect(gt(u64, f->handshake_ns, 0));
    cr_expect(not(f->client_cert_requested));
    cr_expect(not(f->ocsp_stapled));
    part(s);
}

Test(tls, octets_arrive_and_a_close_notify_is_told)
{
    struct stream *s = meet_well(greet, NULL);
    char at[64] = "";
    size_t n = 0;

    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_OK));
    cr_expect(eq(str, at, "+OK ready\r\n"));
    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_NOTIFY));
    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_NOTIFY));
    part(s);
}

Test(tls, old_versions_are_met_on_request_only)
{
    SSL_CTX_set_min_proto_version(scene.context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(scene.context, TLS1_1_VERSION);
    expect_failure(ERROR_TLS, "--tls-min 1.0");
    cr_expect(eq(str, scene.facts.alert, "protocol version"));
    scene.opt.version_min = TLS1_VERSION;
    part(meet_well(NULL, NULL));
    cr_expect(eq(str, scene.facts.version, "TLSv1.1"));
    cr_expect(not(scene.facts.aead));
    scene.opt.version_min = 0;
    scene.opt.version_max = TLS1_VERSION;
    part(meet_well(NULL, NULL));
    cr_expect(eq(str, scene.facts.version, "TLSv1"));
}

Test(tls, a_static_key_exchange_has_no_forward_secrecy)
{
    struct cert rsa = cert_make(
        &(struct cert_wish){.alt = "DNS:" HOST, .to_days = 9, .rsa_bits = 2048},
        &scene.cert);
    SSL_CTX *elliptic = scene.context;

    scene.context = server_context(&rsa, NULL);
    scene.opt.version_max = TLS1_2_VERSION;
    SSL_CTX_set_cipher_list(scene.context, "AES128-SHA");
    part(meet_well(NULL, NULL));
    cr_expect(eq(str, scene.facts.key_exchange, "RSA"));
    cr_expect(not(scene.facts.forward_secrecy));
    cr_expect(not(scene.facts.aead));
    SSL_CTX_free(scene.context);
    scene.context = elliptic;
    cert_free(&rsa);
}

Test(tls, least_above_most_is_an_error_of_usage)
{
    scene.opt.version_min = TLS1_3_VERSION;
    scene.opt.version_max = TLS1_2_VERSION;
    expect_failure(ERROR_USAGE, "--tls-min is above --tls-max");
}

Test(tls, versions_are_read_from_text)
{
    cr_expect(eq(int, tls_version("1.0"), TLS1_VERSION));
    cr_expect(eq(int, tls_version("1.1"), TLS1_1_VERSION));
    cr_expect(eq(int, tls_version("1.2"), TLS1_2_VERSION));
    cr_expect(eq(int, tls_version("1.3"), TLS1_3_VERSION));
    cr_expect(zero(int, tls_version("1.4")));
    cr_expect(zero(int, tls_version("")));
    cr_expect(zero(int, tls_version("1.2 ")));
}

static int name_seen(SSL *ssl, int *alert, void *ctx)
{
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    (void)alert;
    snprintf(ctx, 64, "%s", name != NULL ? name : "(none)");
    return SSL_TLSEXT_ERR_OK;
}

Test(tls, the_name_is_sent_but_never_a_literal)
{
    char name[64] = "";

    SSL_CTX_set_tlsext_servername_callback(scene.context, name_seen);
    SSL_CTX_set_tlsext_servername_arg(scene.context, name);
    scene.opt.name = HOST ".";
    part(meet_well(NULL, NULL));
    cr_expect(eq(str, name, HOST));
    scene.opt.insecure = true;
    scene.opt.name = "127.0.0.1";
    part(meet_well(NULL, NULL));
    cr_expect(eq(str, name, "(none)"));
}

/* --- trust, client certificates, key log --- */

Test(tls, a_ca_that_cannot_be_used_is_an_error_of_input)
{
    char path[] = P_tmpdir "/pop3sh-ca-XXXXXX";

    scene.opt.ca = "/nonexistent/ca.pem";
    expect_failure(ERROR_INPUT, "/nonexistent/ca.pem: No such file");
    close(mkstemp(path));
    scene.opt.ca = path;
    expect_failure(ERROR_INPUT, "must be a PEM file");
    unlink(path);
    memcpy(path, P_tmpdir "/pop3sh-ca-XXXXXX", sizeof path);
    cr_assert(mkdtemp(path) != NULL);
    expect_failure(ERROR_INPUT, "openssl rehash");
    rmdir(path);
}

Test(tls, a_hashed_directory_is_a_ca)
{
    char path[] = P_tmpdir "/pop3sh-ca-XXXXXX", name[sizeof path + 16];

    cr_assert(mkdtemp(path) != NULL);
    snprintf(name, sizeof name, "%s/%08lx.0", path,
             X509_subject_name_hash(scene.cert.x509));
    cr_assert(zero(symlink(scene.file, name)));
    scene.opt.ca = path;
    part(meet_well(NULL, NULL));
    cr_expect(eq(str, scene.facts.trust_store, path));
    unlink(name);
    rmdir(path);
}

Test(tls, the_system_does_not_trust_our_test_certificate)
{
    scene.opt.ca = NULL;
    expect_failure(ERROR_TLS, "is not trusted: self-signed certificate");
    cr_expect(ne(str, scene.facts.trust_store, ""));
    cr_expect(strstr(scene.err.what, scene.facts.trust_store) != NULL);
    cr_expect(strstr(scene.err.what, "give its CA with --ca FILE, or look "
                                     "anyway with --insecure") != NULL);
}

Test(tls, a_client_certificate_is_shown_when_asked_for)
{
    char *both = pem_file(&scene.cert.x509, 1, scene.cert.key);

    SSL_CTX_set_verify(scene.context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_load_verify_file(scene.context, scene.file);
    part(meet_well(NULL, NULL));
    cr_expect(scene.facts.client_cert_requested);
    cr_expect(not(scene.facts.client_cert_sent));
    scene.opt.cert = both;
    part(meet_well(NULL, NULL));
    cr_expect(scene.facts.client_cert_sent);
    cr_expect(scene.peer.accepted);
    unlink(both);
    free(both);
}

Test(tls, a_client_certificate_that_is_missed_is_told_by_its_alert)
{
    char at[16];
    size_t n;
    struct stream *s;

    SSL_CTX_set_verify(scene.context,
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    s = meet_well(NULL, NULL); /* in TLS 1.3 the alert comes afterwards */
    cr_expect(eq(int, read_waiting(s, at, sizeof at, &n), STREAM_BROKEN));
    cr_expect(eq(int, scene.err.code, ERROR_TLS));
    cr_expect(strstr(scene.err.what, "--cert FILE") != NULL, "%s",
              scene.err.what);
    part(s);
    scene.opt.version_max = TLS1_2_VERSION;
    expect_failure(ERROR_TLS, "the server ended it with the alert");
    cr_expect(ne(str, scene.facts.alert, ""));
}

Test(tls, a_client_key_must_fit)
{
    struct cert other = cert_make(&(struct cert_wish){.to_days = 1}, NULL);
    char *key = pem_file(NULL, 0, other.key);

    scene.opt.key = key;
    expect_failure(ERROR_USAGE, "--key needs the certificate too");
    scene.opt.cert = scene.file;
    expect_failure(ERROR_INPUT, "is not the key of --cert");
    scene.opt.key = NULL;
    expect_failure(ERROR_INPUT, "must be a PEM file");
    unlink(key);
    free(key);
    cert_free(&other);
}

Test(tls, the_key_log_is_private_and_follows_no_link)
{
    char path[] = P_tmpdir "/pop3sh-log-XXXXXX";
    char log[sizeof path + 8], link[sizeof path + 8], line[400] = "";
    struct stat st;
    FILE *file;

    cr_assert(mkdtemp(path) != NULL);
    snprintf(link, sizeof link, "%s/link", path);
    snprintf(log, sizeof log, "%s/keys", path);
    scene.opt.keylog = log;
    part(meet_well(NULL, NULL));
    cr_assert(zero(stat(log, &st)));
    cr_expect(eq(int, st.st_mode & 0777, 0600));
    file = fopen(log, "r");
    cr_assert(fgets(line, sizeof line, file) != NULL);
    cr_expect(strncmp(line, "SERVER_", 7) == 0 ||
                  strncmp(line, "CLIENT_", 7) == 0,
              "%s", line);
    fclose(file);
    cr_assert(zero(symlink(log, link)));
    scene.opt.keylog = link;
    expect_failure(ERROR_INPUT, "symbolic link");
    unlink(link);
    unlink(log);
    rmdir(path);
}

/* --- stapled OCSP --- */

static int staple_revoked(SSL *ssl, void *ctx)
{
    struct cert *c = ctx;
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, c->x509, c->x509);
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
    OCSP_RESPONSE *response;
    unsigned char *der = NULL;
    int len;

    OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_REVOKED, 1, now, now,
                           NULL);
    OCSP_basic_sign(basic, c->x509, c->key, EVP_sha256(), NULL, 0);
    response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    len = i2d_OCSP_RESPONSE(response, &der);
    SSL_set_tlsext_status_ocsp_resp(ssl, der, len); /* takes der over */
    OCSP_RESPONSE_free(response);
    OCSP_CERTID_free(id);
    OCSP_BASICRESP_free(basic);
    ASN1_TIME_free(now);
    return SSL_TLSEXT_ERR_OK;
}

Test(tls, a_stapled_revocation_is_noticed)
{
    SSL_CTX_set_tlsext_status_cb(scene.context, staple_revoked);
    SSL_CTX_set_tlsext_status_arg(scene.context, &scene.cert);
    part(meet_well(NULL, NULL));
    cr_expect(scene.facts.ocsp_stapled);
    cr_expect(scene.facts.ocsp_revoked);
}

/* --- peers that are no TLS servers --- */

static void say_it(int fd, void *ctx)
{
    say(fd, ctx);
    hear_out(fd);
}

static void meet_stranger(peer_fn *serve, const char *text)
{
    struct peer peer;
    struct stream *s;

    peer_start(&peer, serve, (void *)(uintptr_t)text);
    s = tls_start(dial_port(peer.port), &scene.opt, &scene.facts, &scene.err);
    cr_assert(s == NULL);
    peer_join(&peer);
}

Test(tls, plain_text_is_recognised_and_named)
{
    static const struct row {
        const char *says, *shown, *sentence;
    } rows[] = {
        {"+OK ready\r\n",        "+OK ready",
         "answers in plain text (\"+OK ready\"), not TLS; try "
         "pop3://mail.example.org:"                                                    },
        {"-ERR no\r\n",          "-ERR no",          "or pop3+stls://mail.example.org:"},
        {"220 mx ESMTP\r\n",     "220 mx ESMTP",     "it is an SMTP or FTP server"     },
        {"* OK IMAP4\r\n",       "* OK IMAP4",       "it is an IMAP server"            },
        {"HTTP/1.1 400 Bad\r\n", "HTTP/1.1 400 Bad", "it is a web server"              },
        {"SSH-2.0-x\r\n",        "SSH-2.0-x",        "it is an SSH server"             },
        {"\x1B[2Jhi\r\n",        "\\x1B[2Jhi",       "some other server"               },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        meet_stranger(say_it, rows[i].says);
        cr_expect(eq(int, scene.err.code, ERROR_NETWORK));
        cr_expect(scene.facts.peer_spoke_plain, "%s", rows[i].says);
        cr_expect(eq(str, scene.facts.peer_plain, rows[i].shown));
        cr_expect(strstr(scene.err.what, rows[i].sentence) != NULL, "%s",
                  scene.err.what);
    }
}

static void only_listen(int fd, void *ctx)
{
    (void)ctx;
    hear_out(fd);
}

Test(tls, silence_ends_at_the_time_limit)
{
    uint64_t began = now_ms();

    scene.opt.timeout_ms = 60;
    meet_stranger(only_listen, NULL);
    cr_expect(eq(int, scene.err.code, ERROR_NETWORK));
    cr_expect(strstr(scene.err.what, "no answer in time") != NULL, "%s",
              scene.err.what);
    cr_expect(ge(u64, now_ms() - began, 59));
    cr_expect(lt(u64, now_ms() - began, 1500));
}

Test(tls, a_cancel_ends_the_handshake)
{
    scene.opt.cancel_fd = cancelled_fd_in(30);
    meet_stranger(only_listen, NULL);
    cr_expect(eq(int, scene.err.code, ERROR_CANCELLED));
    close(scene.opt.cancel_fd);
}

static void hang_up(int fd, void *ctx)
{
    char some[64];

    recv(fd, some, sizeof some, 0);
    if (ctx != NULL) {
        reset_on_close(fd);
        return;
    }
    shutdown(fd, SHUT_WR);
    hear_out(fd);
}

Test(tls, an_end_and_a_reset_in_the_handshake_are_errors_of_the_network)
{
    meet_stranger(hang_up, NULL);
    cr_expect(eq(int, scene.err.code, ERROR_NETWORK));
    cr_expect(strstr(scene.err.what, "the server closed the connection") !=
                  NULL,
              "%s", scene.err.what);
    meet_stranger(hang_up, "reset");
    cr_expect(eq(int, scene.err.code, ERROR_NETWORK));
    cr_expect(strstr(scene.err.what, "reset") != NULL, "%s", scene.err.what);
}

static void say_a_broken_record(int fd, void *ctx)
{
    (void)ctx;
    say_octets(fd, "\x16\x03\x03\x00\x04\xFF\xFF\xFF\xFF", 9);
    hear_out(fd);
}

Test(tls, a_broken_record_is_an_error_of_tls)
{
    meet_stranger(say_a_broken_record, NULL);
    cr_expect(eq(int, scene.err.code, ERROR_TLS), "%s", scene.err.what);
    cr_expect(not(scene.facts.peer_spoke_plain));
}
