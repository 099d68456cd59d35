/* cmd-learn.c - \learn [N|status|stop]: the lessons. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/print.h"
#include "shell/learn/learn.h"
#include "shell/learn/practice.h"

static void say(void *ctx, const struct buf *text)
{
    print_text(ctx, text);
}

/* The learner is made when first asked for. */
static struct learn *learner(struct shell *sh)
{
    if (!sh->learn) {
        sh->learn = learn_new(say, sh);
        session_add_reader(sh->session, learn_see, sh->learn);
    }
    return sh->learn;
}

/* A lesson begins in a new session with a practice server as good as new. */
static bool begin(struct shell *sh, struct span number, struct error *err)
{
    size_t n = 0;
    const struct lesson *lesson = learn_find(number, &n, err);
    struct target target = {0};

    if (!lesson)
        return false;
    if (!sh->practice)
        return error_set(err, ERROR_USAGE,
                         "lessons need the practice server: leave with \\q, "
                         "and start pop3sh demo");
    learn_stop_quietly(sh->learn);
    if (session_is_open(sh->session))
        session_drop(sh->session);
    if (!sh->practice->renew(sh->practice->ctx, lesson->faults, &target, err))
        return false;
    if (!session_open(sh->session, &target, err))
        return false;
    learn_start(sh->learn, n);
    return true;
}

COMMAND_FUNCTION(learn)
{
    struct learn *l = learner(sh);

    if (!args->text.len)
        learn_list(l);
    else if (span_is(args->text, "status"))
        learn_status(l);
    else if (span_is(args->text, "stop"))
        learn_stop(l);
    else
        return begin(sh, args->text, err);
    return true;
}

COMMAND_FUNCTION(hint)
{
    (void)args;
    return learn_hint(learner(sh), err);
}
