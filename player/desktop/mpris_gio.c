/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session bus, on a thread of its own, and what passes between that and the main thread. */
#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "player/desktop/config.h"
#include "player/desktop/mpris_gio.h"

#define BUS_NAME     "org.mpris.MediaPlayer2.tallystick"
#define OBJECT_PATH  "/org/mpris/MediaPlayer2"
#define REQUESTS_MAX 32
/* A position this far, in microseconds, from where playing would have led was jumped to. */
#define JUMP 300000

struct tsp_mpris {
    tsb_log log;
    GThread *thread;
    GMainContext *context;
    GMainLoop *loop;
    GCancellable *cancellable;
    GMutex lock; /* of state, told and requests */
    tsp_mpris_state state;
    gint64 told; /* when, monotonic microseconds; 0: never */
    tsp_mpris_request requests[REQUESTS_MAX];
    unsigned request_count;
    /* The thread's own. */
    GDBusConnection *connection;
    tsp_mpris_state announced;
};

static void ask(tsp_mpris *mpris, enum tsp_mpris_what what, double value)
{
    g_mutex_lock(&mpris->lock);
    /* Somebody who asks faster than the player answers is not remembered. */
    if (mpris->request_count < REQUESTS_MAX)
        mpris->requests[mpris->request_count++] = (tsp_mpris_request){what, value};
    g_mutex_unlock(&mpris->lock);
}

static tsp_mpris_state state_of(tsp_mpris *mpris)
{
    g_mutex_lock(&mpris->lock);
    tsp_mpris_state state = mpris->state;
    g_mutex_unlock(&mpris->lock);
    return state;
}

static void set_position(tsp_mpris *mpris, GVariant *parameters)
{
    const char *track = NULL;
    gint64 position = 0;
    tsp_mpris_state state = state_of(mpris);
    g_variant_get(parameters, "(&ox)", &track, &position);
    /* By the specification, what is meant for another track or lies outside this one is ignored. */
    if (!state.stopped && strcmp(track, TSP_MPRIS_TRACK) == 0 && position >= 0 && position <= state.length)
        ask(mpris, TSP_MPRIS_GO, (double)position);
}

static void call(GDBusConnection *connection, const gchar *sender, const gchar *path, const gchar *interface,
                 const gchar *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer context)
{
    static const struct {
        const char *name;
        enum tsp_mpris_what what;
    } plain[] = {
        {"Play", TSP_MPRIS_PLAY}, {"Pause", TSP_MPRIS_PAUSE}, {"PlayPause", TSP_MPRIS_PLAY_PAUSE},
        {"Stop", TSP_MPRIS_STOP}, {"Next", TSP_MPRIS_NEXT},   {"Previous", TSP_MPRIS_PREVIOUS},
        {"Quit", TSP_MPRIS_QUIT}, {"Raise", TSP_MPRIS_RAISE},
    };
    tsp_mpris *mpris = context;
    (void)connection;
    (void)sender;
    (void)path;
    (void)interface;
    if (strcmp(method, "OpenUri") == 0) {
        g_dbus_method_invocation_return_error_literal(invocation, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED,
                                                      "Films are opened in the player itself");
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        if (strcmp(method, plain[i].name) == 0)
            ask(mpris, plain[i].what, 0);
    if (strcmp(method, "Seek") == 0) {
        gint64 offset = 0;
        g_variant_get(parameters, "(x)", &offset);
        ask(mpris, TSP_MPRIS_SEEK, (double)offset);
    } else if (strcmp(method, "SetPosition") == 0)
        set_position(mpris, parameters);
    g_dbus_method_invocation_return_value(invocation, NULL);
}

static GVariant *get(GDBusConnection *connection, const gchar *sender, const gchar *path, const gchar *interface,
                     const gchar *name, GError **error, gpointer context)
{
    tsp_mpris_state state = state_of(context);
    (void)connection;
    (void)sender;
    (void)path;
    (void)interface;
    (void)error;
    return tsp_mpris_property(&state, name);
}

static gboolean set(GDBusConnection *connection, const gchar *sender, const gchar *path, const gchar *interface,
                    const gchar *name, GVariant *value, GError **error, gpointer context)
{
    tsp_mpris *mpris = context;
    (void)connection;
    (void)sender;
    (void)path;
    (void)interface;
    (void)error;
    if (strcmp(name, "Fullscreen") == 0) {
        ask(mpris, TSP_MPRIS_FULLSCREEN, g_variant_get_boolean(value) ? 1 : 0);
        return TRUE;
    }
    double number = g_variant_get_double(value);
    if (!isfinite(number))
        return TRUE;
    if (strcmp(name, "Volume") == 0)
        ask(mpris, TSP_MPRIS_VOLUME, CLAMP(number, 0, TSP_VOLUME_MAX / 100.0));
    else if (number > 0)
        ask(mpris, TSP_MPRIS_RATE, CLAMP(number, TSP_SPEED_MIN, TSP_SPEED_MAX));
    else
        ask(mpris, TSP_MPRIS_PAUSE, 0); /* so the specification has it */
    return TRUE;
}

static const GDBusInterfaceVTable operations = {.method_call = call, .get_property = get, .set_property = set};

static void emit(tsp_mpris *mpris, const char *interface, const char *signal, GVariant *parameters)
{
    g_dbus_connection_emit_signal(mpris->connection, NULL, OBJECT_PATH, interface, signal, parameters, NULL);
}

static void emit_changes(tsp_mpris *mpris, const tsp_mpris_state *now, const char *interface, const char *const *names)
{
    GVariantBuilder changed;
    unsigned count = 0;
    g_variant_builder_init(&changed, G_VARIANT_TYPE("a{sv}"));
    for (; *names; names++) {
        GVariant *before = g_variant_ref_sink(tsp_mpris_property(&mpris->announced, *names));
        GVariant *after = g_variant_ref_sink(tsp_mpris_property(now, *names));
        if (!g_variant_equal(before, after)) {
            g_variant_builder_add(&changed, "{sv}", *names, after);
            count++;
        }
        g_variant_unref(before);
        g_variant_unref(after);
    }
    GVariant *parameters = g_variant_ref_sink(g_variant_new("(sa{sv}as)", interface, &changed, NULL));
    if (count > 0)
        emit(mpris, "org.freedesktop.DBus.Properties", "PropertiesChanged", parameters);
    g_variant_unref(parameters);
}

/* On the thread, as all that follows before has_bus: the bus hears what has changed since it heard the
 * last. */
static gboolean announce(gpointer context)
{
    static const char *const root[] = {"Fullscreen", NULL};
    static const char *const player[] = {"PlaybackStatus", "Rate",          "Metadata", "Volume",   "CanSeek",
                                         "CanGoNext",      "CanGoPrevious", "CanPlay",  "CanPause", NULL};
    tsp_mpris *mpris = context;
    tsp_mpris_state now = state_of(mpris);
    if (!mpris->connection)
        return G_SOURCE_REMOVE;
    emit_changes(mpris, &now, TSP_MPRIS_ROOT, root);
    emit_changes(mpris, &now, TSP_MPRIS_PLAYER, player);
    mpris->announced = now;
    return G_SOURCE_REMOVE;
}

static gboolean announce_jump(gpointer context)
{
    tsp_mpris *mpris = context;
    if (mpris->connection)
        emit(mpris, TSP_MPRIS_PLAYER, "Seeked", g_variant_new("(x)", state_of(mpris).position));
    return G_SOURCE_REMOVE;
}

static gboolean stop(gpointer context)
{
    tsp_mpris *mpris = context;
    g_main_loop_quit(mpris->loop);
    return G_SOURCE_REMOVE;
}

static guint offer(tsp_mpris *mpris, GDBusNodeInfo *info, GError **error)
{
    char name[64];
    for (int i = 0; i < 2; i++)
        if (!g_dbus_connection_register_object(mpris->connection, OBJECT_PATH, info->interfaces[i], &operations, mpris,
                                               NULL, error))
            return 0;
    /* A second player at the same time has its number behind the name. */
    snprintf(name, sizeof name, BUS_NAME ".instance%lu", (unsigned long)getpid());
    GVariant *answer = g_dbus_connection_call_sync(mpris->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                   "org.freedesktop.DBus", "RequestName",
                                                   g_variant_new("(su)", BUS_NAME, 4u), G_VARIANT_TYPE("(u)"),
                                                   G_DBUS_CALL_FLAGS_NONE, 5000, mpris->cancellable, error);
    guint32 got = 0;
    if (!answer)
        return 0;
    g_variant_get(answer, "(u)", &got);
    g_variant_unref(answer);
    if (got == 1)
        return 1;
    return g_bus_own_name_on_connection(mpris->connection, name, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

static gpointer run(gpointer context)
{
    tsp_mpris *mpris = context;
    GError *error = NULL;
    GDBusNodeInfo *info = g_dbus_node_info_new_for_xml(tsp_mpris_interfaces, NULL);
    g_main_context_push_thread_default(mpris->context);
    char *address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SESSION, mpris->cancellable, &error);
    GDBusConnection *connection = NULL;
    if (address)
        connection = g_dbus_connection_new_for_address_sync(
            address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
            NULL, mpris->cancellable, &error);
    mpris->connection = connection;
    if (connection && offer(mpris, info, &error))
        g_main_loop_run(mpris->loop);
    if (error && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tsb_info(&mpris->log, "the desktop's media controls are not there: %s", error->message);
    g_clear_error(&error);
    if (connection)
        g_dbus_connection_close_sync(connection, NULL, NULL);
    g_clear_object(&mpris->connection);
    g_free(address);
    g_dbus_node_info_unref(info);
    g_main_context_pop_thread_default(mpris->context);
    return NULL;
}

/* Whether there is a session bus; none is started for this. */
static bool has_bus(void)
{
    const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
    if (address && address[0])
        return strncmp(address, "disabled:", 9) != 0;
    const char *folder = g_getenv("XDG_RUNTIME_DIR");
    char *path = folder ? g_build_filename(folder, "bus", NULL) : NULL;
    bool there = path && g_file_test(path, G_FILE_TEST_EXISTS);
    g_free(path);
    return there;
}

void tsp_mpris_create(tsp_mpris **out, const tsb_log *log)
{
    *out = NULL;
    if (!has_bus())
        return;
    tsp_mpris *mpris = g_try_new0(tsp_mpris, 1);
    if (!mpris)
        return;
    mpris->log = tsb_log_named(log, "media controls");
    g_mutex_init(&mpris->lock);
    mpris->state = (tsp_mpris_state){.stopped = true, .volume = 1, .rate = 1};
    mpris->announced = mpris->state;
    mpris->context = g_main_context_new();
    mpris->loop = g_main_loop_new(mpris->context, FALSE);
    mpris->cancellable = g_cancellable_new();
    mpris->thread = g_thread_try_new("mpris", run, mpris, NULL);
    *out = mpris;
    if (!mpris->thread)
        tsp_mpris_destroy(out);
}

static void on_thread(tsp_mpris *mpris, GSourceFunc what)
{
    GSource *source = g_idle_source_new();
    g_source_set_callback(source, what, mpris, NULL);
    g_source_attach(source, mpris->context);
    g_source_unref(source);
}

void tsp_mpris_destroy(tsp_mpris **out)
{
    tsp_mpris *mpris = *out;
    if (!mpris)
        return;
    g_cancellable_cancel(mpris->cancellable);
    if (mpris->thread) {
        on_thread(mpris, stop); /* the loop may not have begun to run */
        g_thread_join(mpris->thread);
    }
    g_object_unref(mpris->cancellable);
    g_main_loop_unref(mpris->loop);
    g_main_context_unref(mpris->context);
    g_mutex_clear(&mpris->lock);
    g_free(mpris);
    *out = NULL;
}

void tsp_mpris_tell(tsp_mpris *mpris, const tsp_mpris_state *state)
{
    if (!mpris)
        return;
    gint64 now = g_get_monotonic_time();
    g_mutex_lock(&mpris->lock);
    const tsp_mpris_state *old = &mpris->state;
    bool changed = strcmp(old->title, state->title) != 0 || old->stopped != state->stopped ||
                   old->paused != state->paused || old->fullscreen != state->fullscreen ||
                   old->seekable != state->seekable || fabs(old->volume - state->volume) > 1e-6 ||
                   fabs(old->rate - state->rate) > 1e-6 || old->length != state->length;
    double led = (double)old->position + (old->paused || old->stopped ? 0 : (double)(now - mpris->told) * old->rate);
    /* Standing still for want of pictures is no jump. */
    bool jumped = mpris->told && !old->stopped && !state->stopped && fabs((double)state->position - led) > JUMP &&
                  state->position != old->position;
    mpris->state = *state;
    mpris->told = now;
    g_mutex_unlock(&mpris->lock);
    if (changed)
        on_thread(mpris, announce);
    if (jumped)
        on_thread(mpris, announce_jump);
}

bool tsp_mpris_take(tsp_mpris *mpris, tsp_mpris_request *out)
{
    bool any = false;
    if (!mpris)
        return false;
    g_mutex_lock(&mpris->lock);
    if (mpris->request_count > 0) {
        any = true;
        *out = mpris->requests[0];
        mpris->request_count--;
        memmove(mpris->requests, mpris->requests + 1, mpris->request_count * sizeof mpris->requests[0]);
    }
    g_mutex_unlock(&mpris->lock);
    return any;
}
