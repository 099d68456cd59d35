/* run-private.h - what the files of a run share. */
#ifndef POP3SH_REPLAY_RUN_PRIVATE_H
#define POP3SH_REPLAY_RUN_PRIVATE_H

#include "shell/replay/guard.h"
#include "shell/replay/link.h"
#include "shell/replay/run.h"
#include "shell/replay/speak.h"

struct run;

/* Where exchanges that were answered stand in the plan: count of them, the
 * first answered by the nth line of the answer. */
struct run_place {
    const struct plan_answer *answer;
    uint32_t exchange, count, nth;
};

/* Findings come at most so many places late. */
enum { RUN_PLACES = 64 };

/* A connection, its place in the plan, and who speaks there. */
struct lane {
    struct run *run;
    uint16_t conn;
    struct link *link; /* made when it is first used */
    struct speaker speaker;
    uint32_t *queue; /* owned: of plan.answers what is expected, in order */
    size_t queue_count, queue_room;
    size_t at;        /* of the queue: the answer that is due */
    uint32_t nth;     /* of its count */
    uint64_t came;    /* answers that were expected */
    uint64_t reached; /* answers that steps have asked for */
    uint64_t missing; /* answers that have not come */
    size_t extra;     /* answers that nobody expected */
    struct guard guard;
    bool unasked;  /* our own command is being answered */
    bool differed; /* the last answer that was compared */
    bool cut;      /* the last answer, and not when it was recorded */
    const struct step *silence; /* nothing may come now; NULL: no such step */
    bool broken;                /* and something has come */
    const struct step *unheard; /* the last silence behind which commands have
                                   no answer in the recording */
    uint32_t unheard_until;     /* the last exchange of those */
    uint32_t unheard_count;     /* how many of them */
    struct buf late;            /* the first answer to one of them, which was
                                   taken for what was recorded next; or empty */
    uint64_t late_ns;           /* how long it took */
    const struct step *sent;    /* the last lines that went out */
    uint32_t sent_line;         /* of the file: the last of them */
    bool timed_out;             /* an answer did not come, or not whole */
    bool end_noted;             /* how the connection ended is in the actual */
    bool tls_failed;
    struct error tls_error;
    uint64_t chunk;          /* octets in a segment; 0: as they come */
    const struct verb *verb; /* of the last answer */
    uint32_t exchange;
    struct run_place places[RUN_PLACES]; /* of the last answers, a ring */
    size_t place_count;                  /* ever written */
};

struct run {
    const struct run_setup *setup;
    const struct plan *plan;
    struct options options; /* the command line's, changed for a replay */
    struct lane lanes[ITEM_CONNECTIONS_MOST];
    struct compare compare;
    struct plan_scratch scratch;
    struct run_result *result;
    struct told_case at; /* what is compared now */
    struct buf title, command, secret_line;
    bool case_open; /* a case was told and has not ended */
    bool case_failed;
    uint64_t case_ns;
    const struct plan_answer *answer; /* the last one that was compared */
    bool stopped;
    bool skipped;
    bool scheme_told; /* that --to decides nothing about TLS */
    bool drop_known;  /* the number of messages, as far as possible */
};

/* run-judge.c: readers of a link; ctx is the struct lane. */
void run_see_answer(void *ctx, const struct answer *got);
/* How an answer is compared; NULL: one that the transcript does not have. */
struct compare_how run_how(const struct run *r, const struct plan_answer *a);
/* Without its end. */
struct span run_first_line(const struct answer *got);
/* A difference that no answer shows. */
void run_differs(struct run *r, struct lane *l, const struct difference *d);
void run_judge_init(struct run *r);

/* run-case.c: the nth of the answers of a is compared from here, and took so
 * long. */
void run_begin_case(struct run *r, const struct lane *l,
                    const struct plan_answer *a, uint32_t nth,
                    uint64_t took_ns);
/* The last case is over. */
void run_end_case(struct run *r);
/* How an answer is named where it is told of. */
struct told_case run_case(const struct run *r, const struct lane *l,
                          const struct plan_answer *a, uint32_t nth);
/* What is told now is about the last command of this connection. */
void run_set_case(struct run *r, const struct lane *l);

/* run-late.c: it is a difference when got came too late. */
void run_check_time(struct run *r, struct lane *l, const struct plan_answer *a,
                    const struct answer *got);

/* run-finding.c: a reader like run_see_answer. */
void run_see_finding(void *ctx, const struct event *e);
/* The answers to so many exchanges are those of a from its nth on. */
void run_note_place(struct lane *l, const struct run_place *place);

/* Would got pass for answer a at this level? Nothing is told or bound. */
bool run_would_pass(struct lane *l, const struct plan_answer *a,
                    const struct answer *got, enum compare_level level);

/* run-silence.c: nothing may come for a while. */
void run_silence(struct run *r, const struct step *step);
/* Something came. Is it an answer that the recording does not have, since its
 * command was given up there? Then that was told. */
bool run_take_unheard(struct run *r, struct lane *l, const struct answer *got);
/* There are more answers than were recorded: because one came that was given
 * up? Then that was told. */
bool run_blame_silence(struct run *r, struct lane *l);

/* run-actual.c: what happened, as the text of a transcript. */
void run_note_item(struct run *r, uint32_t item);
void run_note_lines(struct run *r, uint32_t item, uint32_t count);
/* The connection has ended, as item says unless it was otherwise. PLAN_NONE:
 * there is no such item. */
void run_note_end(struct run *r, struct lane *l, uint32_t item);
/* Nothing came for so long. */
void run_note_timeout(struct run *r, const struct lane *l, unsigned ms);
/* got came that many times. */
void run_note_answers(struct run *r, const struct lane *l,
                      const struct answer *got, size_t times);

/* run.c: an item of the transcript, the line of the file that a step begins
 * with, and the lane of a step. */
const struct item *run_item(const struct run *r, uint32_t item);
uint32_t run_step_line(const struct run *r, const struct step *step);
struct lane *run_lane(struct run *r, const struct step *step);
bool lane_is_open(const struct lane *l);
/* What is expected next, .nth of its count; NULL: nothing. */
const struct plan_answer *lane_due(const struct lane *l);
void lane_take(struct lane *l, uint32_t count); /* no more than are left */

/* run-end.c: nothing more is to be played. exit EXIT_DONE: because of a
 * difference. */
void run_stop(struct run *r, enum exit_status exit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void run_skip(struct run *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool run_is_over(const struct run *r); /* by one of these */
/* What the server has sent and nobody read; then the connections end. */
void run_read_rest(struct run *r);
void run_conclude(struct run *r);
/* Add what was said over link (NULL: nothing) to the result. */
void run_count_traffic(struct run *r, struct link *link);

/* run-event.c: an event of the file, item, was expected, and something else
 * came: how->got or nothing. Without how->accept an event that came can be
 * written in its place; without how->line the place is that of the event. */
void run_event_differs(struct run *r, struct lane *l, uint32_t item,
                       const struct difference *how);
/* Append how the connection ended, and how TLS began there, as events. */
void run_add_close(struct buf *out, const struct lane *l);
void run_add_tls(struct buf *out, const struct lane *l);

/* run-open.c: the steps that begin a connection, or TLS on it. i: of the plan.
 */
void run_open(struct run *r, size_t i);
void run_tls_start(struct run *r, size_t i);
void run_tls_end(struct run *r, const struct step *step);

/* run-send.c: the lines from step i on that go out together. Returns the step
 * behind them. */
size_t run_send(struct run *r, size_t i);

/* run-wait.c: until the server has done what the step says; what it does
 * instead is a difference. */
void run_expect(struct run *r, const struct step *step);
void run_close_by_server(struct run *r, const struct step *step);
/* Until everything that was sent is answered. */
void run_drain(struct run *r, struct lane *l);

/* run-requires.c: does the server have what the transcript needs? Skips the
 * run when it has not. False when nobody can know (the run has stopped). */
bool run_check_requires(struct run *r);
/* Before step i, a command: ask for the maildrop that "Mailbox:" wants, if it
 * is not known and the step does not show it itself. Skips the run. */
void run_ask_mailbox(struct run *r, size_t i);
/* Is the maildrop as "Mailbox:" wants it, when this answer is the first to show
 * it? Skips the run when not. */
void run_check_mailbox(struct run *r, struct lane *l, const struct answer *got);

/* run-connect.c: open the lane's connection. */
bool run_connect(struct run *r, struct link *link, const struct item *item,
                 bool tls, struct error *err);
/* Does the handshake say what "@ tls ok" recorded, where that matters? */
void run_check_tls(struct run *r, struct lane *l, uint32_t item);

#endif
