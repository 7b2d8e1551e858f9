/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/density.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "player/desktop/config_lines.h"

#define ORDINARY 96.0 /* dots per inch */
#define RESOURCE "Xft.dpi:"

/* What is needed of Xlib; SDL loads the library by the same name. */
struct xlib {
    void *(*open)(const char *name);
    char *(*resources)(void *display);
    int (*close)(void *display);
};

static double within(double density)
{
    return !(density > 1) ? 1 : fmin(density, TSP_DENSITY_MAX);
}

double tsp_density_of_resources(const char *resources)
{
    char text[32] = "";
    double dpi = ORDINARY;
    const char *line = resources;
    while (line && strncmp(line, RESOURCE, strlen(RESOURCE)) != 0) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    if (!line)
        return 1;
    line += strlen(RESOURCE);
    line += strspn(line, TSP_CONFIG_BLANKS);
    size_t length = strcspn(line, TSP_CONFIG_BLANKS "\n");
    if (length == 0 || length >= sizeof text)
        return 1;
    memcpy(text, line, length);
    return tsp_config_number(text, &dpi) ? within(dpi / ORDINARY) : 1;
}

static bool load(void *library, const char *name, void *function)
{
    void *found = SDL_LoadFunction(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static double of_server(void)
{
    struct xlib x;
    double density = 1;
    void *library = SDL_LoadObject("libX11.so.6");
    if (!library)
        return 1;
    if (load(library, "XOpenDisplay", &x.open) && load(library, "XResourceManagerString", &x.resources) &&
        load(library, "XCloseDisplay", &x.close)) {
        void *display = x.open(NULL);
        if (display) {
            density = tsp_density_of_resources(x.resources(display));
            x.close(display);
        }
    }
    SDL_UnloadObject(library);
    return density;
}

/* Said for one toolkit, and meant for all that is on the screen. */
static double of_environment(const char *name)
{
    double density = 1;
    const char *text = SDL_getenv(name);
    return text && tsp_config_number(text, &density) ? within(density) : 1;
}

double tsp_density(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    if (!driver || strcmp(driver, "x11") != 0)
        return 1;
    return fmax(of_server(), fmax(of_environment("GDK_SCALE"), of_environment("QT_SCALE_FACTOR")));
}
