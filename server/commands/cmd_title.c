/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <inttypes.h>

#include "base/bytes.h"
#include "synth/chunk.h"
#include "synth/flatjson.h"

static const tsv_option options[] = {
    {.name = "json", .help = "print JSON"},
    {.name = NULL},
};

typedef struct number_member {
    const char *name;
    uint64_t value;
} number_member;

static int put_numbers(tsb_buffer *out, const tsv_title *title, tsb_error *err)
{
    const number_member members[] = {
        {"image_size", (uint64_t)title->image_sectors * TSS_SECTOR_SIZE},
        {"image_sectors", title->image_sectors},
        {"complement_size", title->complement_size},
        {"chunks", title->chunk_count},
        {"video_bytes", title->video_bytes},
        {"pictures", title->pictures},
        {"slices", title->slices},
        {"slices_taken", title->slices_taken},
        {"slices_untouched", title->slices_untouched},
        {"slices_sparse", title->slices_sparse},
        {"slices_refused", title->slices_refused},
        {"sites", title->sites},
    };
    int code = 0;
    for (size_t i = 0; code == 0 && i < TSB_COUNT(members); i++) {
        code = tsb_buffer_printf(out, err, ", ");
        if (code == 0) {
            code = tss_json_put_integer(out, members[i].name, members[i].value, err);
        }
    }
    return code;
}

/* What of a title is no number, as it is printed. */
typedef struct title_texts {
    char id[TSS_ID_TEXT_SIZE];
    char hash[2 * TSS_HASH_SIZE + 1];
    char created[TSV_TIME_SIZE];
    const char *profile;
} title_texts;

static title_texts texts_of(const tsv_title *title)
{
    const char *profile = tss_profile_name(title->profile);
    title_texts texts = {.profile = profile ? profile : "unknown"};
    tss_id_format(texts.id, &title->id);
    tsb_hex_encode(texts.hash, title->image_hash, TSS_HASH_SIZE);
    tsv_format_time(texts.created, title->created);
    return texts;
}

static int put_title(tsb_buffer *out, const tsv_title *title, tsb_error *err)
{
    const title_texts texts = texts_of(title);
    int code = tsv_put_text(out, "{", "title", texts.id, err);
    if (code == 0) {
        code = tsv_put_text(out, ", ", "name", title->name, err);
    }
    if (code == 0) {
        code = tsv_put_text(out, ", ", "profile", texts.profile, err);
    }
    if (code == 0) {
        code = tsv_put_text(out, ", ", "created", texts.created, err);
    }
    if (code == 0) {
        code = tsv_put_text(out, ", ", "sha256", texts.hash, err);
    }
    if (code == 0) {
        code = put_numbers(out, title, err);
    }
    return code == 0 ? tsb_buffer_printf(out, err, "}") : code;
}

typedef struct listing {
    tsb_buffer json;
    bool as_json;
    unsigned count;
    tsb_error error;
} listing;

static int list_one(void *context, const tsv_title *title)
{
    listing *list = context;
    if (list->as_json) {
        int code = tsb_buffer_printf(&list->json, &list->error, list->count++ > 0 ? ",\n " : "");
        return code == 0 ? put_title(&list->json, title, &list->error) : code;
    }
    char id[TSS_ID_TEXT_SIZE] = "";
    tss_id_format(id, &title->id);
    list->count++;
    return tsv_print(&list->error, "%s  %s\n", id, title->name);
}

static int run_list(const tsv_invocation *invocation, tsb_error *err)
{
    tsv_session session = {0};
    int code = tsv_session_open(&session, invocation, "title", err);
    if (code < 0) {
        return code;
    }
    listing list = {.as_json = tsv_option_value(invocation, "json") != NULL};
    tsb_buffer_init(&list.json, (size_t)64 << 20);
    code = tsv_store_title_each(session.data->store, list_one, &list, &list.error);
    if (code < 0) {
        code = tsb_pass(err, code, &list.error);
    } else if (list.as_json) {
        code = tsv_print(err, "[%s]\n", list.count > 0 ? (const char *)list.json.bytes : "");
    } else if (list.count == 0) {
        tsb_info(&session.log, "there are no titles yet: `tallystick-server ingest` takes a film in");
    }
    tsb_buffer_finish(&list.json);
    tsv_session_close(&session);
    return code;
}

static int print_title(const tsv_title *title, tsb_error *err)
{
    const title_texts texts = texts_of(title);
    return tsv_print(err,
                     "title             %s\nname              %s\nprofile           %s\ncreated           %s\n"
                     "image size        %" PRIu64 " bytes\nsha256            %s\ncomplement size   %" PRIu64
                     " bytes (%.3f %% of the video)\nchunks            %" PRIu32 "\npictures          %" PRIu64
                     "\nslices            %" PRIu64 "\nslices taken      %" PRIu64 "\nslices untouched  %" PRIu64
                     "\nslices sparse     %" PRIu64 "\nslices refused    %" PRIu64 "\nsites             %" PRIu64 "\n",
                     texts.id, title->name, texts.profile, texts.created,
                     (uint64_t)title->image_sectors * TSS_SECTOR_SIZE, texts.hash, title->complement_size,
                     title->video_bytes > 0 ? 100.0 * (double)title->complement_size / (double)title->video_bytes : 0.0,
                     title->chunk_count, title->pictures, title->slices, title->slices_taken, title->slices_untouched,
                     title->slices_sparse, title->slices_refused, title->sites);
}

static int show(const tsv_session *session, const tsv_invocation *invocation, const tss_id *id, tsb_error *err)
{
    tsv_title title = {0};
    int code = tsv_store_title_find(session->data->store, id, &title, err);
    if (code < 0) {
        return code;
    }
    if (!tsv_option_value(invocation, "json")) {
        return print_title(&title, err);
    }
    tsb_buffer json = {0};
    tsb_buffer_init(&json, 65536);
    code = put_title(&json, &title, err);
    if (code == 0) {
        code = tsv_print(err, "%s\n", (const char *)json.bytes);
    }
    tsb_buffer_finish(&json);
    return code;
}

static int run_show(const tsv_invocation *invocation, tsb_error *err)
{
    tss_id id = {{0}};
    int code = tsv_read_id(&id, "title", invocation->arguments[0], err);
    if (code != 0) {
        return code;
    }
    tsv_session session = {0};
    code = tsv_session_open(&session, invocation, "title", err);
    if (code == 0) {
        code = show(&session, invocation, &id, err);
        tsv_session_close(&session);
    }
    return code;
}

const tsv_command tsv_command_title_list = {
    .name = "title list",
    .summary = "list the titles in the bank",
    .details = "Prints one line a title: its id and its name, or a JSON array.\n",
    .options = options,
    .run = run_list,
};

const tsv_command tsv_command_title_show = {
    .name = "title show",
    .arguments = "ID",
    .argument_count = 1,
    .summary = "tell all about a title",
    .details = "Prints its sizes, the SHA-256 of the original image, and what was met when it was cut:\n"
               "slices untouched can be watched without the complement.\n",
    .options = options,
    .run = run_show,
};
