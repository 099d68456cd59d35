/* plan.h - what is to be done and to be expected, step by step, to play a
 * transcript again.
 *
 * Made by reading the recorded octets with the parser that reads the live
 * ones, so that an answer is one and the same thing on both sides. Refers to
 * the transcript, which must stay; of a folded one (transcript.h) equal lines,
 * and equal answers to them, are one step. Pure. */
#ifndef POP3SH_TRANSCRIPT_PLAN_H
#define POP3SH_TRANSCRIPT_PLAN_H

#include "net/rules/rule.h"
#include "net/transcript/compare.h"
#include "net/transcript/transcript.h"

enum step_kind {
    STEP_CONNECT,
    STEP_SEND,   /* client lines; those that follow go with them */
    STEP_EXPECT, /* answers */
    STEP_FLUSH,
    STEP_PAUSE, /* .ns */
    STEP_CHUNK, /* .ns octets in a segment */
    STEP_AT,    /* .ns since the connection was opened */
    STEP_TLS_START,
    STEP_TLS_OK,
    STEP_TLS_FAIL,
    STEP_CLOSE_BY_SERVER,
    STEP_CLOSE_BY_CLIENT,
    STEP_SILENCE, /* nothing for .ns; 0: for the time limit */
    STEP_TITLE,   /* of what follows */
    STEP_SASL,    /* an exchange that is computed */
    STEP_SASL_END,
};

struct step {
    enum step_kind kind : 8;
    uint16_t conn;  /* from 1 */
    uint32_t item;  /* of the transcript; of an answer its first */
    uint32_t of;    /* which of the item's lines, from 0; SILENCE: the item of
                       the command that waits there, or PLAN_NONE */
    uint32_t count; /* SEND: so many of them; EXPECT: of the answer; SILENCE: of
                       the commands that wait there, so many get no answer */
    union {
        uint32_t answer; /* EXPECT: which one */
        uint64_t ns;
    };
};

#define PLAN_NONE UINT32_MAX

/* Packed: there may be millions of them. */
struct plan_answer {
    uint32_t count; /* so many, all the same, to equal commands: each is a line
                       of one item; 1 but for lines that were folded */
    enum answer_kind kind : 8;
    enum status status : 8;
    enum end_how end : 8;
    bool multi;
    bool optional; /* a line that answers nothing, and need not come: it is not
                      waited for */
    enum content content : 8;
    int8_t level; /* enum compare_level; -1: the option's */
    const struct verb *verb;
    uint32_t first_line, line_count; /* in plan.lines */
    uint32_t command;                /* item of the command; PLAN_NONE: none */
    uint32_t end_item, end_of;       /* where the first of them ends */
    uint32_t body;                   /* item of its "@ body", or PLAN_NONE */
    uint32_t allow;                  /* item of its "@ allow", or PLAN_NONE */
    uint64_t within_ns;              /* 0: no limit but the option's */
};

/* A line of the wire: the nth of those an item makes (from 0), with the
 * items behind it that go on with it. */
struct plan_line {
    uint32_t item;
    uint32_t of; /* which of the item's lines in the file, from 0 */
    uint16_t set;
    uint8_t nth;
    bool joins; /* the next plan_line goes on with this one */
};

struct plan {
    const struct transcript *transcript; /* borrowed */
    struct step *steps;                  /* owned, as the others */
    size_t step_count, step_room;
    struct plan_answer *answers;
    size_t answer_count, answer_room;
    struct plan_line *lines;
    size_t line_count, line_room;
    unsigned connections;
    bool deletes; /* a DELE, and a QUIT behind it */
    /* the rules that the recording breaks, by verb (VERB_COUNT: none) */
    uint32_t known[RULE_COUNT];
};

/* False and *err (ERROR_INPUT, with file and line) when it cannot be played.
 * Release in any case. */
bool plan_make(struct plan *out, const struct transcript *t, const char *name,
               struct error *err);
void plan_done(struct plan *p);

/* The line of the file where the item's line `of` stands. */
uint32_t plan_file_line(const struct plan *p, uint32_t item, uint32_t of);
/* The same of the first line of the nth (from 0) of an answer's count. */
uint32_t plan_answer_line(const struct plan *p, const struct plan_answer *a,
                          uint32_t nth);

/* Does the recording break this rule in an answer to that verb (NULL: none)? */
bool plan_knows(const struct plan *p, enum rule_id rule,
                const struct verb *verb);

/* Memory of plan_want, used again and again; {0} is empty. */
struct plan_scratch {
    struct wanted_line *lines;
    struct part *parts;
    size_t line_room, part_room;
    struct buf octets, sha256, code;
};
void plan_scratch_done(struct plan_scratch *s);

/* Take an answer apart for comparing, the nth (from 0) of its count; *out lies
 * in s until the next call. */
void plan_want(const struct plan *p, const struct plan_answer *answer,
               uint32_t nth, struct plan_scratch *s, struct wanted *out);

#endif
