/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a copy's image or complement to a file. */
#include "server/commands/commands.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "server/copystream.h"
#include "server/progress.h"

#define STEP          ((size_t)1 << 20)
#define PREFETCH_STEP ((uint64_t)TSS_CHUNK_MIN_SECTORS * TSS_SECTOR_SIZE)

static const tsv_option options[] = {
    {.name = "copy", .value = "ID", .help = "whose it is", .required = true},
    {.name = "output",
     .value = "FILE",
     .help = "the file to write; replaced as a whole when all is done",
     .letter = 'o',
     .required = true},
    {.name = NULL},
};

typedef struct writing {
    tsv_stream *stream;
    enum tsv_part part;
    const tsb_cancel *cancel;
    const char *what;
} writing;

static int write_all(const writing *work, const tsb_new_file *out, uint8_t *bytes, tsb_error *err)
{
    uint64_t size = tsv_stream_size(work->stream, work->part);
    tsv_progress progress = {0};
    int code = 0;
    tsv_progress_start(&progress, work->what);
    for (uint64_t done = 0; code == 0 && done < size;) {
        size_t step = size - done < STEP ? (size_t)(size - done) : STEP;
        if (tsb_cancel_fired(work->cancel)) {
            code = tsb_fail(err, TSB_ERR_CANCELLED, "Interrupted: nothing was written");
            break;
        }
        code = tsv_stream_read(work->stream, work->part, done, bytes, step, err);
        if (code == 0 && fwrite(bytes, 1, step, out->stream) != step) {
            code = tsb_fail_errno(err, errno, "Cannot write %s", out->path);
        }
        done += step;
        tsv_progress_show(&progress, done, size);
    }
    tsv_progress_end(&progress);
    return code;
}

static int write_file(const writing *work, const char *path, unsigned mode, tsb_error *err)
{
    tsb_new_file out = {0};
    uint8_t *bytes = malloc(STEP);
    int code = bytes ? tsb_new_file_open(&out, path, mode, err) : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = write_all(work, &out, bytes, err);
    }
    if (code == 0) {
        code = tsb_new_file_commit(&out, err);
    }
    if (code == TSB_ERR_FULL && err) {
        tsb_error_clear(err);
        (void)tsb_fail(err, code, "No space left for %s: free some and try again. Nothing was left of it", path);
    }
    tsb_new_file_finish(&out);
    free(bytes);
    return code;
}

static int run_part(const tsv_invocation *invocation, enum tsv_part part, const char *what, unsigned mode,
                    tsb_error *err)
{
    tss_id copy = {{0}};
    tsv_session session = {0};
    tsv_streams *streams = NULL;
    writing work = {.part = part, .what = what};
    int code = tsv_read_id(&copy, "copy", tsv_option_value(invocation, "copy"), err);
    if (code != 0) {
        return code;
    }
    code = tsv_session_open(&session, invocation, what, err);
    if (code < 0) {
        return code;
    }
    work.cancel = session.cancel;
    code = tsv_streams_create(&streams, session.data, 0, err);
    if (code == 0) {
        code = tsv_stream_acquire(&work.stream, streams, &copy, err);
    }
    if (code == 0) {
        code = write_file(&work, tsv_option_value(invocation, "output"), mode, err);
    }
    tsv_stream_release(&work.stream);
    tsv_streams_destroy(&streams);
    tsv_session_close(&session);
    return code;
}

static int run_image(const tsv_invocation *invocation, tsb_error *err)
{
    return run_part(invocation, TSV_PART_IMAGE, "Writing the image", 0600, err);
}

static int run_complement(const tsv_invocation *invocation, tsb_error *err)
{
    return run_part(invocation, TSV_PART_COMPLEMENT, "Writing the complement", 0600, err);
}

const tsv_command tsv_command_image = {
    .name = "image",
    .summary = "write a copy's disc image, the main stream",
    .details = "The file can be burned on a DVD, or played as it is; without the complement it cannot be\n"
               "watched. It appears when it is whole, in place of what had its name before.\n",
    .options = options,
    .run = run_image,
};

const tsv_command tsv_command_complement = {
    .name = "complement",
    .summary = "write a copy's complement",
    .details = "It is sealed: without the keys the server hands out with each view it tells nothing.\n",
    .options = options,
    .run = run_complement,
};
