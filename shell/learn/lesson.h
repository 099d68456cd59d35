/* lesson.h - the lessons of \learn, as rows.
 *
 * A lesson is an introduction and a few steps; a step is a goal in words, and
 * the event by which it is seen that the goal is reached. Texts are plain
 * paragraphs, divided by \n; whoever shows them fits them to a screen. A
 * "_" stands for a blank at which no line is to be broken. All of
 * them are for the practice server: user student, password pop3. */
#ifndef POP3SH_LEARN_LESSON_H
#define POP3SH_LEARN_LESSON_H

#include "net/pop3/event.h"

enum goal_kind {
    GOAL_REPLY,     /* a typed command was answered with .status */
    GOAL_CHALLENGE, /* an empty one: a response is awaited inside AUTH */
    GOAL_STATE,     /* the session entered .state */
    GOAL_TLS,       /* TLS began */
    GOAL_FINDING,   /* a finding of .rule */
};

enum { GOAL_NO_VERB = -1, GOAL_UNKNOWN_VERB = -2 };

enum goal_flags {
    GOAL_BARE = 1,    /* the command has no argument */
    GOAL_ARG = 2,     /* it has one */
    GOAL_STUFFED = 4, /* the reply has lines that lost a dot */
};

/* All that is named must hold. */
struct goal {
    enum goal_kind kind;
    int verb;           /* REPLY: enum verb_id, or one of the above */
    int other_verb;     /* REPLY: this one will do, too; 0 (USER): none */
    enum status status; /* REPLY */
    unsigned flags;     /* enum goal_flags; REPLY */
    uint64_t message;   /* REPLY: the command names this one; 0: any */
    enum state state;   /* STATE */
    int rule;           /* FINDING: enum rule_id */
};

struct step {
    const char *task; /* what to do, an imperative sentence or two */
    const char *hint; /* what to type */
    struct goal goal;
    const char *explanation; /* what happened, with its RFC section */
};

enum { LESSON_STEPS_MOST = 8, LESSON_FAULTS_MOST = 4 };

struct lesson {
    const char *title;
    const char *introduction;
    struct step steps[LESSON_STEPS_MOST];
    /* what the server does wrong: for --fault; NULL behind the last */
    const char *faults[LESSON_FAULTS_MOST];
};

extern const struct lesson *const lessons[];
extern const size_t lessons_count;

size_t lesson_steps(const struct lesson *l);

/* Does e reach the goal? */
bool goal_is_reached(const struct goal *g, const struct event *e);

/* --- between the files of this room --- */
extern const struct lesson lesson_states, lesson_reading, lesson_top,
    lesson_deleting, lesson_uidl, lesson_capa, lesson_stls, lesson_login,
    lesson_errors, lesson_faults;

/* The step with which lessons begin that need a login. */
#define STEP_LOGIN                                                             \
    {                                                                          \
        "Log in: give the name of the user, student, with USER, and then "     \
        "the password, pop3, with PASS.",                                      \
            "Type USER_student, and then PASS_pop3.",                          \
            {.kind = GOAL_STATE, .state = STATE_TRANSACTION},                  \
            "You are logged in, and the session is in the TRANSACTION state "  \
            "(RFC 1939 section 4)."                                            \
    }

#endif
