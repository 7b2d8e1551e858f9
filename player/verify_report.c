/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/verify.h"

#include <inttypes.h>

#include "base/bytes.h"
#include "base/translate.h"
#include "player/json_text.h"

static double speed(const tsp_verify_result *result)
{
    return result->seconds > 0.0 ? (double)result->bytes / 1e6 / result->seconds : 0.0;
}

static bool any_range(const tsp_device_report *report, int lost)
{
    for (uint32_t i = 0; i < report->range_count; i++) {
        if (report->ranges[i].lost == lost)
            return true;
    }
    return false;
}

static void print_ranges(FILE *out, const tsp_device_report *report, int lost)
{
    const char *separator = "";

    for (uint32_t i = 0; i < report->range_count; i++) {
        uint32_t last = report->ranges[i].first + report->ranges[i].count - 1;
        if (report->ranges[i].lost != lost)
            continue;
        fprintf(out, "%s%" PRIu32, separator, report->ranges[i].first);
        if (last != report->ranges[i].first)
            fprintf(out, "-%" PRIu32, last);
        separator = ", ";
    }
    if (report->range_count == TSP_DEVICE_RANGES)
        fputs(_(" and more"), out);
}

struct digits {
    char copy[TSS_ID_TEXT_SIZE];
    char hash[2 * TSS_HASH_SIZE + 1]; /* of what was read */
    char expected[2 * TSS_HASH_SIZE + 1];
};

static struct digits digits_of(const tsp_verify_result *result, const tss_manifest *manifest)
{
    struct digits digits = {.copy = ""};

    tss_id_format(digits.copy, &manifest->copy);
    tsb_hex_encode(digits.hash, result->hash, TSS_HASH_SIZE);
    tsb_hex_encode(digits.expected, manifest->image_hash, TSS_HASH_SIZE);
    return digits;
}

void tsp_verify_print(FILE *out, const tsp_verify_result *result, const tss_manifest *manifest)
{
    const tsp_device_report *report = &result->report;
    const struct digits digits = digits_of(result, manifest);

    fprintf(out, _("Title:           %s\n"), manifest->title);
    fprintf(out, _("Copy:            %s\n"), digits.copy);
    fprintf(out, _("Chunks verified: %" PRIu64 " of %" PRIu32 "\n"), report->chunks_verified, result->chunks);
    fprintf(out, _("Sites restored:  %" PRIu64 "\n"), report->tally.sites);
    fputs(_("Damaged sectors: "), out);
    if (report->sectors_lost == 0)
        fputs(_("none"), out);
    else
        fprintf(out, "%" PRIu64 ": ", report->sectors_lost);
    print_ranges(out, report, 1);
    fputc('\n', out);
    if (report->chunks_damaged > 0) {
        fprintf(out, _("Damaged chunks:  %" PRIu64 ", with %" PRIu64 " pictures not restored"), report->chunks_damaged,
                report->tally.pictures_damaged);
        fputc('\n', out);
    }
    /* Read without an error, but not what they were: only the chunk is known. */
    if (any_range(report, 0)) {
        fputs(_("Wrong bytes in:  sectors "), out);
        print_ranges(out, report, 0);
        fputc('\n', out);
    }
    fprintf(out, _("SHA-256:         %s\n"), digits.hash);
    fprintf(out, _("Original's:      %s\n"), digits.expected);
    fprintf(out, _("Speed:           %s MB/s (%s s)\n"), TSB_DECIMAL(speed(result), 1),
            TSB_DECIMAL(result->seconds, 2));
    fputs(result->identical ? _("Result:          identical to the original\n")
                            : _("Result:          NOT identical to the original\n"),
          out);
}

static void print_json_ranges(FILE *out, const char *name, const tsp_device_report *report, int lost)
{
    const char *separator = "";

    fprintf(out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < report->range_count; i++) {
        if (report->ranges[i].lost != lost)
            continue;
        fprintf(out, "%s{\"first\":%" PRIu32 ",\"count\":%" PRIu32 "}", separator, report->ranges[i].first,
                report->ranges[i].count);
        separator = ",";
    }
    fputc(']', out);
}

void tsp_verify_print_json(FILE *out, const tsp_verify_result *result, const tss_manifest *manifest)
{
    const tsp_device_report *report = &result->report;
    const struct digits digits = digits_of(result, manifest);

    fprintf(out, "{\"identical\":%s,\"title\":", result->identical ? "true" : "false");
    tsp_json_string(out, manifest->title);
    fprintf(out, ",\"copy\":\"%s\",\"chunks\":%" PRIu32 ",\"chunks_verified\":%" PRIu64 ",\"chunks_damaged\":%" PRIu64,
            digits.copy, result->chunks, report->chunks_verified, report->chunks_damaged);
    fprintf(out, ",\"sites_restored\":%" PRIu64 ",\"pictures\":%" PRIu64 ",\"pictures_damaged\":%" PRIu64,
            report->tally.sites, report->tally.pictures, report->tally.pictures_damaged);
    fprintf(out, ",\"sectors_lost\":%" PRIu64, report->sectors_lost);
    print_json_ranges(out, "lost", report, 1);
    print_json_ranges(out, "wrong", report, 0);
    fprintf(out, ",\"sha256\":\"%s\",\"original_sha256\":\"%s\",\"bytes\":%" PRIu64, digits.hash, digits.expected,
            result->bytes);
    fprintf(out, ",\"seconds\":%.3f,\"megabytes_per_second\":%.1f}\n", result->seconds, speed(result));
}
