/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/password.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* 1: a byte; 0: end; or an error. A signal that ends the program ends the question. */
static int read_byte(int terminal, char *byte, tsb_error *err)
{
    /* Reading alone would be restarted after a signal; poll never is. */
    struct pollfd wait = {.fd = terminal, .events = POLLIN};
    if (poll(&wait, 1, -1) < 0) {
        return errno == EINTR ? tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted: nothing was changed")
                              : tsb_fail_errno(err, errno, "Cannot read from the terminal");
    }
    ssize_t got = read(terminal, byte, 1);
    return got < 0 ? tsb_fail_errno(err, errno, "Cannot read from the terminal") : (int)got;
}

static int read_answer(int terminal, char *out, size_t size, tsb_error *err)
{
    size_t length = 0;
    for (;;) {
        char byte = 0;
        int got = read_byte(terminal, &byte, err);
        if (got < 0) {
            return got;
        }
        if (got == 0 || byte == '\n') {
            out[length] = '\0';
            return 0;
        }
        if (length + 1 >= size) {
            return tsb_fail(err, TSB_ERR_INVALID, "The password is longer than %d bytes", TSV_PASSWORD_SIZE - 1);
        }
        out[length++] = byte;
    }
}

int tsv_terminal_ask(char *out, size_t size, const char *prompt, tsb_error *err)
{
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) {
        return tsb_fail(err, TSB_ERR_IO, "There is no terminal to ask for a password: use --password-fd N");
    }
    struct termios before = {0};
    int code = 0;
    if (tcgetattr(terminal, &before) != 0) {
        code = tsb_fail_errno(err, errno, "Cannot switch the terminal's echo off");
    } else {
        struct termios silent = before;
        silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
        if (write(terminal, prompt, strlen(prompt)) < 0 || tcsetattr(terminal, TCSAFLUSH, &silent) != 0) {
            code = tsb_fail_errno(err, errno, "Cannot switch the terminal's echo off");
        } else {
            code = read_answer(terminal, out, size, err);
            (void)tcsetattr(terminal, TCSAFLUSH, &before);
            (void)!write(terminal, "\n", 1);
        }
    }
    close(terminal);
    return code;
}
