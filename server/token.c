/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/token.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "server/copystream.h"
#include "token/counter.h"
#include "token/find.h"
#include "token/request.h"

#define REQUESTS_NAME "requests"

/* A token being written. */
struct writing {
    const tsv_data *data;
    const tsv_token_order *order;
    tsv_copy copy;
    char serial[TST_SERIAL_SIZE];
    tst_blocks *blocks;
    tst_container *container;
    tsv_streams *streams;
    tsv_stream *stream;
    char *requests; /* folder */
};

/* Where the token is, and what its serial is. */
static int find_place(struct writing *work, tst_found *found, tsb_error *err)
{
    const tsv_token_order *order = work->order;
    tsb_error why = {0};
    int code = tst_find_named(order->place, found, &why);
    if (code == TSB_ERR_NOT_FOUND && order->serial && strlen(order->place) < sizeof(found->path)) {
        *found = (tst_found){.device = {.bus = 0}};
        memcpy(found->path, order->place, strlen(order->place) + 1); /* a file to be made */
        code = 0;
    }
    if (code != 0) {
        return tsb_pass(err, code, &why);
    }
    const char *known = found->device.serial;
    if (known[0] && order->serial && strcmp(known, order->serial) != 0) {
        return tsb_fail(err, TSB_ERR_INVALID, "The stick's serial number is %s, not %s", known, order->serial);
    }
    if (!known[0] && !order->serial) {
        return tsb_fail(err, TSB_ERR_INVALID,
                        "%s does not lie on a USB stick whose serial number can be read: name the serial number of the "
                        "stick it is for with --serial",
                        order->place);
    }
    const char *serial = known[0] ? known : order->serial;
    if (strlen(serial) >= sizeof(work->serial)) {
        return tsb_fail(err, TSB_ERR_INVALID, "A serial number has at most %zu characters", sizeof(work->serial) - 1);
    }
    memcpy(work->serial, serial, strlen(serial) + 1);
    return 0;
}

static int open_token(struct writing *work, tsb_error *err)
{
    tst_found found = {.path = ""};
    int code = find_place(work, &found, err);
    if (code == 0) {
        code = tst_find_open(&found, true, &work->blocks, err);
    }
    if (code == 0) {
        code = tst_write_open(&work->container, work->blocks, work->serial, work->order->erase, err);
    }
    return code;
}

static int add_device(void *context, const tsv_device *device)
{
    tsv_export_order *order = context;
    memcpy(order->devices[order->device_count++], device->key, TSS_KEY_SIZE);
    return order->device_count == TST_LICENCE_DEVICES_MAX; /* those used last come first */
}

static int name_devices(const struct writing *work, tsv_export_order *order, tsb_error *err)
{
    uint64_t numbers[TST_LICENCE_DEVICES_MAX] = {0};
    size_t count = 0;
    int code = tsb_numbers_parse(work->order->devices, numbers, TST_LICENCE_DEVICES_MAX, &count);
    if (code == TSB_ERR_FULL) {
        return tsb_fail(err, TSB_ERR_INVALID, "A token is for at most %u devices", TST_LICENCE_DEVICES_MAX);
    }
    if (code != 0) {
        return tsb_fail(err, TSB_ERR_INVALID, "--devices takes numbers with commas between, not \"%s\"",
                        work->order->devices);
    }
    for (size_t i = 0; i < count; i++) {
        tsv_device device = {0};
        code = tsv_store_device_find(work->data->store, order->account, (int64_t)numbers[i], &device, NULL);
        if (code < 0) {
            return tsb_fail(err, code, "User \"%s\" has no device %" PRIu64, work->copy.account_name, numbers[i]);
        }
        (void)add_device(order, &device);
    }
    return 0;
}

static int choose_devices(const struct writing *work, tsv_export_order *order, tsb_error *err)
{
    if (work->order->devices) {
        return name_devices(work, order, err);
    }
    int code = tsv_store_device_each(work->data->store, order->account, add_device, order, err);
    if (code < 0) {
        return code;
    }
    return order->device_count > 0
               ? 0
               : tsb_fail(err, TSB_ERR_NOT_FOUND,
                          "User \"%s\" has no device yet to write the token for: signing in once with the player "
                          "registers one",
                          work->copy.account_name);
}

/* Says why the store refused. */
static int refused(const struct writing *work, enum tsv_export_refusal refusal, int code, const tsb_error *why,
                   tsb_error *err)
{
    if (refusal == TSV_EXPORT_REFUSED_RESTORED) {
        return tsb_fail(err, code,
                        "What is on the token was restored from an older copy, and its licence is revoked: --format "
                        "writes it anew, and the views on it are lost");
    }
    if (refusal == TSV_EXPORT_REFUSED_TOO_FEW) {
        return tsb_fail(err, code, "%s of \"%s\" for the copy of \"%s\"", why->text, work->copy.account_name,
                        work->copy.title_name);
    }
    return tsb_pass(err, code, why);
}

static int issue(const struct writing *work, tsv_export *out, uint8_t *record, tsb_error *err)
{
    enum tsv_export_refusal refusal = TSV_EXPORT_NOT_REFUSED;
    tsb_error why = {0};
    tsv_account account = {0};
    tsv_export_order order = {.copy = work->copy.id,
                              .account = work->copy.account,
                              .views = work->order->views,
                              .serial = work->serial,
                              .now = (int64_t)time(NULL)};
    int code = tst_request_obtain(&order.request, work->requests, &order.copy, order.serial, err);
    if (code == 0) {
        code = tsv_store_account_find(work->data->store, work->copy.account_name, &account, err);
    }
    if (code == 0) {
        order.qa = account.qa;
        code = choose_devices(work, &order, err);
    }
    if (code < 0) {
        return code;
    }
    code = tsv_export_issue(work->data, &order, out, record, &refusal, &why);
    if (refusal == TSV_EXPORT_REFUSED_USED) { /* interrupted once that licence lay on the token */
        tsb_error_clear(&why);
        code = tst_request_renew(&order.request, work->requests, &order.copy, order.serial, &why);
        if (code == 0) {
            code = tsv_export_issue(work->data, &order, out, record, &refusal, &why);
        }
    }
    return code < 0 ? refused(work, refusal, code, &why, err) : 0;
}

/* The licence and the secrets of a film that is on the token. */
struct held {
    uint8_t bytes[TST_LICENCE_MAX];
    tst_licence licence;
    uint8_t *counter_key; /* secret memory */
};

static int read_there(const struct writing *work, uint32_t film, struct held *out, tsb_error *err)
{
    size_t size = tst_container_film(work->container, film)->licence_size;
    int code = tst_container_licence(work->container, film, out->bytes, err);
    if (code == 0) {
        code = tst_licence_read(&out->licence, out->bytes, size, work->data->signing_public, err);
    }
    if (code == 0) {
        out->counter_key = tsb_secret_alloc(TSS_KEY_SIZE);
        code = out->counter_key ? tsv_export_counter_key(work->data, &out->licence.id, out->counter_key, err)
                                : tsb_fail(err, TSB_ERR_MEMORY, "Out of secret memory");
    }
    return code;
}

/* Takes what is left of a film's views off the token, and puts it back into the account. */
static int give_back(const struct writing *work, uint32_t film, tsb_error *err)
{
    uint8_t record[TST_RECORD_SIZE];
    tst_counter_record last = {.sequence = 0};
    enum tsv_export_refusal refusal = TSV_EXPORT_NOT_REFUSED;
    tsb_error why = {0};
    struct held there = {.counter_key = NULL};
    tsv_export export = {.views = 0};
    int code = read_there(work, film, &there, err);
    if (code == 0) {
        const tst_counter counter = {
            .container = work->container, .film = film, .licence = &there.licence, .key = there.counter_key};
        code = tst_counter_return(&counter, record, &last, err);
    }
    if (code == 0) {
        const tsv_export_shown shown = {.export = there.licence.id,
                                        .record = record,
                                        .give_back = true,
                                        .account = work->copy.account,
                                        .now = (int64_t)time(NULL)};
        code = tsv_export_hear(work->data, &shown, &export, &refusal, &why);
        code = code < 0 ? refused(work, refusal, code, &why, err) : 0;
    }
    tsb_secret_free(there.counter_key, TSS_KEY_SIZE);
    return code;
}

/* Gives a complete film that is there a new licence, its complement staying as it is. */
static int relicense(const struct writing *work, uint32_t film, tsv_export *out, tsb_error *err)
{
    uint8_t record[TST_RECORD_SIZE];
    tsb_error why = {0};
    int code = give_back(work, film, &why);
    if ((code == TSB_ERR_DENIED || code == TSB_ERR_DAMAGED) && work->order->erase) {
        code = 0; /* its views are lost, as was asked for */
    } else if (code < 0) {
        code = tsb_pass(err, code, &why);
    }
    if (code == 0) {
        code = issue(work, out, record, err);
    }
    if (code == 0) {
        code = tst_container_relicense(work->container, film, out->licence, out->licence_size, record, err);
    }
    return code;
}

static int add_film(const struct writing *work, uint32_t *film, tsv_export *out, tsb_error *err)
{
    uint8_t record[TST_RECORD_SIZE];
    tst_licence licence = {.views = 0};
    uint64_t size = tsv_stream_size(work->stream, TSV_PART_COMPLEMENT);
    int code = tst_container_reserve(work->container, size, err);
    if (code == 0) {
        code = issue(work, out, record, err);
    }
    if (code == 0) {
        code = tst_licence_read(&licence, out->licence, out->licence_size, work->data->signing_public, err);
    }
    if (code == 0) {
        const tst_film_new entry = tst_write_entry(&licence, out->licence, record, size);
        code = tst_container_add(work->container, &entry, film, err);
    }
    return code;
}

/* Enters the film, unless its writing was begun already. */
static int enter(const struct writing *work, uint32_t *film, tsv_export *out, tsb_error *err)
{
    int64_t number = tst_container_find(work->container, &work->copy.id);
    int code = 0;
    *film = number >= 0 ? (uint32_t)number : 0;
    if (number < 0) {
        code = add_film(work, film, out, err);
    } else if (tst_container_film(work->container, *film)->state == TST_FILM_COMPLETE) {
        code = relicense(work, *film, out, err);
    } else {
        struct held there = {.counter_key = NULL};
        code = read_there(work, *film, &there, err);
        if (code == 0) {
            code = tsv_store_export_find(work->data->store, &there.licence.id, out, err);
        }
        tsb_secret_free(there.counter_key, TSS_KEY_SIZE);
    }
    /* Its licence lies on the token now. */
    return code < 0 ? code : tst_request_done(work->requests, &work->copy.id, work->serial, err);
}

static int read_complement(void *context, uint64_t offset, uint8_t *bytes, size_t size, tsb_error *err)
{
    const struct writing *work = context;
    return tsv_stream_read(work->stream, TSV_PART_COMPLEMENT, offset, bytes, size, err);
}

static void show(void *context, enum tst_write_stage stage, uint64_t done, uint64_t all)
{
    const struct writing *work = context;
    if (work->order->progress) {
        work->order->progress(work->order->context, stage, done, all);
    }
}

static int write_film(struct writing *work, uint32_t film, tsb_error *err)
{
    const tst_write_job job = {
        .read = read_complement, .progress = show, .context = work, .cancel = work->order->cancel};
    tss_copy_secrets *secrets = tsb_secret_alloc(sizeof(*secrets));
    int code = secrets ? tsv_copy_secrets(work->data, &work->copy, secrets, err)
                       : tsb_fail(err, TSB_ERR_MEMORY, "Out of secret memory");
    if (code == 0 && tst_container_film(work->container, film)->state != TST_FILM_COMPLETE) {
        code = tst_write_film(work->container, film, &job, err);
    }
    if (code == 0) {
        code = tst_write_verify(work->container, film, secrets->key, &job, err);
    }
    tsb_secret_free(secrets, sizeof(*secrets));
    return code;
}

static int write_token(struct writing *work, tsv_export *out, tsb_error *err)
{
    uint32_t film = 0;
    work->requests = tsb_path_join(work->data->folder, REQUESTS_NAME);
    int code = work->requests ? tsv_store_copy_find(work->data->store, &work->order->copy, &work->copy, err)
                              : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = tsv_streams_create(&work->streams, work->data, 0, err);
    }
    if (code == 0) {
        code = tsv_stream_acquire(&work->stream, work->streams, &work->copy.id, err);
    }
    if (code == 0) {
        code = open_token(work, err);
    }
    if (code == 0) {
        code = enter(work, &film, out, err);
    }
    return code == 0 ? write_film(work, film, err) : code;
}

int tsv_token_write(const tsv_data *data, const tsv_token_order *order, tsv_export *out, tsb_error *err)
{
    struct writing *work = calloc(1, sizeof(*work));
    *out = (tsv_export){0};
    if (!work) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    work->data = data;
    work->order = order;
    int code = write_token(work, out, err);
    tst_container_destroy(&work->container);
    tst_blocks_destroy(&work->blocks);
    tsv_stream_release(&work->stream);
    tsv_streams_destroy(&work->streams);
    free(work->requests);
    free(work);
    return code;
}
