/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "tests/support/suite.h"

#define LINE 4096

static int run_line(char line[256], const char *command)
{
    char rest[4096];
    FILE *output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    if (!fgets(line, 256, output))
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    while (fgets(rest, sizeof rest, output))
        continue;
    int status = pclose(output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

__attribute__((format(printf, 3, 0))) static int run_server(const house *where, char line[256], const char *format,
                                                            va_list arguments)
{
    char words[LINE - 1200];
    char command[LINE + 1024];
    (void)vsnprintf(words, sizeof words, format, arguments);
    (void)snprintf(command, sizeof command, "'%s' %s --data '%s/data' 3<'%s/password' 2>>'%s/log'", where->bin, words,
                   where->folder, where->folder, where->folder);
    return run_line(line, command);
}

void house_run(const house *where, char line[256], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int code = run_server(where, line, format, arguments);
    va_end(arguments);
    ck_assert_msg(code == 0, "tallystick-server %s: exit code %d", format, code);
}

int house_try(const house *where, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    int code = run_server(where, line, format, arguments);
    va_end(arguments);
    return code;
}

static void make_film(const house *where, unsigned seconds)
{
    char line[256];
    char command[LINE + 1024];
    (void)snprintf(command, sizeof command,
                   "ffmpeg -v error -f lavfi -i testsrc2=s=720x576:r=25:d=%u -f lavfi -i "
                   "sine=440:d=%u -c:v mpeg4 -q:v 5 -c:a ac3 '%s/film.mkv'",
                   seconds, seconds, where->folder);
    ck_assert_int_eq(run_line(line, command), 0);
}

static void build_house(house *where, unsigned film_seconds)
{
    char line[256];
    char path[512];
    const char *bin = getenv("TALLYSTICK_BIN");
    *where = (house){.server = 0, .scheme = "http"};
    ck_assert_msg(bin != NULL, "TALLYSTICK_BIN must name the folder of the programs");
    (void)snprintf(where->bin, sizeof where->bin, "%.200s/tallystick-server", bin);
    scratch_make(where->folder);
    (void)snprintf(path, sizeof path, "%s/password", where->folder);
    ck_assert_int_eq(tsb_file_write(path, HOUSE_PASSWORD "\n", sizeof HOUSE_PASSWORD, 0600, NULL), 0);
    make_film(where, film_seconds);
    house_run(where, line, "init --name 'Test house'");
    house_run(where, line, "ingest '%s/film.mkv' --title 'Test film'", where->folder);
    ck_assert_int_eq(tss_id_parse(&where->title, line), 0);
    house_run(where, line, "user add ann --password-fd 3");
    house_run(where, line, "user add bob --password-fd 3");
    house_run(where, line, "user add qa --qa --password-fd 3");
    house_run(where, line, "distributor add Shop");
    ck_assert_int_eq(tss_id_parse(&where->distributor, line), 0);
}

static void finish_house(house *where)
{
    if (where->server > 0)
        (void)house_close(where, SIGKILL);
    scratch_remove(where->folder);
}

tss_id house_copy(const house *where, const char *user, unsigned views)
{
    char line[256];
    char title[TSS_ID_TEXT_SIZE];
    char distributor[TSS_ID_TEXT_SIZE];
    tss_id copy;
    tss_id_format(title, &where->title);
    tss_id_format(distributor, &where->distributor);
    house_run(where, line, "copy create --title %s --user %s --distributor %s --views %u", title, user, distributor,
              views);
    ck_assert_int_eq(tss_id_parse(&copy, line), 0);
    return copy;
}

/* The child: becomes the server, and dies with the test. */
static void become_server(const house *where, const char *command)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)where;
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

void house_open(house *where, const char *options)
{
    char command[LINE + 1024];
    char path[512];
    (void)snprintf(path, sizeof path, "%s/port", where->folder);
    (void)unlink(path);
    where->scheme = strstr(options, "--tls") ? "https" : "http";
    (void)snprintf(command, sizeof command,
                   "exec '%s' serve --listen 127.0.0.1:%u --port-file '%s' --data '%s/data' %s 2>>'%s/log'", where->bin,
                   where->port, path, where->folder, options, where->folder);
    where->server = fork();
    ck_assert_int_ge(where->server, 0);
    if (where->server == 0)
        become_server(where, command);
    for (;;) {
        int status = 0;
        FILE *file = fopen(path, "r");
        if (file) {
            char text[16] = "";
            char *got = fgets(text, sizeof text, file);
            (void)fclose(file);
            ck_assert_ptr_nonnull(got);
            where->port = (uint16_t)strtoul(text, NULL, 10);
            ck_assert_uint_gt(where->port, 0);
            return;
        }
        ck_assert_msg(waitpid(where->server, &status, WNOHANG) == 0, "the server ended with %d", status);
        usleep(10000);
    }
}

/* What the server said, for whoever looks into a failure: a sanitizer's report above all. */
static void show_log(const house *where)
{
    char path[512];
    char line[1024];
    (void)snprintf(path, sizeof path, "%s/log", where->folder);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        (void)fputs(line, stderr);
    if (file)
        (void)fclose(file);
}

int house_close(house *where, int signal_number)
{
    int status = 0;
    ck_assert_int_eq(kill(where->server, signal_number), 0);
    ck_assert_int_eq(waitpid(where->server, &status, 0), where->server);
    where->server = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        show_log(where);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void house_begin(house *where)
{
    where->port = 0;
    house_open(where, "");
}

void house_end(house *where)
{
    ck_assert_int_eq(house_close(where, SIGTERM), 0);
}

tsn_client *house_stranger(const house *where, uint8_t device, const char *ca_file)
{
    char url[64];
    uint8_t key[TSS_KEY_SIZE] = {0};
    tsn_client *client = NULL;
    memset(key, device, sizeof key);
    (void)snprintf(url, sizeof url, "%s://localhost:%u", where->scheme, where->port);
    tsn_client_options options = {.url = url, .device_key = key, .ca_file = ca_file};
    ck_assert_int_eq(tsn_client_create(&client, &options, NULL), 0);
    return client;
}

tsn_client *house_client(const house *where, const char *user, uint8_t device)
{
    tsn_login login;
    tsb_error error = {0};
    tsn_client *client = house_stranger(where, device, NULL);
    int rc = tsn_client_login(client, user, HOUSE_PASSWORD, "Test", &login, NULL, NULL, &error);
    ck_assert_msg(rc == 0, "%s: %s", user, error.text);
    return client;
}

int house_connect(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    return descriptor;
}

int house_raw(uint16_t port, tsb_buffer *reply, const char *format, ...)
{
    char bytes[65536];
    va_list arguments;
    tsb_buffer_clear(reply);
    va_start(arguments, format);
    int length = vsnprintf(bytes, sizeof bytes, format, arguments);
    va_end(arguments);
    ck_assert_int_lt(length, (int)sizeof bytes);
    int descriptor = house_connect(port);
    for (ssize_t sent = 0, all = 0; all < length; all += sent)
        if ((sent = send(descriptor, bytes + all, (size_t)(length - all), MSG_NOSIGNAL)) <= 0)
            break; /* refused before all was said: what it answered counts */
    for (ssize_t got = 0; (got = recv(descriptor, bytes, sizeof bytes, 0)) > 0;)
        ck_assert_int_eq(tsb_buffer_append(reply, bytes, (size_t)got, NULL), 0);
    close(descriptor);
    if (reply->size < 9 || strncmp((const char *)reply->bytes, "HTTP/1.1 ", 9) != 0)
        return 0;
    return (int)strtol((const char *)reply->bytes + 9, NULL, 10);
}

static house *shared;
static unsigned shared_seconds;

static void build_shared(void)
{
    build_house(shared, shared_seconds);
}

static void finish_shared(void)
{
    finish_house(shared);
}

int house_suite(const char *name, const TTest *const *tests, size_t count, house *where, unsigned film_seconds)
{
    if (system("command -v ffmpeg >/dev/null 2>&1") != 0) {
        (void)fprintf(stderr, "skipped: no ffmpeg to make a film with\n");
        return 77;
    }
    shared = where;
    shared_seconds = film_seconds;
    return suite_run_around(name, tests, count, build_shared, finish_shared);
}
