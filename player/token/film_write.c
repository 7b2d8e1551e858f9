/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/film.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/translate.h"
#include "player/progress.h"
#include "token/request.h"
#include "token/write.h"

static int read_devices(tsn_export_request *request, const char *text, tsb_error *err)
{
    size_t count = 0;
    int result = text ? tsb_numbers_parse(text, request->devices.list, TSN_EXPORT_DEVICES_MAX, &count) : 0;

    request->devices.count = (uint32_t)count;
    if (result == TSB_ERR_FULL)
        return tsb_fail(err, TSB_ERR_INVALID, "A token is for at most %d devices beside this one.",
                        TSN_EXPORT_DEVICES_MAX);
    if (result != 0)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "--devices takes numbers with commas between, as `tallystick device list` shows them.");
    return 0;
}

/* Without --views it is all that are left. */
static int choose_views(const tsp_token_job *job, const char *requests, uint32_t *views, tsb_error *err)
{
    tsn_copy copy = {0};
    int result = 0;

    *views = (uint32_t)job->options->views;
    if (*views > 0)
        return 0;
    result = tsn_client_copy(tsp_token_job_client(job), &job->copy, &copy, job->cancel, NULL, err);
    *views = copy.views_left;
    /* They may have left the account already, when the answer was lost: then whatever is asked for brings that licence.
     */
    if (result == 0 && copy.views_left == 0 && tst_request_pending(requests, &job->copy, job->blocks->serial))
        *views = 1;
    else if (result == 0 && copy.views_left == 0)
        result = tsb_fail(err, TSB_ERR_DENIED,
                          "No views of \"%s\" are left in your account to write to a token. Ask the distributor for "
                          "more.",
                          copy.title_name);
    return result;
}

/*
 * The key the licence is for: one that this computer's TPM guards, or where there is none, the device's own. A request
 * that was made before has its own, which asking again brings back; the new one is then discarded.
 */
static int choose_key(const tsp_token_job *job, uint32_t views, uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    const tst_hardware_place place = tsp_account_hardware(job->account, job->options->tpm);
    tsb_error why = {0};
    int result = tst_hardware_create(&place, views, key, &why);

    if (result == 0)
        return 0;
    if (result != TSB_ERR_NOT_FOUND && result != TSB_ERR_UNSUPPORTED)
        tsb_info(job->log, "this computer's TPM does not guard the licence: %s", why.text);
    return tss_device_public(key, tsp_account_device_key(job->account), err);
}

/* Whether a licence is for this key. */
static bool names(const tsn_export *export, const uint8_t key[TSS_KEY_SIZE])
{
    tst_licence licence;

    return tst_licence_read(&licence, export->licence.bytes, export->licence.size, NULL, NULL) == 0 &&
           tst_licence_device(&licence, key) >= 0;
}

/* A number whose licence lay on the token before, when writing was interrupted just then, is used up. */
static int ask_numbered(const tsp_token_job *job, const char *requests, tsn_export_request *request, tsn_export *export,
                        tsn_refusal *refusal, tsb_error *err)
{
    tsn_client *client = tsp_token_job_client(job);
    tsb_error why = {0};
    int result = tsn_client_export(client, request, export, job->cancel, refusal, &why);

    if (result == 0 || strcmp(refusal->code, "request_used") != 0)
        return result == 0 ? 0 : tsb_pass(err, result, &why);
    result = tst_request_renew(&request->request, requests, &job->copy, job->blocks->serial, err);
    return result == 0 ? tsn_client_export(client, request, export, job->cancel, refusal, err) : result;
}

/* Has views moved to this token, under a number that is kept until their licence lies there. */
static int ask_export(const tsp_token_job *job, const char *requests, tsn_export *export, tsb_error *err)
{
    tsn_export_request request = {.copy = job->copy};
    tsn_refusal refusal = {0};
    int result = choose_views(job, requests, &request.views, err);

    if (result == 0)
        result = read_devices(&request, job->options->devices, err);
    if (result == 0)
        result = tst_request_obtain(&request.request, requests, &job->copy, job->blocks->serial, err);
    if (result == 0)
        result = choose_key(job, request.views, request.device_key, err);
    if (result != 0)
        return result;
    memcpy(request.serial, job->blocks->serial, sizeof(request.serial));
    result = ask_numbered(job, requests, &request, export, &refusal, err);
    /* Kept while it is not known whether a licence was made for it. */
    if (result == 0 ? !names(export, request.device_key) : refusal.status != 0)
        tsp_token_job_discard(job, request.device_key);
    return result;
}

/* Puts a new licence on the token, with a film that is there already or with room for one to come. */
static int enter(const tsp_token_job *job, const tsn_export *export, int64_t there, uint64_t size, uint32_t *film,
                 tsb_error *err)
{
    tst_licence licence;
    int result = tst_licence_read(&licence, export->licence.bytes, export->licence.size,
                                  tsp_signin_server_key(job->signin), err);

    if (result != 0)
        return result;
    const tst_film_new entry = tst_write_entry(&licence, export->licence.bytes, export->record, size);
    if (there < 0)
        return tst_container_add(job->container, &entry, film, err);
    *film = (uint32_t)there;
    return tst_container_relicense(job->container, *film, entry.licence, entry.licence_size, entry.record, err);
}

/* The size of the complement, as the server says: only for room, what is written will be checked. */
static int ask_size(const tsp_token_job *job, uint64_t *size, tsb_error *err)
{
    uint8_t header[TSS_INDEX_HEADER_SIZE];
    size_t index = 0;
    int result = tsn_client_complement(tsp_token_job_client(job), &job->copy, 0, header, sizeof(header), job->cancel,
                                       NULL, err);

    if (result == 0)
        result = tss_index_peek(header, &index, err);
    *size = result == 0 ? tss_index_claims(header) : 0;
    return result;
}

/* there: the film's number on the token, -1 when it is not there. */
static int license(const tsp_token_job *job, int64_t there, uint32_t *film, tsb_error *err)
{
    char *requests = tsp_account_requests(job->account);
    tsn_export *export = calloc(1, sizeof(*export));
    uint64_t size = 0;
    int result = requests && export ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    if (result == 0 && there < 0) {
        result = ask_size(job, &size, err);
        if (result == 0)
            result = tst_container_reserve(job->container, size, err);
    }
    if (result == 0)
        result = ask_export(job, requests, export, err);
    if (result == 0)
        result = enter(job, export, there, size, film, err);
    if (result == 0)
        result = tst_request_done(requests, &job->copy, job->blocks->serial, err);
    free(export);
    free(requests);
    return result;
}

/* A film that is there already: only once its views are used up, or given back, does it get others. */
static int license_again(const tsp_token_job *job, int64_t there, uint32_t *film, tsb_error *err)
{
    tst_holding holding = {0};
    tst_counter_record record;
    tsn_export_state state = {0};
    tsb_error why = {0};
    char views[TSP_VIEWS_TEXT_SIZE];
    int result = tsp_token_job_hold(job, (uint32_t)there, &holding, &why);

    if (result == 0)
        result = tsp_token_job_report(job, &holding, &record, &why);
    /* A licence that is good for nothing any more may be written over, if the person says so. */
    if ((result == TSB_ERR_DENIED || result == TSB_ERR_NOT_YOURS || result == TSB_ERR_DAMAGED) &&
        job->options->format) {
        tst_holding_finish(&holding);
        result = license(job, there, film, err);
        if (result == 0)
            tsp_token_job_discard_all(job, &holding.licence);
        return result;
    }
    if (result != 0)
        result = tsb_pass(err, result, &why);
    if (result == 0 && record.left > 0)
        result = tsb_fail(err, TSB_ERR_EXISTS,
                          "\"%s\" is on this token already, with %s left. `tallystick token return` gives them back.",
                          holding.licence.name, tsp_views_text(views, record.left));
    if (result == 0) /* none are left: this only tells the server that the licence is done with */
        result = tsp_token_job_give_back(job, &holding, &state, err);
    tst_holding_finish(&holding);
    if (result == 0)
        result = license(job, there, film, err);
    if (result == 0)
        tsp_token_job_discard_all(job, &holding.licence);
    return result;
}

/* What writing shows and reads by. */
struct writing {
    const tsp_token_job *job;
    tsp_progress progress;
    enum tst_write_stage stage;
};

static int fetch(void *context, uint64_t offset, uint8_t *bytes, size_t size, tsb_error *err)
{
    const tsp_token_job *job = ((const struct writing *)context)->job;

    return tsn_client_complement(tsp_token_job_client(job), &job->copy, offset, bytes, size, job->cancel, NULL, err);
}

static void show(void *context, enum tst_write_stage stage, uint64_t done, uint64_t all)
{
    struct writing *writing = context;

    if (stage != writing->stage) {
        tsp_progress_end(&writing->progress);
        writing->progress = (tsp_progress){.what = _("Verifying")};
        writing->stage = stage;
    }
    tsp_progress_set(&writing->progress, (double)done / (double)all);
}

static int write_film(const tsp_token_job *job, uint32_t film, const tst_holding *holding, tsb_error *err)
{
    struct writing writing = {.job = job, .progress = {.what = _("Writing")}, .stage = TST_WRITING};
    const tst_write_job work = {.read = fetch, .progress = show, .context = &writing, .cancel = job->cancel};
    int result = 0;

    if (tst_container_film(job->container, film)->state != TST_FILM_COMPLETE)
        result = tst_write_film(job->container, film, &work, err);
    if (result == 0)
        result = tst_write_verify(job->container, film, holding->secret->copy_key, &work, err);
    tsp_progress_end(&writing.progress);
    return result;
}

static int finish(const tsp_token_job *job, uint32_t film, tss_id *licence, tsb_error *err)
{
    tst_holding holding = {0};
    tst_counter_record record;
    char views[TSP_VIEWS_TEXT_SIZE];
    int result = tsp_token_job_hold(job, film, &holding, err);

    if (result == 0)
        result = write_film(job, film, &holding, err);
    if (result == 0)
        result = tst_counter_read(&holding.counter, &record, NULL, err);
    if (result == 0) {
        fprintf(stderr, _("\"%s\" is on the token %s, with %s.\n"), holding.licence.name, job->blocks->serial,
                tsp_views_text(views, record.left));
        *licence = holding.licence.id;
    }
    tst_holding_finish(&holding);
    return result;
}

int tsp_token_write(const tsp_token_job *job, tss_id *licence, tsb_error *err)
{
    const int64_t there = tst_container_find(job->container, &job->copy);
    uint32_t film = there >= 0 ? (uint32_t)there : 0;
    int result = 0;

    if (there < 0)
        result = license(job, there, &film, err);
    else if (tst_container_film(job->container, film)->state == TST_FILM_COMPLETE)
        result = license_again(job, there, &film, err);
    return result == 0 ? finish(job, film, licence, err) : result;
}
