/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The desktop's part that keeps the screen from going dark: org.freedesktop.ScreenSaver on the session bus, as desktops
 * have it. Prints a line for all that happens: "ready", "inhibit APPLICATION: REASON", "allow", and "gone" for who
 * leaves the bus without a word.
 */
#include <gio/gio.h>
#include <stdio.h>

#define NAME "org.freedesktop.ScreenSaver"

static const char introspection[] = "<node><interface name='" NAME "'>"
                                    "<method name='Inhibit'><arg type='s' name='application' direction='in'/><arg "
                                    "type='s' name='reason' direction='in'/>"
                                    "<arg type='u' name='cookie' direction='out'/></method>"
                                    "<method name='UnInhibit'><arg type='u' name='cookie' direction='in'/></method>"
                                    "<method name='SimulateUserActivity'/>"
                                    "</interface></node>";

/* Who keeps it off; one at a time is enough here. */
static guint32 cookie;
static char *holder;

static void let_go(const char *how)
{
    printf("%s\n", how);
    g_clear_pointer(&holder, g_free);
}

static void inhibit(const char *sender, GVariant *parameters, GDBusMethodInvocation *invocation)
{
    const char *application = NULL;
    const char *reason = NULL;
    g_variant_get(parameters, "(&s&s)", &application, &reason);
    printf("inhibit %s: %s\n", application, reason);
    g_free(holder);
    holder = g_strdup(sender);
    g_dbus_method_invocation_return_value(invocation, g_variant_new("(u)", ++cookie));
}

static void call(GDBusConnection *connection, const gchar *sender, const gchar *path, const gchar *interface,
                 const gchar *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer context)
{
    guint32 which = 0;
    (void)connection;
    (void)path;
    (void)interface;
    (void)context;
    if (g_str_equal(method, "Inhibit")) {
        inhibit(sender, parameters, invocation);
        return;
    }
    if (g_str_equal(method, "UnInhibit")) {
        g_variant_get(parameters, "(u)", &which);
        if (which == cookie && g_strcmp0(holder, sender) == 0)
            let_go("allow");
        else
            printf("not yours: %u\n", which);
    }
    g_dbus_method_invocation_return_value(invocation, NULL);
}

static void owner_changed(GDBusConnection *connection, const gchar *sender, const gchar *path, const gchar *interface,
                          const gchar *signal, GVariant *parameters, gpointer context)
{
    const char *name = NULL;
    const char *before = NULL;
    const char *now = NULL;
    (void)connection;
    (void)sender;
    (void)path;
    (void)interface;
    (void)signal;
    (void)context;
    g_variant_get(parameters, "(&s&s&s)", &name, &before, &now);
    if (now[0] == '\0' && g_strcmp0(name, holder) == 0)
        let_go("gone");
}

static void named(GDBusConnection *connection, const gchar *name, gpointer context)
{
    (void)connection;
    (void)name;
    (void)context;
    printf("ready\n");
}

int main(void)
{
    static const GDBusInterfaceVTable operations = {.method_call = call};
    static const char *const paths[] = {"/org/freedesktop/ScreenSaver", "/ScreenSaver"};
    GError *error = NULL;
    setvbuf(stdout, NULL, _IOLBF, 0);
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    GDBusNodeInfo *info = g_dbus_node_info_new_for_xml(introspection, NULL);
    for (size_t i = 0; bus && !error && i < G_N_ELEMENTS(paths); i++)
        g_dbus_connection_register_object(bus, paths[i], info->interfaces[0], &operations, NULL, NULL, &error);
    if (error) {
        fprintf(stderr, "screensaver: %s\n", error->message);
        return 1;
    }
    g_dbus_connection_signal_subscribe(bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", NULL,
                                       NULL, G_DBUS_SIGNAL_FLAGS_NONE, owner_changed, NULL, NULL);
    g_bus_own_name_on_connection(bus, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, named, NULL, NULL, NULL);
    g_main_loop_run(g_main_loop_new(NULL, FALSE));
    return 0;
}
