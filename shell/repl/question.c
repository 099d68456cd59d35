/* question.c - asks with the terminal as it is outside readline. */
#include <config.h>

#include "shell/repl/question.h"

#include "net/rules/rule.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum answer { ANSWER_LINE, ANSWER_END, ANSWER_CANCEL };

/* Read a line of at most `room` octets from the terminal. */
static enum answer read_answer(int cancel_fd, char *at, size_t room,
                               size_t *len_out)
{
    struct pollfd fds[] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = cancel_fd,    .events = POLLIN},
    };

    while (poll(fds, 2, -1) < 0)
        if (errno != EINTR)
            return ANSWER_END;
    if (fds[1].revents)
        return ANSWER_CANCEL;

    ssize_t n = read(STDIN_FILENO, at, room);
    if (n <= 0)
        return ANSWER_END;
    *len_out = (size_t)n;
    return ANSWER_LINE;
}

static void explain(FILE *out, size_t marked)
{
    fprintf(out,
            "%zu message%s marked deleted. On QUIT the server enters the "
            "UPDATE state and\nremoves %s for good; when the connection ends "
            "without QUIT it removes nothing.\n",
            marked, marked == 1 ? " is" : "s are", marked == 1 ? "it" : "them");
}

enum leave question_leave(struct shell *sh, size_t marked)
{
    FILE *out = sh->screen;

    renderer_flush(sh->renderer);
    explain(out, marked);
    for (;;) {
        char line[64];
        size_t len = 0;

        fputs("[q]uit and commit, [d]rop without deleting, [c]ancel? ", out);
        fflush(out);
        switch (read_answer(sh->cancel_fd, line, sizeof line, &len)) {
        case ANSWER_END:
            fputc('\n', out);
            return LEAVE_DROP;
        case ANSWER_CANCEL:
            fputc('\n', out);
            return LEAVE_CANCEL;
        case ANSWER_LINE:
            break;
        }
        if (line[0] == 'q' || line[0] == 'Q')
            return LEAVE_QUIT;
        if (line[0] == 'd' || line[0] == 'D')
            return LEAVE_DROP;
        if (line[0] == 'c' || line[0] == 'C')
            return LEAVE_CANCEL;
    }
}

bool question_send(struct shell *sh, const struct rule *rule)
{
    FILE *out = sh->screen;
    char line[64];
    size_t len = 0;

    renderer_flush(sh->renderer);
    fprintf(out,
            "%s (%s)\nThe connection has no TLS: everybody on the way to %s "
            "can read it.\nSend it all the same? [y]es, [n]o: ",
            rule->title, rule->id, session_dial_facts(sh->session)->address);
    fflush(out);
    if (read_answer(sh->cancel_fd, line, sizeof line, &len) != ANSWER_LINE) {
        fputc('\n', out);
        return false;
    }
    return line[0] == 'y' || line[0] == 'Y';
}
