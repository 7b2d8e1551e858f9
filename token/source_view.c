/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view of a source on a token: taking it, and keeping count of it. */
#include "token/source_internal.h"

/* The counter of the token, if it is in; whatever comes of it, leave() has to follow. */
static int enter(tst_token_source *source, tst_counter *counter, tsb_error *err)
{
    pthread_mutex_lock(&source->io);
    int code = tst_source_plug_in(source, err);
    if (code == 0)
        *counter = tst_source_counter(source);
    return code;
}

/* Returns code, what came of the work. */
static int leave(tst_token_source *source, int code)
{
    (void)tst_source_pulled(source, code);
    pthread_mutex_unlock(&source->io);
    return code;
}

int tst_source_look(tss_source *base, uint64_t now, tst_counter_record *record, bool *resumes, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    tst_counter counter = {0};
    int code = enter(source, &counter, err);
    if (code == 0)
        code = tst_counter_read(&counter, record, NULL, err);
    *resumes = code == 0 && tst_counter_resumes(&counter, record, now);
    return leave(source, code);
}

int tst_source_begin(tss_source *base, uint64_t now, tst_counter_record *record, tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    tst_counter counter = {0};
    int code = enter(source, &counter, err);
    if (code == 0)
        code = tst_counter_begin(&counter, now, record, err);
    if (code == 0) {
        source->view = *record;
        source->begun = true;
        source->over = false;
        source->unentered = 0;
    }
    return leave(source, code);
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
    }
    return leave(source, code);
}

int tst_source_record(tss_source *base, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    tst_counter counter = {0};
    tst_counter_record record;
    int code = enter(source, &counter, err);
    if (code == 0)
        code = tst_counter_read(&counter, &record, bytes, err);
    return leave(source, code);
}

int tst_source_mark(tss_source *base, uint64_t checkpoint, uint8_t bytes[TST_RECORD_SIZE], tsb_error *err)
{
    tst_token_source *source = (tst_token_source *)base;
    tst_counter counter = {0};
    tst_counter_record record;
    int code = enter(source, &counter, err);
    if (code == 0)
        code = tst_counter_mark(&counter, checkpoint, bytes, &record, err);
    return leave(source, code);
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
