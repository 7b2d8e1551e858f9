/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "player/screen/density.h"
#include "player/screen/graphics.h"
#include "player/screen/icon_window.h"
#include "player/screen/theme.h"

/* Milliseconds that the desktop may take to bring a window to its place. */
#define SETTLING 2000u

struct tsp_window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    tsp_widgets *widgets;
    bool fullscreen;
    tsp_window_place place;  /* as last seen neither maximised nor full screen */
    tsp_window_place wanted; /* where it is to be, and may not be yet */
    uint32_t settles_until;  /* SDL_GetTicks; 0: it is not on its way */
    double density;
    double text_scale;
};

static bool on_wayland(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && strcmp(driver, "wayland") == 0;
}

/* As high as three fifths of the screen, and never over most of its width. */
static void first_size(double density, int *width, int *height)
{
    const double aspect = 16.0 / 9;
    const double usual = 576 * density;
    SDL_Rect usable = {0, 0, 1280, 720};
    SDL_GetDisplayUsableBounds(0, &usable);
    double tall = usable.h * 0.6 > usual ? usable.h * 0.6 : usable.h * 0.85 < usual ? usable.h * 0.85 : usual;
    if (tall * aspect > usable.w * 0.9)
        tall = usable.w * 0.9 / aspect;
    *height = (int)(tall + 0.5);
    *width = (int)(tall * aspect + 0.5);
}

/*
 * OpenGL without a graphics card is emulated, and slower than SDL's own drawing:
 * remote desktops and virtual machines have it so.
 */
static bool emulated(SDL_Renderer *renderer)
{
    static const char *const emulators[] = {"llvmpipe", "softpipe", "SwiftShader", "Software Rasterizer"};
    const unsigned gl_renderer = 0x1F01; /* GL_RENDERER */
    const char *(*get_string)(unsigned) = NULL;
    SDL_RendererInfo info = {0};
    if (SDL_GetRendererInfo(renderer, &info) || strncmp(info.name, "opengl", 6) != 0)
        return false;
    void *found = SDL_GL_GetProcAddress("glGetString");
    memcpy(&get_string, &found, sizeof found);
    const char *name = get_string ? get_string(gl_renderer) : NULL;
    for (size_t i = 0; name && i < TSB_COUNT(emulators); i++)
        if (strstr(name, emulators[i]))
            return true;
    return false;
}

static int create_renderer(tsp_window *window, const tsb_log *log, tsb_error *err)
{
    SDL_RendererInfo info = {0};
    bool chosen = SDL_GetHint(SDL_HINT_RENDER_DRIVER) != NULL;
    if (chosen || tsp_graphics_card())
        window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC);
    if (window->renderer && !chosen && emulated(window->renderer)) {
        SDL_DestroyRenderer(window->renderer);
        window->renderer = NULL;
    }
    if (!window->renderer) {
        /* Else SDL would bring its own drawing to the screen by the same emulated OpenGL; on Wayland it has nothing
         * else. */
        if (!on_wayland())
            SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
        window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_SOFTWARE);
    }
    if (!window->renderer)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "The window cannot be drawn on: %s", SDL_GetError());
    if (SDL_GetRendererInfo(window->renderer, &info) == 0)
        tsb_debug(log, "screen: %s, %s", SDL_GetCurrentVideoDriver(), info.name);
    return 0;
}

static int start_sdl(tsb_error *err)
{
    /* Ctrl-C belongs to the program, the screensaver is kept off only while the film runs. */
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_APP_NAME, "Tallystick");
    SDL_SetHint(SDL_HINT_SCREENSAVER_INHIBIT_ACTIVITY_NAME, _("Playing a film"));
    /* On Windows, sizes are in points and pictures in pixels, on each monitor by its own density. */
    SDL_SetHint(SDL_HINT_WINDOWS_DPI_AWARENESS, "permonitorv2");
    SDL_SetHint(SDL_HINT_WINDOWS_DPI_SCALING, "1");
    SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
    SDL_SetMainReady();
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS))
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "There is no screen to play on: %s", SDL_GetError());
    return 0;
}

static void fit_monitors(tsp_window_place *place)
{
    tsp_window_monitor monitors[16] = {{0}};
    size_t count = 0;
    for (int i = 0; i < SDL_GetNumVideoDisplays() && count < TSB_COUNT(monitors); i++) {
        SDL_Rect usable;
        if (SDL_GetDisplayUsableBounds(i, &usable) == 0)
            monitors[count++] = (tsp_window_monitor){usable.x, usable.y, usable.w, usable.h};
    }
    tsp_window_place_fit(place, monitors, count);
}

/* The place a window had before, on the monitors of now; else the middle of the first one. */
static void choose_place(tsp_window *window, const tsp_window_place *before)
{
    if (before)
        window->place = *before;
    fit_monitors(&window->place);
    window->wanted = window->place;
    if (window->place.known)
        return;
    window->place.x = (int)SDL_WINDOWPOS_CENTERED;
    window->place.y = (int)SDL_WINDOWPOS_CENTERED;
    first_size(window->density, &window->place.width, &window->place.height);
}

static int open_window(tsp_window *window, const tsp_window_place *before, bool fullscreen, tsb_error *err)
{
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI | (fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0u);
    window->density = tsp_density();
    choose_place(window, before);
    const tsp_window_place *place = &window->place;
    window->fullscreen = fullscreen;
    window->window = SDL_CreateWindow("Tallystick", place->x, place->y, place->width, place->height,
                                      flags | (place->maximised && !on_wayland() ? SDL_WINDOW_MAXIMIZED : 0u));
    if (!window->window)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "No window can be opened: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(window->window, (int)(320 * window->density), (int)(180 * window->density));
    tsp_icon_window_set(window->window);
    return 0;
}

int tsp_window_create_at(tsp_window **out, const tsp_window_place *place, bool fullscreen, const tsb_log *log,
                         tsb_error *err)
{
    tsp_window *window = NULL;
    int result = start_sdl(err);
    if (result)
        return result;
    window = calloc(1, sizeof *window);
    if (!window) {
        SDL_Quit();
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the window");
    }
    window->text_scale = 1;
    result = open_window(window, place, fullscreen, err);
    if (!result)
        result = create_renderer(window, log, err);
    /* Where SDL draws the window's frame itself, it cannot open one that is maximised from the beginning. */
    if (!result && window->place.maximised && !fullscreen && on_wayland())
        SDL_MaximizeWindow(window->window);
    if (!result)
        result = tsp_widgets_create(&window->widgets, window->renderer, log, err);
    if (result)
        tsp_window_destroy(&window);
    *out = window;
    return result;
}

int tsp_window_create(tsp_window **out, bool fullscreen, const tsb_log *log, tsb_error *err)
{
    return tsp_window_create_at(out, NULL, fullscreen, log, err);
}

void tsp_window_destroy(tsp_window **window)
{
    if (!window || !*window)
        return;
    tsp_widgets_destroy(&(*window)->widgets);
    if ((*window)->renderer)
        SDL_DestroyRenderer((*window)->renderer);
    if ((*window)->window)
        SDL_DestroyWindow((*window)->window);
    free(*window);
    *window = NULL;
    SDL_Quit();
}

SDL_Renderer *tsp_window_renderer(tsp_window *window)
{
    return window->renderer;
}

tsp_widgets *tsp_window_widgets(tsp_window *window)
{
    return window->widgets;
}

void tsp_window_set_name(tsp_window *window, const char *name)
{
    char title[256];
    if (name && name[0])
        snprintf(title, sizeof title, "%s - Tallystick", name);
    else
        snprintf(title, sizeof title, "Tallystick");
    SDL_SetWindowTitle(window->window, title);
}

void tsp_window_clear(tsp_window *window)
{
    SDL_SetRenderDrawBlendMode(window->renderer, SDL_BLENDMODE_NONE);
    SDL_SetRenderDrawColor(window->renderer, 0, 0, 0, 255);
    SDL_RenderClear(window->renderer);
}

static bool same_place(const tsp_window_place *one, const tsp_window_place *other)
{
    return one->known == other->known && one->x == other->x && one->y == other->y && one->width == other->width &&
           one->height == other->height;
}

/*
 * What a window manager puts around the window is known some time after the window is shown, and until then the place
 * asked for is that of the frame: asked for again, lest the window moves a little at each start.
 */
static void settle(tsp_window *window)
{
    int edges[4] = {0};
    tsp_window_place *wanted = &window->wanted;
    uint32_t now = SDL_GetTicks();
    if (window->settles_until == 0)
        window->settles_until = now + SETTLING;
    bool framed = SDL_GetWindowBordersSize(window->window, &edges[0], &edges[1], &edges[2], &edges[3]) == 0 &&
                  edges[0] + edges[1] + edges[2] + edges[3] > 0;
    if (framed && !wanted->maximised)
        SDL_SetWindowPosition(window->window, wanted->x, wanted->y);
    if (framed || SDL_TICKS_PASSED(now, window->settles_until))
        wanted->known = false;
}

/* Whatever makes it large, the size it goes back to is this. */
static void note_place(tsp_window *window)
{
    const Uint32 large = SDL_WINDOW_MAXIMIZED | SDL_WINDOW_FULLSCREEN | SDL_WINDOW_MINIMIZED | SDL_WINDOW_HIDDEN;
    Uint32 flags = SDL_GetWindowFlags(window->window);
    SDL_Rect usable = {0, 0, 0, 0};
    tsp_window_place now = {.known = true, .maximised = flags & SDL_WINDOW_MAXIMIZED};
    window->place.maximised = now.maximised;
    if (flags & large)
        return;
    if (window->wanted.known)
        settle(window);
    SDL_GetWindowPosition(window->window, &now.x, &now.y);
    SDL_GetWindowSize(window->window, &now.width, &now.height);
    if (window->place.known && on_wayland()) {
        /* No window is told there where it is: what is known from elsewhere is kept. */
        now.x = window->place.x;
        now.y = window->place.y;
    }
    /* Every picture comes by here, and to ask for the usable bounds is to ask the display server. */
    if (same_place(&now, &window->place))
        return;
    /* The desktop tells of the new size before it tells that the window is maximised. */
    SDL_GetDisplayUsableBounds(SDL_GetWindowDisplayIndex(window->window), &usable);
    if (now.width < usable.w || !window->place.known)
        window->place = now;
}

tsp_window_place tsp_window_place_of(tsp_window *window)
{
    note_place(window);
    return window->place;
}

void tsp_window_raise(tsp_window *window)
{
    SDL_RestoreWindow(window->window);
    SDL_RaiseWindow(window->window);
}

void tsp_window_flush(tsp_window *window)
{
    SDL_RenderFlush(window->renderer);
}

void tsp_window_present(tsp_window *window)
{
    SDL_RenderPresent(window->renderer);
    note_place(window);
}

void tsp_window_size(tsp_window *window, int *width, int *height)
{
    if (SDL_GetRendererOutputSize(window->renderer, width, height)) {
        *width = 1;
        *height = 1;
    }
}

void tsp_window_to_pixels(tsp_window *window, int *x, int *y)
{
    int window_width = 0;
    int window_height = 0;
    int width = 0;
    int height = 0;
    SDL_GetWindowSize(window->window, &window_width, &window_height);
    tsp_window_size(window, &width, &height);
    if (window_width > 0 && window_height > 0) {
        *x = *x * width / window_width;
        *y = *y * height / window_height;
    }
}

double tsp_window_scale(tsp_window *window)
{
    int window_width = 0;
    int width = 0;
    int height = 0;
    SDL_GetWindowSize(window->window, &window_width, NULL);
    tsp_window_size(window, &width, &height);
    double tall = height / TSP_THEME_HEIGHT;
    double wide = width / TSP_THEME_WIDTH;
    double least = TSP_THEME_SCALE_MIN * window->density * (window_width > 0 ? (double)width / window_width : 1);
    double scale = tall < wide ? tall : wide;
    return (scale > least ? scale : least) * window->text_scale;
}

void tsp_window_set_text_scale(tsp_window *window, double scale)
{
    window->text_scale = scale >= 0.5 && scale <= 3 ? scale : scale > 3 ? 3 : 0.5;
}

int tsp_window_refresh(tsp_window *window)
{
    SDL_DisplayMode mode = {0};
    return SDL_GetCurrentDisplayMode(SDL_GetWindowDisplayIndex(window->window), &mode) == 0 ? mode.refresh_rate : 0;
}

bool tsp_window_paced(tsp_window *window)
{
    SDL_RendererInfo info = {0};
    return SDL_GetRendererInfo(window->renderer, &info) == 0 && info.flags & SDL_RENDERER_PRESENTVSYNC &&
           !(info.flags & SDL_RENDERER_SOFTWARE);
}

bool tsp_window_fullscreen(const tsp_window *window)
{
    return window->fullscreen;
}

/* What it goes back to from the full screen may lie on a monitor that is gone. */
static void come_into_sight(tsp_window *window, const tsp_window_place *before)
{
    tsp_window_place fitting = *before;
    fit_monitors(&fitting);
    if (same_place(&fitting, before))
        return;
    SDL_SetWindowSize(window->window, fitting.width, fitting.height);
    SDL_SetWindowPosition(window->window, fitting.x, fitting.y);
}

void tsp_window_set_fullscreen(tsp_window *window, bool fullscreen)
{
    tsp_window_place before = window->place;
    if (SDL_SetWindowFullscreen(window->window, fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0))
        return;
    if (window->fullscreen && !fullscreen && before.known && !before.maximised)
        come_into_sight(window, &before);
    window->fullscreen = fullscreen;
}
