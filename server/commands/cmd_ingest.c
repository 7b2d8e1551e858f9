/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <string.h>

#include "server/ingest/ingest.h"

/* Leaves room for the manifest's other members. */
#define TITLE_LONGEST 200

static const tsv_option options[] = {
    {.name = "title", .value = "NAME", .help = "the film's name, as viewers see it", .required = true},
    {.name = "profile",
     .value = "PROFILE",
     .help = "how much is taken out: standard (default), or strong\n(more sites, a larger complement)"},
    {.name = "standard",
     .value = "STANDARD",
     .help = "pal or ntsc, for a film that is encoded (default: by its\nframe rate)"},
    {.name = NULL},
};

static int read_standard(const char *text, enum tsv_standard *standard, tsb_error *err)
{
    *standard = TSV_STANDARD_AUTO;
    if (!text) {
        return 0;
    }
    if (strcmp(text, "pal") != 0 && strcmp(text, "ntsc") != 0) {
        return tsv_usage(err, "--standard is pal or ntsc, not \"%s\"", text);
    }
    *standard = strcmp(text, "pal") == 0 ? TSV_PAL : TSV_NTSC;
    return 0;
}

static int ingest_with(tsv_session *session, tsv_ingest *ingest, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE] = "";
    tsv_title title = {0};
    ingest->log = &session->log;
    ingest->cancel = session->cancel;
    int code = tsv_ingest_film(session->data, ingest, &title, err);
    if (code == TSB_ERR_CANCELLED && err) {
        tsb_error_clear(err);
        return tsb_fail(err, code, "Interrupted: the bank is as it was before");
    }
    if (code == 0) {
        tss_id_format(id, &title.id);
        code = tsv_print(err, "%s\n", id);
    }
    return code;
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    tsv_ingest ingest = {.film = invocation->arguments[0], .name = tsv_option_value(invocation, "title")};
    const char *profile = tsv_option_value(invocation, "profile");
    int parsed = tss_profile_parse(profile ? profile : "standard");
    if (parsed < 0) {
        return tsv_usage(err, "--profile is standard or strong, not \"%s\"", profile);
    }
    ingest.profile = (enum tss_profile)parsed;
    int code = tsv_check_name("title", ingest.name, TITLE_LONGEST, err);
    if (code == 0) {
        code = read_standard(tsv_option_value(invocation, "standard"), &ingest.standard, err);
    }
    if (code != 0) {
        return code;
    }
    tsv_session session = {0};
    code = tsv_session_open(&session, invocation, "ingest", err);
    if (code == 0) {
        code = ingest_with(&session, &ingest, err);
        tsv_session_close(&session);
    }
    return code;
}

const tsv_command tsv_command_ingest = {
    .name = "ingest",
    .arguments = "FILM",
    .argument_count = 1,
    .summary = "take a film into the bank; prints the title's id",
    .details = "FILM is any file FFmpeg reads (it is made into a DVD-Video, chapters and audio tracks\n"
               "kept), a VIDEO_TS folder or a folder that holds one, a DVD image or a drive with a DVD\n"
               "(their files are taken as they are). Before the title is entered, every part of it is\n"
               "split and put together again, and must come out bit for bit.\n"
               "Interrupted at any point, it leaves the bank as it was.\n",
    .options = options,
    .run = run,
};
