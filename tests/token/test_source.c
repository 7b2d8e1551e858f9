/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/source.h"

#include <pthread.h>

#include "tests/support/suite.h"
#include "tests/token/medium.h"
#include "tests/token/rig.h"

/* A port with a stick in it, or none. */
struct port {
    pthread_mutex_t lock;
    struct medium *stick;
    bool empty;
};

static int find(void *context, tst_blocks **out, tsb_error *err)
{
    struct port *port = context;
    pthread_mutex_lock(&port->lock);
    struct medium *stick = port->empty ? NULL : port->stick;
    pthread_mutex_unlock(&port->lock);
    if (!stick)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "no token is plugged in");
    if (stick->gone)
        medium_replug(stick, LOSE_ALL);
    *out = &stick->blocks;
    return 0;
}

static void plug(struct port *port, struct medium *stick)
{
    pthread_mutex_lock(&port->lock);
    if (stick)
        port->stick = stick;
    port->empty = !stick;
    pthread_mutex_unlock(&port->lock);
}

struct stage {
    struct rig rig;
    struct medium medium;
    struct port port;
    tst_source_options options;
};

static void stage_make(struct stage *stage)
{
    rig_make(&stage->rig);
    medium_init(&stage->medium, MEDIUM_MAX);
    strcpy(stage->medium.blocks.serial, SAMPLE_SERIAL);
    rig_write(&stage->rig, &stage->medium.blocks);
    stage->port = (struct port){.stick = &stage->medium};
    pthread_mutex_init(&stage->port.lock, NULL);
    stage->options = (tst_source_options){.find = find,
                                          .context = &stage->port,
                                          .copy = stage->rig.sample.copy,
                                          .holder.signer = stage->rig.signer,
                                          .holder.private_key = stage->rig.device[0],
                                          .holder.monotonic = stage->rig.memory[0]};
    memcpy(stage->options.index_hash, stage->rig.sample.index_hash, TSS_HASH_SIZE);
}

static void stage_finish(struct stage *stage)
{
    pthread_mutex_destroy(&stage->port.lock);
    medium_finish(&stage->medium);
    rig_finish(&stage->rig);
}

static void begin(struct stage *stage, tss_source **source)
{
    tst_counter_record record;
    ck_assert_int_eq(tst_source_open(source, &stage->options, NULL), 0);
    ck_assert_int_eq(tst_source_begin(*source, RIG_NOW, &record, NULL), 0);
    ck_assert_uint_eq(record.left, RIG_VIEWS - 1);
}

static int fetch(struct stage *stage, tss_source *source, uint32_t chunk, const tsb_cancel *cancel)
{
    uint8_t plain[5000];
    uint8_t expected[5000];
    const size_t size = sample_plain_size(chunk);
    int code = tss_source_chunk(source, chunk, plain, size, cancel, NULL);
    sample_plain(&stage->rig.sample, chunk, expected);
    if (code == 0)
        ck_assert_mem_eq(plain, expected, size);
    return code;
}

START_TEST(plays)
{
    struct stage stage;
    tss_source *source = NULL;
    tss_source_status status;
    tst_counter_record record;
    bool resumes = true;
    stage_make(&stage);
    ck_assert_int_eq(tst_source_open(&source, &stage.options, NULL), 0);
    ck_assert_str_eq(tst_source_licence(source)->serial, SAMPLE_SERIAL);
    ck_assert_int_eq(tst_source_seen(source, RIG_NOW, 60, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_source_look(source, RIG_NOW, &record, &resumes, NULL), 0);
    ck_assert(!resumes && record.left == RIG_VIEWS);
    ck_assert_int_eq(tst_source_begin(source, RIG_NOW, &record, NULL), 0);
    for (uint32_t chunk = SAMPLE_CHUNKS; chunk-- > 0;)
        ck_assert_int_eq(fetch(&stage, source, chunk, NULL), 0);
    ck_assert_int_eq(tss_source_chunk(source, SAMPLE_CHUNKS, stage.rig.bytes, 1, NULL, NULL), TSB_ERR_INVALID);
    tss_source_want(source, 1);
    tss_source_status_get(source, &status);
    ck_assert(status.state == TSS_SOURCE_READY && status.bytes == 5721 + 3 * TSS_TAG_SIZE && !*status.text);
    ck_assert_int_eq(tst_source_seen(source, RIG_NOW + 60, 60, NULL), 0);
    ck_assert_int_eq(tst_source_look(source, RIG_NOW + 61, &record, &resumes, NULL), 0);
    ck_assert(resumes && record.left == RIG_VIEWS - 1);
    ck_assert_int_eq(tst_source_seen(source, RIG_NOW + TST_VIEW_SECONDS, 60, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(fetch(&stage, source, 0, NULL), TSB_ERR_DENIED); /* and nothing after it is over */
    tss_source_destroy(&source);
    stage_finish(&stage);
}
END_TEST

struct early {
    struct stage *stage;
    tss_source *source;
    tsb_cancel *cancel;
    int code;
};

static void *fetch_early(void *context)
{
    struct early *early = context;
    early->code = fetch(early->stage, early->source, 0, early->cancel);
    return NULL;
}

/* A player's threads ask for the first chunk before its view is begun. */
START_TEST(nothing_comes_before_the_view)
{
    struct stage stage;
    struct early early = {.stage = &stage};
    pthread_t thread;
    tst_counter_record record;
    tss_source_status status;
    stage_make(&stage);
    ck_assert_int_eq(tst_source_open(&early.source, &stage.options, NULL), 0);
    ck_assert_int_eq(tsb_cancel_create(&early.cancel, NULL), 0);
    for (int begins = 0; begins <= 1; begins++) {
        early.code = 1;
        ck_assert_int_eq(pthread_create(&thread, NULL, fetch_early, &early), 0);
        (void)usleep(100000);
        tss_source_status_get(early.source, &status);
        ck_assert_uint_eq(status.bytes, 0);
        if (begins)
            ck_assert_int_eq(tst_source_begin(early.source, RIG_NOW, &record, NULL), 0);
        else
            tsb_cancel_fire(early.cancel);
        ck_assert_int_eq(pthread_join(thread, NULL), 0);
        ck_assert_int_eq(early.code, begins ? 0 : TSB_ERR_CANCELLED);
        tsb_cancel_reset(early.cancel);
    }
    tsb_cancel_destroy(&early.cancel);
    tss_source_destroy(&early.source);
    stage_finish(&stage);
}
END_TEST

/* Verifying under a licence for quality assurance takes no view; under another one it has to. */
START_TEST(quality_assurance_takes_no_view)
{
    struct stage stage;
    tss_source *source = NULL;
    tst_counter_record record;
    bool resumes = true;
    stage_make(&stage);
    ck_assert_int_eq(tst_source_open(&source, &stage.options, NULL), 0);
    ck_assert_int_eq(tst_source_begin_qa(source, NULL), TSB_ERR_DENIED);
    tss_source_destroy(&source);
    stage.rig.licence.qa = true;
    rig_sign(&stage.rig);
    rig_write(&stage.rig, &stage.medium.blocks);
    ck_assert_int_eq(tst_source_open(&source, &stage.options, NULL), 0);
    ck_assert_int_eq(tst_source_begin_qa(source, NULL), 0);
    ck_assert_int_eq(fetch(&stage, source, 0, NULL), 0);
    ck_assert_int_eq(tst_source_look(source, RIG_NOW, &record, &resumes, NULL), 0);
    ck_assert(!resumes && record.left == RIG_VIEWS);
    tss_source_destroy(&source);
    stage_finish(&stage);
}
END_TEST

static int open_code(const struct stage *stage)
{
    tss_source *source = NULL;
    int code = tst_source_open(&source, &stage->options, NULL);
    ck_assert_int_eq(code == 0, source != NULL);
    tss_source_destroy(&source);
    return code;
}

START_TEST(refuses)
{
    struct stage stage;
    uint8_t other[TSS_KEY_SIZE] = {1};
    stage_make(&stage);
    const tst_source_options good = stage.options;
    plug(&stage.port, NULL);
    ck_assert_int_eq(open_code(&stage), TSB_ERR_NOT_FOUND);
    plug(&stage.port, &stage.medium);
    ck_assert_int_eq(open_code(&stage), 0);
    stage.options.copy.bytes[0] ^= 1;
    ck_assert_int_eq(open_code(&stage), TSB_ERR_NOT_FOUND);
    stage.options = good;
    stage.options.index_hash[0] ^= 1;
    ck_assert_int_eq(open_code(&stage), TSB_ERR_DAMAGED);
    stage.options = good;
    stage.options.holder.signer = other;
    ck_assert_int_eq(open_code(&stage), TSB_ERR_DENIED);
    stage.options = good;
    stage.options.holder.private_key = other;
    ck_assert_int_eq(open_code(&stage), TSB_ERR_DENIED);
    stage.options = good;
    strcpy(stage.medium.blocks.serial, "TALLY0002"); /* all of it copied to another stick */
    ck_assert_int_eq(open_code(&stage), TSB_ERR_DENIED);
    stage.medium.blocks.serial[0] = 0;
    ck_assert_int_eq(open_code(&stage), TSB_ERR_DENIED);
    strcpy(stage.medium.blocks.serial, SAMPLE_SERIAL);
    ck_assert_int_eq(open_code(&stage), 0);
    stage_finish(&stage);
}
END_TEST

/* Without a TPM, or without a key in it for this licence, the device's own key serves as ever. */
START_TEST(no_key_in_a_tpm)
{
    struct stage stage;
    uint8_t key[TSS_KEY_SIZE];
    char folder[300];
    stage_make(&stage);
    (void)snprintf(folder, sizeof folder, "%s/device0", stage.rig.folder);
    stage.options.holder.hardware = (tst_hardware_place){.folder = folder, .tcti = "swtpm:host=127.0.0.1,port=1"};
    const int code = tst_hardware_create(&stage.options.holder.hardware, RIG_VIEWS, key, NULL);
    ck_assert(code == TSB_ERR_NOT_FOUND || code == TSB_ERR_UNSUPPORTED);
    tss_source *source = NULL;
    begin(&stage, &source);
    ck_assert_int_eq(fetch(&stage, source, 0, NULL), 0);
    tss_source_destroy(&source);
    stage_finish(&stage);
}
END_TEST

/* A chunk that is damaged on the token is told apart from a token that is out. */
START_TEST(damaged_chunk)
{
    struct stage stage;
    tss_source *source = NULL;
    stage_make(&stage);
    begin(&stage, &source);
    stage.medium.now[8 * TST_UNIT + source->index.entries[1].offset + 9] ^= 1;
    ck_assert_int_eq(fetch(&stage, source, 1, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(fetch(&stage, source, 2, NULL), 0);
    tss_source_destroy(&source);
    stage_finish(&stage);
}
END_TEST

struct reader {
    struct stage *stage;
    tss_source *source;
    tsb_cancel *cancel;
    int code;
};

static void *read_all(void *context)
{
    struct reader *reader = context;
    for (uint32_t chunk = 0; reader->code == 0 && chunk < SAMPLE_CHUNKS; chunk++)
        reader->code = fetch(reader->stage, reader->source, chunk, reader->cancel);
    return NULL;
}

/* Waits until the status says so. */
static void await(tss_source *source, const char *text)
{
    tss_source_status status;
    do {
        usleep(1000);
        tss_source_status_get(source, &status);
    } while (!strstr(status.text, text));
    ck_assert_int_eq(status.state, TSS_SOURCE_RETRYING);
}

static pthread_t read_behind(struct reader *reader)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, read_all, reader), 0);
    return thread;
}

/* Pulled at each read; another token first, then the right one: it waits, says why, and goes on. */
START_TEST(pulled_and_put_back)
{
    struct stage stage;
    struct medium other;
    stage_make(&stage);
    medium_init(&other, MEDIUM_MAX);
    strcpy(other.blocks.serial, SAMPLE_SERIAL);
    rig_write(&stage.rig, &other.blocks); /* same film, licence and serial, yet another container */
    for (unsigned n = 1; n <= SAMPLE_CHUNKS; n++) {
        struct reader reader = {.stage = &stage};
        tst_counter_record record;
        const uint64_t now = RIG_NOW + n * 1000u;
        ck_assert_int_eq(tst_source_open(&reader.source, &stage.options, NULL), 0);
        ck_assert_int_eq(tst_source_begin(reader.source, now, &record, NULL), 0);
        medium_plan(&stage.medium, n, 0);
        plug(&stage.port, NULL);
        pthread_t thread = read_behind(&reader);
        await(reader.source, "pulled out");
        ck_assert_int_eq(tst_source_seen(reader.source, now + 60, 60, NULL), TSB_ERR_NOT_FOUND);
        plug(&stage.port, &other);
        await(reader.source, "another token");
        ck_assert_int_eq(tst_source_seen(reader.source, now + 120, 60, NULL), TSB_ERR_NOT_FOUND);
        plug(&stage.port, &stage.medium);
        ck_assert_int_eq(pthread_join(thread, NULL), 0);
        ck_assert_int_eq(reader.code, 0);
        ck_assert_int_eq(tst_source_seen(reader.source, now, 60, NULL), 0); /* what was played without it counts */
        ck_assert_int_eq(tst_source_begin(reader.source, now + 60, &record, NULL), 0);
        ck_assert_uint_eq(record.left, RIG_VIEWS - 1);
        ck_assert_uint_ge(record.views[0].last_seen, now + 180);
        tss_source_destroy(&reader.source);
    }
    medium_finish(&other);
    stage_finish(&stage);
}
END_TEST

/* The token as it was before the view is put back while playing; and playing is given up. */
START_TEST(old_copy_put_back)
{
    struct stage stage;
    struct medium old;
    struct reader reader = {.stage = &stage};
    stage_make(&stage);
    medium_init(&old, MEDIUM_MAX);
    strcpy(old.blocks.serial, SAMPLE_SERIAL);
    old.blocks.size = stage.medium.blocks.size;
    memcpy(old.now, stage.medium.now, MEDIUM_MAX);
    memcpy(old.durable, stage.medium.now, MEDIUM_MAX);
    begin(&stage, &reader.source);
    ck_assert_int_eq(tsb_cancel_create(&reader.cancel, NULL), 0);
    medium_plan(&stage.medium, 2, 0);
    plug(&stage.port, &old);
    pthread_t thread = read_behind(&reader);
    await(reader.source, "older copy");
    tsb_cancel_fire(reader.cancel);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(reader.code, TSB_ERR_CANCELLED);
    tss_source_destroy(&reader.source);
    tsb_cancel_destroy(&reader.cancel);
    medium_finish(&old);
    stage_finish(&stage);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {plays,
                                  nothing_comes_before_the_view,
                                  quality_assurance_takes_no_view,
                                  refuses,
                                  no_key_in_a_tpm,
                                  damaged_chunk,
                                  pulled_and_put_back,
                                  old_copy_put_back};
    return suite_run("token source", tests, TSB_COUNT(tests));
}
