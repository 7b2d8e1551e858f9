/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <stdlib.h>
#include <time.h>

#include "server/identify.h"
#include "synth/flatjson.h"

static const tsv_option options[] = {
    {.name = "json", .help = "print JSON"},
    {.name = NULL},
};

typedef struct texts {
    char copy[TSS_ID_TEXT_SIZE];
    char title[TSS_ID_TEXT_SIZE];
    char distributor[TSS_ID_TEXT_SIZE];
    char created[32];
    const char *manifest;
} texts;

static void make_texts(texts *out, const tsv_identified *found)
{
    time_t seconds = (time_t)found->copy.created;
    struct tm parts = {0};
    tss_id_format(out->copy, &found->copy.id);
    tss_id_format(out->title, &found->title.id);
    tss_id_format(out->distributor, &found->copy.distributor);
    if (gmtime_r(&seconds, &parts)) {
        (void)strftime(out->created, sizeof(out->created), "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    out->manifest = "none";
    if (found->manifest == TSV_MANIFEST_FOREIGN) {
        out->manifest = "foreign";
    } else if (found->manifest == TSV_MANIFEST_OURS) {
        out->manifest = tss_id_equal(&found->manifest_copy, &found->copy.id) ? "matching" : "other_copy";
    }
}

static int put_json(tsb_buffer *out, const tsv_identified *found, const texts *text, tsb_error *err)
{
    const char *const members[][2] = {
        {"copy", text->copy},
        {"title", text->title},
        {"title_name", found->title.name},
        {"user", found->copy.account_name},
        {"distributor", text->distributor},
        {"distributor_name", found->copy.distributor_name},
        {"created", text->created},
        {"manifest", text->manifest},
    };
    int code = tsb_buffer_printf(out, err, "{");
    for (size_t i = 0; code == 0 && i < TSB_COUNT(members); i++) {
        code = tss_json_put_text(out, members[i][0], members[i][1], err);
        if (code == 0) {
            code = tsb_buffer_printf(out, err, ", ");
        }
    }
    if (code == 0) {
        code = tss_json_put_integer(out, "sectors_compared", found->sectors_compared, err);
    }
    if (code == 0) {
        code = tsb_buffer_printf(out, err, ", ");
    }
    if (code == 0) {
        code = tss_json_put_integer(out, "sectors_matched", found->sectors_matched, err);
    }
    return code == 0 ? tsb_buffer_printf(out, err, "}") : code;
}

static int tell(const tsv_session *session, const tsv_invocation *invocation, const tsv_identified *found,
                tsb_error *err)
{
    texts text = {.manifest = ""};
    make_texts(&text, found);
    tsb_info(&session->log, "\"%s\", made for %s on %s, sold by %s; %u of %u sectors compared are this copy's",
             found->title.name, found->copy.account_name, text.created, found->copy.distributor_name,
             (unsigned)found->sectors_matched, (unsigned)found->sectors_compared);
    if (found->manifest == TSV_MANIFEST_NONE) {
        tsb_warn(&session->log, "its manifest was wiped or forged; the decoys tell the copy");
    } else if (found->manifest == TSV_MANIFEST_FOREIGN) {
        tsb_warn(&session->log, "its manifest was signed by another server; the decoys tell the copy");
    } else if (!tss_id_equal(&found->manifest_copy, &found->copy.id)) {
        tsb_warn(&session->log, "its manifest is another copy's; the decoys tell which copy it is");
    }
    if (!tsv_option_value(invocation, "json")) {
        return tsv_print(err, "%s\n", text.copy);
    }
    tsb_buffer json = {0};
    tsb_buffer_init(&json, 65536);
    int code = put_json(&json, found, &text, err);
    if (code == 0) {
        code = tsv_print(err, "%s\n", (const char *)json.bytes);
    }
    tsb_buffer_finish(&json);
    return code;
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    tsv_session session = {0};
    int code = tsv_session_open(&session, invocation, "identify", err);
    if (code < 0) {
        return code;
    }
    tsv_identified *found = calloc(1, sizeof(*found));
    if (found) {
        code = tsv_identify(found, session.data, invocation->arguments[0], session.cancel, err);
    } else {
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    if (code == 0) {
        code = tell(&session, invocation, found, err);
    }
    free(found);
    tsv_session_close(&session);
    return code;
}

const tsv_command tsv_command_identify = {
    .name = "identify",
    .arguments = "IMAGE",
    .argument_count = 1,
    .summary = "tell which copy a disc or image is; prints its id",
    .details = "The manifest is looked at first, but the decoys in the picture decide: they name the copy\n"
               "even where the manifest was wiped or exchanged. Fails when it is none of this server's.\n",
    .options = options,
    .run = run,
};
