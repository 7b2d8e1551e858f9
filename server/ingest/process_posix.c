/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ingest/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define TICK_MS 500

/* A pipe from the program, read line by line; what is longer than a line's space is cut. */
typedef struct reader {
    int descriptor;
    char line[1024];
    size_t length;
} reader;

typedef struct running {
    const tsv_process *process;
    pid_t pid;
    reader output;
    reader messages;
    char tail[TSV_PROCESS_TAIL];
    uint64_t ticked;
} running;

/* In the child, between fork and exec: only what is safe there. Never returns. */
static void become(const tsv_process *process, pid_t parent, const int output[2], const int messages[2], int failure)
{
    static const int defaults[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    for (size_t i = 0; i < TSB_COUNT(defaults); i++) {
        (void)signal(defaults[i], SIG_DFL);
    }
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output[1], STDOUT_FILENO) < 0 ||
        dup2(messages[1], STDERR_FILENO) < 0 || (process->folder && chdir(process->folder) != 0)) {
        goto failed;
    }
    /* Its own group: a terminal's Ctrl-C goes to the parent, which ends it in order. */
    if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        goto failed;
    }
    if (getppid() != parent) {
        _exit(127);
    }
    for (const char *const *variable = process->variables; variable && *variable; variable++) {
        if (putenv((char *)(uintptr_t)*variable) != 0) {
            goto failed;
        }
    }
    execvp(process->arguments[0], (char *const *)(uintptr_t)process->arguments);
failed:;
    int reason = errno;
    (void)!write(failure, &reason, sizeof(reason));
    _exit(127);
}

static void close_both(int pair[2])
{
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0) {
            close(pair[i]);
            pair[i] = -1;
        }
    }
}

/* Waits until the program runs; the reason why it does not comes through the pipe. */
static int check_started(const char *program, pid_t pid, int failure, tsb_error *err)
{
    int reason = 0;
    ssize_t got = 0;
    do {
        got = read(failure, &reason, sizeof(reason));
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof(reason)) {
        return 0;
    }
    (void)waitpid(pid, NULL, 0);
    if (reason == ENOENT) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "The program %s is not installed: install it and try again", program);
    }
    return tsb_fail_errno(err, reason, "Cannot run %s", program);
}

static int start(running *run, tsb_error *err)
{
    int output[2] = {-1, -1};
    int messages[2] = {-1, -1};
    int failure[2] = {-1, -1};
    int code = 0;
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(messages, O_CLOEXEC) != 0 || pipe2(failure, O_CLOEXEC) != 0) {
        code = tsb_fail_errno(err, errno, "Cannot make a pipe");
        goto cleanup;
    }
    pid_t parent = getpid();
    run->pid = fork();
    if (run->pid == 0) {
        become(run->process, parent, output, messages, failure[1]);
    }
    if (run->pid < 0) {
        code = tsb_fail_errno(err, errno, "Cannot start %s", run->process->arguments[0]);
        goto cleanup;
    }
    close(failure[1]);
    failure[1] = -1;
    code = check_started(run->process->arguments[0], run->pid, failure[0], err);
    if (code == 0) {
        run->output.descriptor = output[0];
        run->messages.descriptor = messages[0];
        output[0] = -1;
        messages[0] = -1;
    }
cleanup:
    close_both(output);
    close_both(messages);
    close_both(failure);
    return code;
}

static void give_line(reader *from, void (*take)(void *context, const char *line), void *context)
{
    from->line[from->length] = '\0';
    if (from->length > 0) {
        take(context, from->line);
    }
    from->length = 0;
}

static void take_output(void *context, const char *line)
{
    const tsv_process *process = context;
    if (process->line) {
        process->line(process->context, line);
    }
}

/* Keeps the last messages, oldest first out. */
static void take_message(void *context, const char *line)
{
    running *run = context;
    size_t used = strlen(run->tail);
    size_t more = strlen(line) + 1;
    if (used + more >= sizeof(run->tail)) {
        const char *from = run->tail + (used + more + 1 - sizeof(run->tail));
        memmove(run->tail, from, strlen(from) + 1);
    }
    used = strlen(run->tail);
    (void)snprintf(run->tail + used, sizeof(run->tail) - used, "%s\n", line);
}

/* Reads what is there. At the pipe's end it is closed. */
static void read_some(reader *from, void (*take)(void *context, const char *line), void *context)
{
    char bytes[4096];
    ssize_t got = read(from->descriptor, bytes, sizeof(bytes));
    if (got < 0 && errno == EINTR) {
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') {
            give_line(from, take, context);
        } else if (from->length + 1 < sizeof(from->line)) {
            from->line[from->length++] = bytes[i];
        }
    }
    if (got <= 0) {
        give_line(from, take, context);
        close(from->descriptor);
        from->descriptor = -1;
    }
}

static void tick(running *run)
{
    uint64_t ms = tsb_clock_ms();
    if (run->process->tick && ms - run->ticked >= TICK_MS) {
        run->ticked = ms;
        run->process->tick(run->process->context);
    }
}

/* Listens until the program has closed both pipes. */
static int listen_to(running *run, tsb_error *err)
{
    while (run->output.descriptor >= 0 || run->messages.descriptor >= 0) {
        struct pollfd polled[3] = {{.fd = run->output.descriptor, .events = POLLIN},
                                   {.fd = run->messages.descriptor, .events = POLLIN},
                                   {.fd = tsb_cancel_descriptor(run->process->cancel), .events = POLLIN}};
        if (poll(polled, 3, TICK_MS) < 0 && errno != EINTR) {
            return tsb_fail_errno(err, errno, "Cannot listen to %s", run->process->arguments[0]);
        }
        if (tsb_cancel_fired(run->process->cancel)) {
            return tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted");
        }
        if (polled[0].revents) {
            read_some(&run->output, take_output, (void *)(uintptr_t)run->process);
        }
        if (polled[1].revents) {
            read_some(&run->messages, take_message, run);
        }
        tick(run);
    }
    return 0;
}

static const char *last_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' ')) {
        text[--length] = '\0';
    }
    const char *line = strrchr(text, '\n');
    return line ? line + 1 : text;
}

/* Whether a program's messages say that it ran out of space. */
static bool says_full(const char *messages)
{
    static const char *const sentences[] = {
        "No space left", "File too large", "Disk quota exceeded",
        "Error 0 -- Success -- writing data", /* dvdauthor, of a write that fell short */
    };
    for (size_t i = 0; i < TSB_COUNT(sentences); i++) {
        if (strstr(messages, sentences[i])) {
            return true;
        }
    }
    return false;
}

static int judge(running *run, int status, tsb_error *err)
{
    const char *program = run->process->arguments[0];
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return 0;
    }
    if (says_full(run->tail) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)) {
        return tsb_fail(err, TSB_ERR_FULL, "No space left on the device: free some and try again");
    }
    if (WIFSIGNALED(status)) {
        return tsb_fail(err, TSB_ERR_INVALID, "%s was ended by signal %d", program, WTERMSIG(status));
    }
    const char *line = last_line(run->tail);
    return tsb_fail(err, TSB_ERR_INVALID, "%s failed: %s", program, *line ? line : "it did not say why");
}

int tsv_process_run(const tsv_process *process, tsb_error *err)
{
    running *run = calloc(1, sizeof(*run));
    if (!run) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    run->process = process;
    run->output.descriptor = -1;
    run->messages.descriptor = -1;
    int code = start(run, err);
    if (code == 0) {
        int status = 0;
        code = listen_to(run, err);
        if (code < 0) {
            (void)kill(-run->pid, SIGKILL);
        }
        while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR) {
        }
        if (process->messages) {
            memcpy(process->messages, run->tail, sizeof(run->tail));
        }
        if (code == 0) {
            code = judge(run, status, err);
        }
    }
    if (run->output.descriptor >= 0) {
        close(run->output.descriptor);
    }
    if (run->messages.descriptor >= 0) {
        close(run->messages.descriptor);
    }
    free(run);
    return code;
}
