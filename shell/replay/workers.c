/* workers.c - processes that are asked by a pipe and answer by another.
 *
 * What a worker tells goes to a file that has no name, of which the answer
 * says how far it goes: nobody has to read it before all that was told earlier
 * has been shown. */
#include <config.h>

#include "shell/replay/workers.h"

#include "net/base/memory.h"
#include "net/wire/wait.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1024 }; /* octets of the file that are read at once */

/* What a worker says when a turn is over. */
struct answer {
    uint64_t number, end; /* end: of what it has told so far */
};

/* A process, or what is left of one: its file. */
struct worker {
    pid_t pid;  /* 0: it has ended */
    int orders; /* the numbers of turns go there */
    int done;   /* a struct answer comes from there; or the end */
    FILE *told;
    uint64_t from; /* where the present turn begins in it */
    bool busy;
    size_t turn;
};

struct workers {
    work_fn *work;
    void *ctx;
    size_t most;
    struct worker *at;
    size_t count, room; /* those that have ended included */
};

struct workers *workers_new(size_t most, work_fn *work, void *ctx)
{
    struct workers *ws = xcalloc(1, sizeof *ws);

    *ws = (struct workers){.work = work, .ctx = ctx, .most = most};
    return ws;
}

size_t workers_busy(const struct workers *ws)
{
    size_t busy = 0;

    for (size_t i = 0; i < ws->count; i++)
        busy += ws->at[i].busy;
    return busy;
}

bool workers_full(const struct workers *ws)
{
    return workers_busy(ws) == ws->most;
}

/* --- a process --- */

/* All of it, or nothing: these messages are smaller than a pipe. */
static bool read_message(int fd, void *to, size_t octets)
{
    ssize_t n;

    do
        n = read(fd, to, octets);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)octets;
}

static bool write_message(int fd, const void *from, size_t octets)
{
    ssize_t n;

    do
        n = write(fd, from, octets);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)octets;
}

static void close_pipes(struct worker *w)
{
    if (!w->pid)
        return;
    close(w->orders);
    close(w->done);
}

static _Noreturn void be_worker(const struct workers *ws, FILE *told,
                                int orders, int done)
{
    size_t turn;

    while (read_message(orders, &turn, sizeof turn)) {
        struct answer a = {.number = ws->work(ws->ctx, turn, told)};

        if (fflush(told) != 0)
            _exit(1);
        a.end = (uint64_t)ftello(told);
        if (!write_message(done, &a, sizeof a))
            break;
    }
    _exit(0);
}

static void close_pair(const int fds[2])
{
    close(fds[0]);
    close(fds[1]);
}

/* Fill in *w. */
static bool begin_process(struct workers *ws, struct worker *w)
{
    int orders[2], done[2];

    *w = (struct worker){.told = tmpfile()};
    if (!w->told)
        return false;
    if (pipe2(orders, O_CLOEXEC) != 0) {
        fclose(w->told);
        return false;
    }
    if (pipe2(done, O_CLOEXEC) != 0) {
        close_pair(orders);
        fclose(w->told);
        return false;
    }
    fflush(NULL);
    w->pid = fork();
    if (w->pid == 0) {
        /* the others end when nobody holds the other end of their pipes */
        for (size_t i = 0; i < ws->count; i++)
            close_pipes(&ws->at[i]);
        close(orders[1]);
        close(done[0]);
        be_worker(ws, w->told, orders[0], done[1]);
    }
    close(orders[0]);
    close(done[1]);
    w->orders = orders[1];
    w->done = done[0];
    if (w->pid > 0)
        return true;
    close(w->orders);
    close(w->done);
    fclose(w->told);
    return false;
}

/* Once its pipe is closed a worker ends by itself. */
static void end_process(struct worker *w)
{
    close_pipes(w);
    while (w->pid && waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
}

void workers_free(struct workers *ws)
{
    if (!ws)
        return;
    for (size_t i = 0; i < ws->count; i++) {
        end_process(&ws->at[i]);
        fclose(ws->at[i].told);
    }
    free(ws->at);
    free(ws);
}

/* --- turns --- */

/* One that waits for orders, or a new one; NULL when there cannot be one. */
static struct worker *idle_worker(struct workers *ws)
{
    struct worker fresh;

    for (size_t i = 0; i < ws->count; i++)
        if (ws->at[i].pid && !ws->at[i].busy)
            return &ws->at[i];
    if (!begin_process(ws, &fresh))
        return NULL;
    if (ws->count == ws->room) {
        ws->room = ws->room ? 2 * ws->room : 8;
        ws->at = xrealloc(ws->at, ws->room * sizeof *ws->at);
    }
    ws->at[ws->count] = fresh;
    return &ws->at[ws->count++];
}

/* A worker that has died while it was idle is found out by the next turn. */
bool workers_begin(struct workers *ws, size_t turn)
{
    struct worker *w;

    while ((w = idle_worker(ws)) != NULL) {
        w->busy = write_message(w->orders, &turn, sizeof turn);
        w->turn = turn;
        if (w->busy)
            return true;
        end_process(w);
    }
    return false;
}

static uint64_t size_of(FILE *file)
{
    struct stat st;

    return fstat(fileno(file), &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void end_turn(struct worker *w, struct work_done *out)
{
    struct answer a = {0};
    bool answered = read_message(w->done, &a, sizeof a);

    if (!answered) {
        end_process(w);
        a.end = size_of(w->told);
    }
    *out = (struct work_done){
        .turn = w->turn,
        .number = a.number,
        .told = {fileno(w->told), w->from, a.end}
    };
    w->from = a.end;
    w->busy = false;
}

bool workers_wait(struct workers *ws, uint64_t deadline_ns,
                  struct work_done *out)
{
    struct pollfd *fds = xcalloc(ws->count + 1, sizeof *fds);
    bool over = false;

    for (size_t i = 0; i < ws->count; i++)
        fds[i] = (struct pollfd){.fd = ws->at[i].busy ? ws->at[i].done : -1,
                                 .events = POLLIN};
    if (workers_busy(ws) && wait_poll(fds, ws->count, deadline_ns) > 0)
        for (size_t i = 0; i < ws->count && !over; i++) {
            over = fds[i].revents != 0;
            if (over)
                end_turn(&ws->at[i], out);
        }
    free(fds);
    return over;
}

/* --- what was told --- */

/* The line ends with the octets that were just added from `from` on? */
static bool cut_line(struct work_told *told, struct buf *line, size_t from)
{
    size_t n = from + span_find(span_from(buf_span(line), from), '\n');

    told->at += (n < line->len ? n + 1 : line->len) - from;
    if (n == line->len)
        return false;
    buf_cut(line, n);
    return true;
}

bool work_told_next(struct work_told *told, struct buf *line)
{
    buf_clear(line);
    while (told->at < told->end) {
        uint64_t left = told->end - told->at;
        size_t from = line->len, room = left < PIECE ? (size_t)left : PIECE;
        char *to = buf_room(line, room);
        ssize_t n = to ? pread(told->fd, to, room, (off_t)told->at) : 0;

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        buf_grow(line, (size_t)n);
        if (cut_line(told, line, from))
            return true;
    }
    return false;
}
