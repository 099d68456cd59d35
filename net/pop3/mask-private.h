/* mask-private.h - what the files of the mask share. */
#ifndef POP3SH_POP3_MASK_PRIVATE_H
#define POP3SH_POP3_MASK_PRIVATE_H

#include "net/pop3/mask.h"

#include "net/pop3/secrets.h"

#define MASK SPAN("****")

enum {
    MASK_HIDDEN_MOST = 8, /* of a line, that are told apart */
    MASK_MECHANISM_ROOM = 24,
};

struct mask {
    event_fn *emit;
    void *ctx;
    struct secrets secrets;
    char mechanism[MASK_MECHANISM_ROOM]; /* of the AUTH exchange that is open,
                                            upper case */
    unsigned responses;                  /* of it so far */
    bool refused; /* it was; what was meant for it may still come */
    struct passwords own, *passwords;
    unsigned number; /* of the password that the request at hand shows */
    struct hidden hidden[MASK_HIDDEN_MOST]; /* of its line */
    size_t hidden_count;
    struct buf raw, text, user, as;
};

/* mask-learn.c: remember what a request of the client shows. */
void mask_learn_request(struct mask *m, const struct request *r);

/* The part of the line of r that is secret by its place. Lies in it. */
struct span mask_secret_in(const struct mask *m, const struct request *r);

/* The number of what a person types where a password belongs. One that stands
 * on paper as "****" is the first. 0: there is no room for it. */
unsigned mask_number_of(struct mask *m, struct span password);

/* mask-request.c: does the line of r (NULL: there is none) show a secret? */
bool mask_is_secret_request(const struct mask *m, const struct request *r);

/* Append the line of r without its secrets, known ones included; they are noted
 * in m->hidden. */
void mask_request_line(struct mask *m, const struct request *r,
                       struct buf *out);

/* A copy of r whose line is masked. Release with request_done. */
struct request mask_request(struct mask *m, const struct request *r);

#endif
