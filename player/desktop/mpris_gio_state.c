/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "player/desktop/mpris_gio.h"

#define NO_TRACK "/org/mpris/MediaPlayer2/TrackList/NoTrack"

const char tsp_mpris_interfaces[] =
    "<node><interface name='" TSP_MPRIS_ROOT "'>"
    "<method name='Raise'/><method name='Quit'/>"
    "<property name='CanQuit' type='b' access='read'/><property name='CanRaise' type='b' access='read'/>"
    "<property name='Fullscreen' type='b' access='readwrite'/>"
    "<property name='CanSetFullscreen' type='b' access='read'/>"
    "<property name='HasTrackList' type='b' access='read'/>"
    "<property name='Identity' type='s' access='read'/><property name='DesktopEntry' type='s' access='read'/>"
    "<property name='SupportedUriSchemes' type='as' access='read'/>"
    "<property name='SupportedMimeTypes' type='as' access='read'/>"
    "</interface><interface name='" TSP_MPRIS_PLAYER "'>"
    "<method name='Next'/><method name='Previous'/><method name='Pause'/><method name='PlayPause'/>"
    "<method name='Stop'/><method name='Play'/>"
    "<method name='Seek'><arg type='x' name='Offset' direction='in'/></method>"
    "<method name='SetPosition'><arg type='o' name='TrackId' direction='in'/>"
    "<arg type='x' name='Position' direction='in'/></method>"
    "<method name='OpenUri'><arg type='s' name='Uri' direction='in'/></method>"
    "<signal name='Seeked'><arg type='x' name='Position'/></signal>"
    "<property name='PlaybackStatus' type='s' access='read'/><property name='Rate' type='d' access='readwrite'/>"
    "<property name='Metadata' type='a{sv}' access='read'/><property name='Volume' type='d' access='readwrite'/>"
    "<property name='Position' type='x' access='read'><annotation "
    "name='org.freedesktop.DBus.Property.EmitsChangedSignal' value='false'/></property>"
    "<property name='MinimumRate' type='d' access='read'/><property name='MaximumRate' type='d' access='read'/>"
    "<property name='CanGoNext' type='b' access='read'/><property name='CanGoPrevious' type='b' access='read'/>"
    "<property name='CanPlay' type='b' access='read'/><property name='CanPause' type='b' access='read'/>"
    "<property name='CanSeek' type='b' access='read'/><property name='CanControl' type='b' access='read'/>"
    "</interface></node>";

static GVariant *metadata(const tsp_mpris_state *state)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    g_variant_builder_add(&builder, "{sv}", "mpris:trackid",
                          g_variant_new_object_path(state->stopped ? NO_TRACK : TSP_MPRIS_TRACK));
    if (state->stopped)
        return g_variant_builder_end(&builder);
    g_variant_builder_add(&builder, "{sv}", "mpris:length", g_variant_new_int64(state->length));
    g_variant_builder_add(&builder, "{sv}", "xesam:title", g_variant_new_string(state->title));
    return g_variant_builder_end(&builder);
}

GVariant *tsp_mpris_property(const tsp_mpris_state *state, const char *name)
{
    if (strcmp(name, "PlaybackStatus") == 0)
        return g_variant_new_string(state->stopped ? "Stopped" : state->paused ? "Paused" : "Playing");
    if (strcmp(name, "Metadata") == 0)
        return metadata(state);
    if (strcmp(name, "Position") == 0)
        return g_variant_new_int64(state->position);
    if (strcmp(name, "Rate") == 0)
        return g_variant_new_double(state->rate);
    if (strcmp(name, "Volume") == 0)
        return g_variant_new_double(state->volume);
    if (strcmp(name, "MinimumRate") == 0)
        return g_variant_new_double(TSP_SPEED_MIN);
    if (strcmp(name, "MaximumRate") == 0)
        return g_variant_new_double(TSP_SPEED_MAX);
    if (strcmp(name, "Fullscreen") == 0)
        return g_variant_new_boolean(state->fullscreen);
    if (strcmp(name, "CanSeek") == 0 || strcmp(name, "CanGoNext") == 0 || strcmp(name, "CanGoPrevious") == 0)
        return g_variant_new_boolean(state->seekable);
    if (strcmp(name, "CanPlay") == 0 || strcmp(name, "CanPause") == 0)
        return g_variant_new_boolean(!state->stopped);
    if (strcmp(name, "Identity") == 0)
        return g_variant_new_string("Tallystick");
    if (strcmp(name, "DesktopEntry") == 0)
        return g_variant_new_string("tallystick");
    if (strncmp(name, "Supported", 9) == 0)
        return g_variant_new_strv(NULL, 0);
    return g_variant_new_boolean(strcmp(name, "HasTrackList") != 0); /* all others are what it can do */
}
