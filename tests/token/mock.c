/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/mock.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "tests/support/suite.h"

void mock_tell(const char *line, char *answer, size_t size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", getenv("STICK_CONTROL"));
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
    const ssize_t got = read(fd, answer, size - 1);
    ck_assert_int_gt(got, 0);
    answer[got] = 0;
    close(fd);
}

void mock_order(const char *line)
{
    char answer[128];
    mock_tell(line, answer, sizeof answer);
    ck_assert_str_eq(answer, "ok\n");
}

unsigned mock_commands(void)
{
    char answer[128];
    unsigned count = 0;
    mock_tell("count", answer, sizeof answer);
    ck_assert_int_eq(sscanf(answer, "%u", &count), 1);
    return count;
}

unsigned mock_detached(void)
{
    char answer[128];
    unsigned count = 99;
    mock_tell("count", answer, sizeof answer);
    ck_assert_int_eq(sscanf(answer, "%*u %*u %*u %*u %*u %u", &count), 1);
    return count;
}

void mock_fresh(void)
{
    mock_order("unplug");
    mock_order("plug " MOCK_SERIAL);
}
