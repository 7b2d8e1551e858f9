/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/sticks.h"

#include <inttypes.h>

#include "base/translate.h"
#include "player/json_text.h"

static void print_film(FILE *out, const tsp_token_film *film)
{
    char copy[TSS_ID_TEXT_SIZE] = "";

    tss_id_format(copy, &film->copy);
    fprintf(out, _("    Film \"%s\", copy %s:\n      "), film->name, copy);
    switch (film->use) {
    case TSP_FILM_OURS:
        fprintf(out, _("views left: %u of %u"), film->left, film->granted);
        break;
    case TSP_FILM_OTHER_DEVICES:
        fprintf(out,
                tsb_translate_count("for other devices; %u view granted", "for other devices; %u views granted",
                                    film->granted),
                film->granted);
        break;
    case TSP_FILM_REFUSED:
        fprintf(out, _("cannot be played: %s"), film->why);
        break;
    }
    fputs(film->qa ? _("; for quality assurance") : "", out);
    if (film->complete)
        fputs(_("; complete\n"), out);
    else
        fprintf(out, _("; %s of %s MB written\n"), TSB_DECIMAL((double)film->written / 1e6, 1),
                TSB_DECIMAL((double)film->size / 1e6, 1));
}

static void print_where(FILE *out, const tsp_stick *stick)
{
    const tst_usb_device *device = &stick->found.device;

    fprintf(out, _("  USB:   bus %u, address %u, interface %u, device %04x:%04x\n"), device->bus, device->address,
            device->interface, device->vendor_id, device->product_id);
    if (stick->found.path[0])
        fprintf(out, _("  Where: file %s\n"), stick->found.path);
    else
        fputs(_("  Where: the stick itself; nothing of it is mounted\n"), out);
}

static void print_token(FILE *out, const tsp_stick *stick)
{
    if (!stick->accessible)
        fprintf(out, _("  Token: not accessible: %s\n"), stick->why);
    else if (!stick->container && stick->why[0])
        fprintf(out, _("  Token: no: %s\n"), stick->why);
    else if (!stick->container)
        fputs(_("  Token: no\n"), out);
    else
        fprintf(out, tsb_translate_count("  Token: %u film\n", "  Token: %u films\n", stick->film_count),
                stick->film_count);
}

static void print_stick(FILE *out, const tsp_stick *stick)
{
    const tst_usb_device *device = &stick->found.device;
    const char *space = device->vendor[0] && device->product[0] ? " " : "";
    const char *name = device->vendor[0] || device->product[0] ? "" : _("USB stick");

    fprintf(out, "%s%s%s%s, ", device->vendor, space, device->product, name);
    if (device->serial[0])
        fprintf(out, _("serial number %s\n"), device->serial);
    else
        fputs(_("without a usable serial number: it cannot be a token\n"), out);
    print_where(out, stick);
    print_token(out, stick);
    for (uint32_t i = 0; i < stick->film_count; i++)
        print_film(out, &stick->films[i]);
}

void tsp_sticks_print(FILE *out, const tsp_stick *sticks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print_stick(out, &sticks[i]);
}

static void print_film_json(FILE *out, const tsp_token_film *film)
{
    static const char *const uses[] = {"this device", "other devices", "refused"};
    char copy[TSS_ID_TEXT_SIZE] = "";

    tss_id_format(copy, &film->copy);
    fputs("{\"title\":", out);
    tsp_json_string(out, film->name);
    fprintf(out, ",\"copy\":\"%s\",\"for\":\"%s\",\"views_granted\":%" PRIu32 ",\"views_left\":", copy, uses[film->use],
            film->granted);
    if (film->use == TSP_FILM_OURS)
        fprintf(out, "%" PRIu32, film->left);
    else
        fputs("null", out);
    fprintf(out, ",\"qa\":%s,\"complete\":%s,\"bytes\":%" PRIu64 ",\"bytes_written\":%" PRIu64 ",\"why\":",
            film->qa ? "true" : "false", film->complete ? "true" : "false", film->size, film->written);
    tsp_json_string(out, film->why);
    fputc('}', out);
}

static void print_stick_json(FILE *out, const tsp_stick *stick)
{
    const tst_usb_device *device = &stick->found.device;

    fputs("{\"vendor\":", out);
    tsp_json_string(out, device->vendor);
    fputs(",\"product\":", out);
    tsp_json_string(out, device->product);
    fputs(",\"serial\":", out);
    tsp_json_string(out, device->serial);
    fprintf(out, ",\"vendor_id\":%u,\"product_id\":%u,\"bus\":%u,\"address\":%u,\"interface\":%u,\"file\":",
            device->vendor_id, device->product_id, device->bus, device->address, device->interface);
    if (stick->found.path[0])
        tsp_json_string(out, stick->found.path);
    else
        fputs("null", out);
    fprintf(out, ",\"accessible\":%s,\"token\":%s,\"why\":", stick->accessible ? "true" : "false",
            stick->container ? "true" : "false");
    tsp_json_string(out, stick->why);
    fputs(",\"films\":[", out);
    for (uint32_t i = 0; i < stick->film_count; i++) {
        fputs(i > 0 ? "," : "", out);
        print_film_json(out, &stick->films[i]);
    }
    fputs("]}", out);
}

void tsp_sticks_print_json(FILE *out, const tsp_stick *sticks, size_t count)
{
    fputs("{\"sticks\":[", out);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? "," : "", out);
        print_stick_json(out, &sticks[i]);
    }
    fputs("]}\n", out);
}
