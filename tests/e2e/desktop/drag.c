/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drag X Y FILE... : drags files to a place of the X11 screen and drops them there, as a file manager does: the
 * source's part of the XDND protocol, version 5. FILE is a path, or a URI to be given away as it is. Exit code 0: they
 * were taken; 1: nothing there takes them, or it says nothing for ten seconds.
 */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <ctype.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION  5
#define PATIENCE 10000 /* milliseconds */

enum { AWARE, SELECTION, ENTER, POSITION, STATUS, DROP, FINISHED, COPY, URI_LIST, ATOMS };

static char atom_names[ATOMS][20] = {
    [AWARE] = "XdndAware",       [SELECTION] = "XdndSelection", [ENTER] = "XdndEnter",
    [POSITION] = "XdndPosition", [STATUS] = "XdndStatus",       [DROP] = "XdndDrop",
    [FINISHED] = "XdndFinished", [COPY] = "XdndActionCopy",     [URI_LIST] = "text/uri-list",
};

struct drag {
    Display *display;
    Window source;
    Window target;
    int x;
    int y;
    Atom atoms[ATOMS];
    char list[16384]; /* of URIs, a line each */
};

static bool add(struct drag *drag, const char *text)
{
    size_t length = strlen(drag->list);
    return (size_t)snprintf(drag->list + length, sizeof drag->list - length, "%s", text) < sizeof drag->list - length;
}

/* All but what RFC 3986 leaves alone is escaped, byte by byte. */
static bool add_uri(struct drag *drag, const char *file)
{
    bool uri = strncmp(file, "file:", 5) == 0;
    bool fits = uri || add(drag, "file://");
    for (; fits && *file; file++) {
        unsigned char byte = (unsigned char)*file;
        char text[4] = {(char)byte, '\0'};
        if (!uri && !isalnum(byte) && !strchr("/-._~", byte))
            snprintf(text, sizeof text, "%%%02X", byte);
        fits = add(drag, text);
    }
    return fits && add(drag, "\r\n");
}

static bool takes_drops(struct drag *drag, Window window)
{
    Atom type = None;
    int format = 0;
    unsigned long count = 0;
    unsigned long left = 0;
    unsigned char *data = NULL;
    XGetWindowProperty(drag->display, window, drag->atoms[AWARE], 0, 1, False, XA_ATOM, &type, &format, &count, &left,
                       &data);
    if (data)
        XFree(data);
    return type == XA_ATOM && count == 1;
}

/* The uppermost window there that takes drops. */
static bool find_target(struct drag *drag)
{
    Window root = DefaultRootWindow(drag->display);
    Window window = root;
    Window child = root;
    int x = 0;
    int y = 0;
    while (child != None) {
        window = child;
        if (takes_drops(drag, window)) {
            drag->target = window;
            return true;
        }
        XTranslateCoordinates(drag->display, root, window, drag->x, drag->y, &x, &y, &child);
    }
    return false;
}

static void tell(struct drag *drag, int what, long second, long third, long fourth, long fifth)
{
    XEvent event = {.xclient = {.type = ClientMessage,
                                .window = drag->target,
                                .message_type = drag->atoms[what],
                                .format = 32,
                                .data.l = {(long)drag->source, second, third, fourth, fifth}}};
    XSendEvent(drag->display, drag->target, False, NoEventMask, &event);
}

static void give(struct drag *drag, const XSelectionRequestEvent *request)
{
    bool known = request->target == drag->atoms[URI_LIST] && request->property != None;
    XEvent answer = {.xselection = {.type = SelectionNotify,
                                    .requestor = request->requestor,
                                    .selection = request->selection,
                                    .target = request->target,
                                    .property = known ? request->property : None,
                                    .time = request->time}};
    if (known)
        XChangeProperty(drag->display, request->requestor, request->property, request->target, 8, PropModeReplace,
                        (const unsigned char *)drag->list, (int)strlen(drag->list));
    XSendEvent(drag->display, request->requestor, False, NoEventMask, &answer);
}

/* Gives what is asked for until the target sends that message; false: it does not. */
static bool hears(struct drag *drag, int what, XClientMessageEvent *out)
{
    for (;;) {
        XEvent event;
        struct pollfd waits = {.fd = ConnectionNumber(drag->display), .events = POLLIN};
        while (XPending(drag->display)) {
            XNextEvent(drag->display, &event);
            if (event.type == SelectionRequest)
                give(drag, &event.xselectionrequest);
            *out = event.xclient;
            if (event.type == ClientMessage && event.xclient.message_type == drag->atoms[what])
                return true;
        }
        if (poll(&waits, 1, PATIENCE) <= 0)
            return false;
    }
}

static const char *run(struct drag *drag)
{
    XClientMessageEvent heard;
    if (!find_target(drag))
        return "nothing there takes drops";
    XSetSelectionOwner(drag->display, drag->atoms[SELECTION], drag->source, CurrentTime);
    tell(drag, ENTER, (long)VERSION << 24, (long)drag->atoms[URI_LIST], None, None);
    tell(drag, POSITION, 0, (long)drag->x << 16 | drag->y, CurrentTime, (long)drag->atoms[COPY]);
    if (!hears(drag, STATUS, &heard))
        return "no answer to the drag";
    if (!(heard.data.l[1] & 1))
        return "it does not want them";
    tell(drag, DROP, 0, CurrentTime, None, None);
    if (!hears(drag, FINISHED, &heard))
        return "no answer to the drop";
    return heard.data.l[1] & 1 ? NULL : "it could not use them";
}

int main(int argc, char **argv)
{
    struct drag drag = {.display = NULL};
    bool fits = true;
    for (int i = 3; i < argc && fits; i++)
        fits = add_uri(&drag, argv[i]);
    if (argc < 4 || !fits) {
        fputs("usage: drag X Y FILE...\n", stderr);
        return 2;
    }
    drag.x = (int)strtol(argv[1], NULL, 10);
    drag.y = (int)strtol(argv[2], NULL, 10);
    drag.display = XOpenDisplay(NULL);
    if (!drag.display) {
        fputs("drag: there is no display\n", stderr);
        return 1;
    }
    for (int i = 0; i < ATOMS; i++)
        drag.atoms[i] = XInternAtom(drag.display, atom_names[i], False);
    drag.source = XCreateSimpleWindow(drag.display, DefaultRootWindow(drag.display), 0, 0, 1, 1, 0, 0, 0);
    const char *why = run(&drag);
    if (why)
        fprintf(stderr, "drag: %s\n", why);
    XCloseDisplay(drag.display);
    return why ? 1 : 0;
}
