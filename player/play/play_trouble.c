/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the film waits, and what is said about it. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/translate.h"
#include "player/play/play_int.h"
#include "player/screen/theme.h"

/* What the sectors' source has to say is shown when it is news. */
static void take_status(tsp_player *player, const tsp_sectors_status *status, uint32_t now)
{
    if (strcmp(status->text, player->status) == 0)
        return;
    snprintf(player->status, sizeof player->status, "%s", status->text);
    player->status_until = now + TSP_THEME_NOTICE_SHOWN;
    player->redraw = true;
    if (status->text[0]) /* Whoever it comes from has warned of it. */
        tsb_info(&player->log, "%s", status->text);
}

const char *tsp_player_status(tsp_player *player, const tsp_sectors_status *status, uint32_t now)
{
    take_status(player, status, now);
    bool shown = player->status[0] && (int32_t)(player->status_until - now) > 0;
    if (shown != player->status_shown)
        player->redraw = true;
    player->status_shown = shown;
    return shown ? player->status : "";
}

static bool waits(const tsp_player *player, const tsp_sectors_status *status, uint32_t now)
{
    if (player->phase == TSP_PHASE_STILL) /* it stays by itself, but what comes next would not */
        return status->absent;
    return (player->phase == TSP_PHASE_STARTING || player->phase == TSP_PHASE_BUFFERING) &&
           now - player->phase_since >= TSP_THEME_BUFFER_DELAY;
}

static tsp_osd_panel disc_panel(tsp_player *player, const char *text)
{
    tsp_presence_status status = {0};
    tsp_osd_panel panel = {.icon = TSP_ICON_OPTICAL, .leave = true};
    if (player->options->presence)
        tsp_presence_status_get(player->options->presence, &status);
    if (status.ejecting) {
        panel.title = _("The disc is being ejected");
        return panel;
    }
    panel.title = status.other     ? _("The wrong disc is in")
                  : status.ejected ? _("The disc was ejected")
                                   : _("The disc is missing");
    panel.text = text;
    panel.detail = _("The film then goes on by itself from here, as the same viewing.");
    return panel;
}

/* What the film waits for: the navigator reads a part of the disc before anybody asks for its sectors. */
static enum tsp_trouble trouble_of(tsp_player *player, const tsp_sectors_status *status)
{
    tsp_pipeline_state state;
    tsp_pipeline_state_get(player->pipeline, &state);
    bool well = status->trouble == TSP_TROUBLE_NONE || status->trouble == TSP_TROUBLE_DAMAGE;
    return well && state.disc_waits >= TSP_SLOW_MS ? TSP_TROUBLE_DISC : status->trouble;
}

/* In whole seconds, the last of which is the first one. */
static void tell_next_try(tsp_player *player, const tsp_sectors_status *status)
{
    char text[sizeof player->next_try] = "";
    unsigned seconds = (unsigned)((status->retry_ms + 999) / 1000);
    if (status->retryable && seconds > 0)
        snprintf(text, sizeof text,
                 tsb_translate_count("Tallystick tries again in %u second.", "Tallystick tries again in %u seconds.",
                                     seconds),
                 seconds);
    else if (status->retryable)
        snprintf(text, sizeof text, "%s", _("Tallystick is trying now..."));
    if (strcmp(text, player->next_try) == 0)
        return;
    memcpy(player->next_try, text, sizeof player->next_try);
    player->redraw = true;
}

static tsp_osd_panel panel_of(tsp_player *player, const tsp_sectors_status *status)
{
    tsb_text_sentence(player->detail, sizeof player->detail, status->text);
    tell_next_try(player, status);
    switch (trouble_of(player, status)) {
    case TSP_TROUBLE_NETWORK:
        return (tsp_osd_panel){
            .icon = TSP_ICON_NETWORK_LOST,
            .title = _("The connection to the server is lost"),
            .text = _("Check that this computer is connected. The film goes on by itself from here when the server "
                      "answers."),
            .next = player->next_try,
            .detail = player->detail,
            .retry = status->retryable,
            .leave = true,
        };
    case TSP_TROUBLE_TOKEN:
        return (tsp_osd_panel){
            .icon = TSP_ICON_TOKEN,
            .title = _("The token is missing"),
            .text = _("Put it back, and the film goes on by itself from here."),
            .detail = player->detail,
            .leave = true,
        };
    case TSP_TROUBLE_NO_DISC:
        return disc_panel(player, status->text);
    case TSP_TROUBLE_DISC:
        return (tsp_osd_panel){
            .icon = TSP_ICON_OPTICAL,
            .title = _("The disc is hard to read here"),
            .text = _("The drive keeps trying. If that takes too long, leave the film, wipe the disc with a soft cloth "
                      "from the middle outwards, and go on: it remains the same view."),
            .leave = true,
        };
    case TSP_TROUBLE_NONE:
    case TSP_TROUBLE_DAMAGE:
        break;
    }
    snprintf(player->buffering, sizeof player->buffering, _("Buffering: %d %%"),
             (int)(tsp_player_buffered(player) * 100));
    return (tsp_osd_panel){.icon = TSP_ICON_SPINNER, .title = player->buffering};
}

bool tsp_player_panel(tsp_player *player, const tsp_sectors_status *status, uint32_t now, tsp_osd_panel *out)
{
    bool shown = waits(player, status, now);
    if (shown)
        *out = panel_of(player, status);
    const char *title = shown ? out->title : NULL;
    if (title != player->panel_title)
        player->redraw = true;
    player->panel_title = title;
    return shown;
}

/* For as long as it takes to read a sentence. */
static void say_why(tsp_player *player, const tsb_error *why)
{
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_NOTICE_SHOWN, "%s", why->text);
    player->redraw = true;
}

void tsp_player_eject(tsp_player *player)
{
    tsb_error why = {0};
    tsp_presence_status status = {0};
    if (player->options->presence)
        tsp_presence_status_get(player->options->presence, &status);
    if (status.out) /* which the panel says */
        return;
    if (!player->options->presence)
        tsb_fail(&why, TSB_ERR_UNSUPPORTED, "There is nothing to eject.");
    else
        (void)!tsp_presence_eject(player->options->presence, &why);
    if (why.code)
        say_why(player, &why);
    else
        tsp_player_say(player, _("The disc is being ejected"));
}

void tsp_player_update_disc(tsp_player *player)
{
    tsb_error why = {0};
    if (player->options->presence && tsp_presence_failure(player->options->presence, &why))
        say_why(player, &why);
}
