/* told.h - what a replay has to tell, as values that can cross from one
 * process to another.
 *
 * Each is a JSON object with a member "k" (kind); texts are in the form of
 * transcripts (printable, \xHH for an octet), without secrets. See told.c for
 * the members. */
#ifndef POP3SH_REPLAY_TOLD_H
#define POP3SH_REPLAY_TOLD_H

#include "net/rules/finding.h"
#include "net/transcript/compare.h"
#include "shell/report/report.h"
#include <jansson.h>

/* Takes the reference over. */
typedef void told_fn(void *ctx, json_t *told);

/* An exchange that is compared, or its place: what differences refer to. */
struct told_case {
    struct span step; /* empty: none */
    const char *verb; /* NULL: the greeting */
    struct span command;
    uint32_t line;
    uint16_t conn;
};

json_t *told_case(const char *kind, const struct told_case *c);
json_t *told_end(enum report_result result, uint64_t took_ns,
                 const char *reason);
/* line: of the file, where it is. */
json_t *told_finding(const struct told_case *c, uint32_t line,
                     const struct finding *f, enum report_weight weight,
                     bool counts);
json_t *told_difference(const struct told_case *c, const struct difference *d,
                        const char *rule);
json_t *told_note(const char *text);
/* Changed lines of a file, "-" or "+" before each. */
json_t *told_diff(struct span lines);
json_t *told_spoken(enum report_speaker by, uint32_t line, uint16_t conn,
                    bool tls, struct span octets);

/* Members of told objects. */
const char *told_text(const json_t *told, const char *key); /* or NULL */
uint64_t told_number(const json_t *told, const char *key);
struct span told_span(const json_t *told, const char *key);
/* The case that the object names; spans are borrowed from it. */
struct told_case told_case_of(const json_t *told);

void told_put(json_t *told, const char *key, struct span printable);
/* As told_put, octets being escaped. */
void told_put_octets(json_t *told, const char *key, struct span octets);

#endif
