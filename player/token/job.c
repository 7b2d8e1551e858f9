/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/translate.h"
#include "player/account/contact.h"
#include "player/disc/disc.h"
#include "token/write.h"

tsn_client *tsp_token_job_client(const tsp_token_job *job)
{
    return tsp_signin_client(job->signin);
}

const char *tsp_views_text(char text[TSP_VIEWS_TEXT_SIZE], uint32_t views)
{
    snprintf(text, TSP_VIEWS_TEXT_SIZE, tsb_translate_count("%u view", "%u views", views), views);
    return text;
}

/* Signs in to the copy's server; signer: who signed the disc, NULL where none is at hand. */
static int sign_in(tsp_token_job *job, const uint8_t *signer, tsb_error *err)
{
    const tsp_signin_options options = {
        .server = job->server,
        .user = job->options->user,
        .ca_file = job->options->ca_file,
        .signer = signer,
        .password_given = job->options->password_fd >= 0,
        .person = &job->person.base,
        .cancel = job->cancel,
        .log = job->log,
    };

    return tsp_signin_open(&job->signin, job->account, &options, err);
}

static int name_server(tsp_token_job *job, const char *address, tsb_error *err)
{
    if (!address)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "Which server has this copy? Give its address with --server, or the disc.");
    if (strlen(address) >= sizeof(job->server))
        return tsb_fail(err, TSB_ERR_INVALID, "The server's address is too long.");
    memcpy(job->server, address, strlen(address) + 1);
    return 0;
}

/* By its number, or by its disc. */
static int find_copy(tsp_token_job *job, tsb_error *err)
{
    const tsp_options *options = job->options;
    tsp_disc *disc = NULL;
    int result = 0;

    if (options->disc && tss_id_parse(&job->copy, options->disc) == 0 && !tsb_path_exists(options->disc)) {
        result = name_server(job, options->server, err);
        return result == 0 ? sign_in(job, NULL, err) : result;
    }
    result = tsp_disc_open(&disc, options->disc, job->log, job->cancel, err);
    if (result == 0) {
        const tss_manifest *manifest = tsp_disc_manifest(disc);
        job->copy = manifest->copy;
        result = name_server(job, options->server ? options->server : manifest->server, err);
        if (result == 0)
            result = sign_in(job, manifest->signer, err);
    }
    tsp_disc_destroy(&disc);
    return result;
}

/* The one stick there is. */
static int find_only(tst_found *out, tsb_error *err)
{
    tst_found *found = NULL;
    size_t count = 0;
    int result = tst_find_all(&found, &count, err);

    if (result == 0 && count == 0)
        result = tsb_fail(err, TSB_ERR_NOT_FOUND,
                          "No USB stick is plugged in. Plug one in, or name a folder or file with --token.");
    else if (result == 0 && count > 1)
        result = tsb_fail(err, TSB_ERR_EXISTS,
                          "%zu USB sticks are plugged in. Say which one with --token SERIAL; `tallystick token list` "
                          "shows them.",
                          count);
    else if (result == 0)
        *out = found[0];
    free(found);
    return result;
}

/* A stick that cannot say who it is cannot be told from a copy. */
static int check_serial(const tst_found *found, tsb_error *err)
{
    char advice[TST_USB_ADVICE_SIZE];

    if (found->device.serial[0])
        return 0;
    if (found->path[0] && found->device.bus == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "%s does not lie on a USB stick, so it cannot be a token.", found->path);
    if (found->device.access == TSB_ERR_DENIED)
        return tsb_fail(err, TSB_ERR_DENIED, "The USB stick cannot be opened. %s.", tst_usb_access_advice(advice));
    return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                    "This USB stick has no serial number, so it cannot be told from a copy. Use another one.");
}

static int open_token(tsp_token_job *job, bool create, tsb_error *err)
{
    int result = job->options->token ? tst_find_named(job->options->token, &job->found, err)
                                     : find_only(&job->found, err);

    if (result == 0)
        result = check_serial(&job->found, err);
    if (result == 0)
        result = tst_find_open(&job->found, create, &job->blocks, err);
    if (result != 0)
        return result;
    return create ? tst_write_open(&job->container, job->blocks, job->blocks->serial, job->options->format, err)
                  : tst_container_open(&job->container, job->blocks, err);
}

int tsp_token_job_open(tsp_token_job *job, const tsp_options *options, bool create, const tsb_cancel *cancel,
                       const tsb_log *log, tsb_error *err)
{
    int result = 0;

    *job = (tsp_token_job){.options = options, .cancel = cancel, .log = log};
    tsp_person_terminal_init(&job->person, options);
    result = tsp_account_open(&job->account, options->data, cancel, log, err);
    if (result == 0)
        result = tsp_account_counters(job->account, &job->monotonic, err);
    if (result == 0)
        result = find_copy(job, err);
    if (result == 0)
        result = open_token(job, create, err);
    return result;
}

void tsp_token_job_finish(tsp_token_job *job)
{
    tst_container_destroy(&job->container);
    tst_blocks_destroy(&job->blocks);
    tst_monotonic_destroy(&job->monotonic);
    tsp_signin_destroy(&job->signin);
    tsp_account_destroy(&job->account);
}

/* Whether it was the TPM that refused, as all views are taken, and now gives the key for telling the server so. */
static bool settled(const tsp_token_job *job, const tst_holder *holder, const tst_licence *licence)
{
    tsb_error why = {0};
    bool is = false;

    if (tst_hardware_settle(&holder->hardware, licence, &is, &why) != 0)
        tsb_info(job->log, "a licence that is used up stays locked in this computer's TPM: %s", why.text);
    return is;
}

int tsp_token_job_hold(const tsp_token_job *job, uint32_t film, tst_holding *holding, tsb_error *err)
{
    const tst_holder holder = {.private_key = tsp_account_device_key(job->account),
                               .hardware = tsp_account_hardware(job->account, job->options->tpm),
                               .monotonic = job->monotonic,
                               .signer = tsp_signin_server_key(job->signin)};
    tsb_error why = {0};
    int result = tst_holding_open(holding, job->container, film, job->blocks->serial, &holder, &why);

    if (result == TSB_ERR_DENIED && settled(job, &holder, &holding->licence)) {
        tst_holding_finish(holding);
        tsb_error_clear(&why);
        result = tst_holding_open(holding, job->container, film, job->blocks->serial, &holder, &why);
    }
    return result == 0 ? 0 : tsb_pass(err, result, &why);
}

int tsp_token_job_report(const tsp_token_job *job, const tst_holding *holding, tst_counter_record *record,
                         tsb_error *err)
{
    int result = tsp_contact_counter(tsp_token_job_client(job), &holding->counter, job->cancel, err);

    return result == 0 ? tst_counter_read(&holding->counter, record, NULL, err) : result;
}

int tsp_token_job_give_back(const tsp_token_job *job, const tst_holding *holding, tsn_export_state *state,
                            tsb_error *err)
{
    uint8_t bytes[TST_RECORD_SIZE];
    tst_counter_record record;
    int result = tst_counter_return(&holding->counter, bytes, &record, err);

    if (result != 0)
        return result;
    return tsn_client_export_return(tsp_token_job_client(job), &holding->licence.id, bytes, state, job->cancel, NULL,
                                    err);
}

void tsp_token_job_discard(const tsp_token_job *job, const uint8_t key[TSS_KEY_SIZE])
{
    const tst_hardware_place place = tsp_account_hardware(job->account, job->options->tpm);
    tsb_error why = {0};

    if (tst_hardware_discard(&place, key, &why) != 0)
        tsb_info(job->log, "a licence's key stays in this computer's TPM: %s", why.text);
}

void tsp_token_job_discard_all(const tsp_token_job *job, const tst_licence *licence)
{
    for (uint32_t i = 0; i < licence->device_count; i++)
        tsp_token_job_discard(job, licence->devices[i]);
}
