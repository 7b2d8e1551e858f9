/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/keystore_secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/translate.h"
#include "player/prompt.h"

/* What the service may take to answer all that needs no person; starting it is included. */
#define ANSWER_MS 5000u
/* A person, to find the password. */
#define PERSON_MS 120000u
/* After cancelling. */
#define GRACE_MS 1000u
#define TICK_MS  50u

/* Whether there is a session bus. GLib would start one where there is a screen and none is named; such a bus
 * has no key store that anyone has opened. */
static bool session_is_there(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char *path = NULL;
    bool found = false;

    if (address)
        return address[0] != '\0' && strncmp(address, "autolaunch:", 11) != 0 && strncmp(address, "disabled:", 9) != 0;
    path = runtime && runtime[0] ? tsb_path_join(runtime, "bus") : NULL;
    found = path && tsb_path_exists(path);
    free(path);
    return found;
}

static bool somebody_is_there(void)
{
    const char *screen = getenv("DISPLAY");
    const char *wayland = getenv("WAYLAND_DISPLAY");

    return tsp_prompt_possible() || (screen && screen[0]) || (wayland && wayland[0]);
}

void tsp_secret_expect_person(tsp_secret_talk *talk, const char *what)
{
    bool somebody = somebody_is_there();

    talk->asking = true;
    talk->until = tsb_clock_ms() + (somebody ? PERSON_MS : ANSWER_MS);
    if (somebody)
        tsb_warn(talk->place->log, "%s Answer the window that asks for its password (Ctrl-C stops).", what);
}

void tsp_secret_done(GObject *source, GAsyncResult *result, gpointer context)
{
    tsp_secret_talk *talk = context;

    (void)source;
    talk->result = g_object_ref(result);
}

static gboolean tick(gpointer context)
{
    (void)context;
    return G_SOURCE_CONTINUE;
}

/* 0 while nothing speaks against waiting longer. */
static int may_wait(const tsp_secret_talk *talk, tsb_error *err)
{
    if (tsb_cancel_fired(talk->place->cancel))
        return tsb_fail(err, TSB_ERR_CANCELLED, "Stopped.");
    if (tsb_clock_ms() >= talk->until && talk->asking)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "the key store is locked, and nobody gave its password; unlock it and try again");
    if (tsb_clock_ms() >= talk->until)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the key store does not answer; start it anew and try again");
    return 0;
}

/* Has the call end, if it can. A person who is asked is not interrupted: GNOME Keyring 42 aborts when its question is
 * taken back. It closes the window itself once the player has gone. */
static void give_up(tsp_secret_talk *talk)
{
    uint64_t until = tsb_clock_ms() + GRACE_MS;

    if (!talk->asking) {
        g_cancellable_cancel(talk->cancellable);
        while (!talk->result && tsb_clock_ms() < until)
            g_main_context_iteration(talk->context, TRUE);
    }
    talk->abandoned = !talk->result;
    g_clear_object(&talk->result);
}

int tsp_secret_wait(tsp_secret_talk *talk, tsb_error *err)
{
    int result = 0;

    while (!talk->result && result == 0) {
        result = may_wait(talk, err);
        if (result == 0)
            g_main_context_iteration(talk->context, TRUE);
    }
    if (result != 0) {
        give_up(talk);
        return result;
    }
    if (talk->asking) {
        talk->asking = false;
        talk->until = tsb_clock_ms() + ANSWER_MS;
    }
    return 0;
}

int tsp_secret_check(GError *error, tsb_error *err)
{
    int code = TSB_ERR_UNSUPPORTED;

    if (!error)
        return 0;
    g_dbus_error_strip_remote_error(error);
    /* A question that was put away is "cancelled". */
    if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
        g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        code = tsb_fail(err, TSB_ERR_DENIED, "the key store is locked; unlock it and try again");
    else
        tsb_fail(err, code, "the key store fails (%s)", error->message);
    g_error_free(error);
    return code;
}

static int open_service(tsp_secret_talk *talk, tsb_error *err)
{
    GError *error = NULL;
    int result = 0;

    secret_service_open(SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, talk->cancellable, tsp_secret_done,
                        talk);
    result = tsp_secret_wait(talk, err);
    if (result != 0)
        return result;
    talk->service = secret_service_open_finish(talk->result, &error);
    g_clear_object(&talk->result);
    if (error)
        g_dbus_error_strip_remote_error(error);
    if (!talk->service)
        result = tsb_fail(err, TSB_ERR_UNSUPPORTED,
                          "no key store answers in this session (%s); start one (GNOME Keyring, KWallet, KeePassXC)",
                          error ? error->message : _("no reason given"));
    g_clear_error(&error);
    return result;
}

int tsp_secret_begin(tsp_secret_talk **out, const tsp_keystore_place *place, tsb_error *err)
{
    tsp_secret_talk *talk = NULL;

    *out = NULL;
    if (!session_is_there())
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "there is no D-Bus session here; start the player from your desktop, or where "
                        "DBUS_SESSION_BUS_ADDRESS leads to its session");
    talk = calloc(1, sizeof(*talk));
    if (!talk)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    talk->place = place;
    talk->context = g_main_context_new();
    talk->cancellable = g_cancellable_new();
    talk->ticks = g_timeout_source_new(TICK_MS);
    g_source_set_callback(talk->ticks, tick, NULL, NULL);
    g_source_attach(talk->ticks, talk->context);
    talk->until = tsb_clock_ms() + ANSWER_MS;
    g_main_context_push_thread_default(talk->context);
    *out = talk;
    return open_service(talk, err);
}

void tsp_secret_end(tsp_secret_talk **talk)
{
    tsp_secret_talk *one = *talk;

    *talk = NULL;
    if (!one)
        return;
    /* An answer may still be on its way to an abandoned talk: it stays, for the little time the process has. */
    if (one->abandoned) {
        g_main_context_pop_thread_default(one->context);
        return;
    }
    g_clear_object(&one->result);
    g_clear_object(&one->service);
    g_object_unref(one->cancellable);
    g_source_destroy(one->ticks);
    g_source_unref(one->ticks);
    /* GLib frees what its proxies held only now, in its own time. */
    while (g_main_context_iteration(one->context, FALSE))
        continue;
    g_main_context_pop_thread_default(one->context);
    g_main_context_unref(one->context);
    free(one);
}
