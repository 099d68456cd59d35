/* drop.c - prepares the replies of the benchmark's source.
 *
 * Leaves commands and connections to source.c. */
#include <config.h>

#include "tests/bench/drop.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 256 * 1024, LINE = 76 };

void blob_add(struct blob *b, const void *octets, size_t n)
{
    if (!n)
        return;
    if (b->len + n > b->room) {
        b->room = 2 * (b->len + n);
        b->at = realloc(b->at, b->room);
        if (!b->at) {
            fputs("source: out of memory\n", stderr);
            exit(1);
        }
    }
    memcpy(b->at + b->len, octets, n);
    b->len += n;
}

void blob_add_text(struct blob *b, const char *text)
{
    blob_add(b, text, strlen(text));
}

void blob_done(struct blob *b)
{
    free(b->at);
    *b = (struct blob){0};
}

/* In each line something that has no business there; an LF in short ones. */
static void spoil(char *line, size_t n, unsigned which)
{
    static const char dirt[] = {'\0', '\r', '\n'};

    if (n > 2)
        line[which * 11 % (n - 2) + 1] = dirt[which % (which & 16 ? 2 : 3)];
}

/* Every other 16 lines become one. */
static const char *line_end(enum drop_text text, unsigned which, bool last)
{
    return text == DROP_DIRTY && which & 16 && !last ? "--" : "\r\n";
}

/* Fill line with n octets of text of its kind; `which` tells lines apart. */
static void write_line(char *line, size_t n, enum drop_text text,
                       unsigned which)
{
    static const char words[] =
        "the quick brown fox jumps over a lazy dog while POP3 waits; ";

    for (size_t i = 0; i < n; i++)
        line[i] = words[(i + which * 7) % (sizeof words - 1)];
    if (text == DROP_DOTS && n)
        line[0] = '.';
    if (text == DROP_EIGHTBIT)
        for (size_t i = 0; i + 1 < n; i += 2) {
            line[i] = '\xC3';
            line[i + 1] = (char)(0xA0 + (i + which) % 32);
        }
    for (size_t i = n; i && line[i - 1] == ' '; i--)
        line[i - 1] = '_';
    if (text == DROP_DIRTY)
        spoil(line, n, which);
}

/* How many octets the next line has, so that `left` comes out even: never
 * fewer than two remain after it, for CR and LF. */
static size_t line_length(enum drop_text text, unsigned which, size_t left)
{
    size_t n = text == DROP_SHORT ? which * 5 % 11 : LINE;

    if (left <= n + 2)
        return left - 2;
    return left - (n + 2) == 1 ? n + 1 : n;
}

/* Append lines of exactly `octets` before stuffing, which is not 1. */
static void add_lines(struct blob *b, enum drop_text text, size_t octets)
{
    char line[LINE + 1];

    for (unsigned which = 0; octets; which++) {
        size_t n = line_length(text, which, octets);

        write_line(line, n, text, which);
        if (n && line[0] == '.')
            blob_add_text(b, ".");
        blob_add(b, line, n);
        blob_add_text(b, line_end(text, which, octets == n + 2));
        octets -= n + 2;
    }
}

static void make_message(struct drop *d, enum drop_text text)
{
    char status[64];
    struct blob header = {0};

    blob_add_text(&header, "From: source@example.org\r\n"
                           "To: client@example.org\r\n"
                           "Subject: octets for a benchmark\r\n"
                           "Message-ID: <1@example.org>\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "\r\n");
    snprintf(status, sizeof status, "+OK %lu octets\r\n", d->size);
    blob_add_text(&d->head, status);
    blob_add(&d->head, header.at, header.len);

    size_t body = d->size - header.len;
    d->pages = body / PAGE;
    size_t rest = body % PAGE;
    if (rest == 1) {
        d->pages--;
        rest += PAGE;
    }
    if (d->pages)
        add_lines(&d->page, text, PAGE);
    add_lines(&d->tail, text, rest);
    blob_add_text(&d->tail, ".\r\n");
    blob_done(&header);
}

static void make_listings(struct drop *d)
{
    char line[128];

    snprintf(line, sizeof line, "+OK %lu messages\r\n", d->messages);
    blob_add_text(&d->list, line);
    blob_add_text(&d->uidl, "+OK\r\n");
    for (unsigned long i = 1; i <= d->messages; i++) {
        int n = snprintf(line, sizeof line, "%lu %lu\r\n", i, d->size);
        blob_add(&d->list, line, (size_t)n);
        n = snprintf(line, sizeof line, "%lu %08lx%08lx\r\n", i, i,
                     i * 2654435761UL & 0xFFFFFFFF);
        blob_add(&d->uidl, line, (size_t)n);
    }
    blob_add_text(&d->list, ".\r\n");
    blob_add_text(&d->uidl, ".\r\n");
}

void drop_init(struct drop *d, unsigned long messages, unsigned long size,
               enum drop_text text)
{
    *d = (struct drop){.messages = messages, .size = size};
    make_message(d, text);
    make_listings(d);
}

void drop_done(struct drop *d)
{
    blob_done(&d->list);
    blob_done(&d->uidl);
    blob_done(&d->head);
    blob_done(&d->page);
    blob_done(&d->tail);
}
