/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view of a source on a token: taking it, and keeping count of it. */
#include "token/source_internal.h"

int tst_source_look(tss_source *base, uint64_t now, tst_counter_record *record, bool *resumes, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    pthread_mutex_lock(&source->io);
    int code = tst_source_plug_in(source, err);
    if (code == 0) {
        const tst_counter counter = tst_source_counter(source);
        code = tst_counter_read(&counter, record, NULL, err);
        *resumes = code == 0 && tst_counter_resumes(&counter, record, now);
        (void)tst_source_pulled(source, code);
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

int tst_source_begin(tss_source *base, uint64_t now, tst_counter_record *record, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    pthread_mutex_lock(&source->io);
    int code = tst_source_plug_in(source, err);
    if (code == 0) {
        const tst_counter counter = tst_source_counter(source);
        code = tst_counter_begin(&counter, now, record, err);
        (void)tst_source_pulled(source, code);
    }
    if (code == 0) {
        source->view = *record;
        source->begun = true;
        source->over = false;
        source->unentered = 0;
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

int tst_source_begin_qa(tss_source *base, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    if (!source->licence.qa)
        return tsb_fail(err, TSB_ERR_DENIED, "the licence on this token is not for quality assurance");
    pthread_mutex_lock(&source->io);
    source->begun = true;
    pthread_mutex_unlock(&source->io);
    return 0;
}

int tst_source_seen(tss_source *base, uint64_t now, uint64_t elapsed, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    pthread_mutex_lock(&source->io);
    source->unentered += elapsed < TST_VIEW_SECONDS ? elapsed : TST_VIEW_SECONDS;
    tsb_error error = {0};
    int code = 0;
    if (!source->begun)
        code = tsb_fail(err, TSB_ERR_DENIED, "no view was begun");
    else if (tst_source_plug_in(source, &error) != 0) /* another token in its place ends no view */
        code = tsb_pass(err, TSB_ERR_NOT_FOUND, &error);
    if (code == 0) {
        const tst_counter counter = tst_source_counter(source);
        code = tst_counter_seen(&counter, now, source->unentered, &source->view, err);
        if (code == 0)
            source->unentered = 0;
        source->over = source->over || code == TSB_ERR_DENIED;
        (void)tst_source_pulled(source, code);
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

/* Has work done on the counter of the token, if it is in. */
static int with_counter(tss_source *base, int (*work)(const tst_counter *counter, void *context, tsb_error *err),
                        void *context, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    pthread_mutex_lock(&source->io);
    int code = tst_source_plug_in(source, err);
    if (code == 0) {
        const tst_counter counter = tst_source_counter(source);
        code = work(&counter, context, err);
        (void)tst_source_pulled(source, code);
    }
    pthread_mutex_unlock(&source->io);
    return code;
}

static int read_record(const tst_counter *counter, void *context, tsb_error *err)
{
    tst_counter_record record;
    return tst_counter_read(counter, &record, context, err);
}

int tst_source_record(tss_source *base, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err)
{
    return with_counter(base, read_record, bytes, err);
}

struct mark {
    uint64_t checkpoint;
    uint8_t *bytes;
};

static int mark_record(const tst_counter *counter, void *context, tsb_error *err)
{
    const struct mark *mark = context;
    tst_counter_record record;
    return tst_counter_mark(counter, mark->checkpoint, mark->bytes, &record, err);
}

int tst_source_mark(tss_source *base, uint64_t checkpoint, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err)
{
    struct mark mark = {checkpoint, bytes};
    return with_counter(base, mark_record, &mark, err);
}

int tst_source_revoke(tss_source *base, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    pthread_mutex_lock(&source->io);
    source->over = true;
    source->revoked = true;
    const tst_counter counter = tst_source_counter(source);
    int code = tst_counter_revoke(&counter, err);
    pthread_mutex_unlock(&source->io);
    return code;
}
