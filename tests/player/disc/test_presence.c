/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disc that is taken out and put back while others read it. Images are mastered with genisoimage. */
#include "player/disc/presence.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "player/disc/disc.h"
#include "synth/chunk.h"
#include "tests/player/disc/disc_rig.h"

/* Far longer than it takes: only what never comes fails. */
#define PATIENCE_MS 60000u

struct scene {
    struct rig rig;
    char away[400];
    tsb_buffer image;
    tsp_disc *disc;
    tsp_presence *presence;
};

/* A read on a thread of its own. */
struct reading {
    tsp_disc *disc;
    tsb_cancel *cancel;
    pthread_t thread;
    atomic_bool done;
    int result;
    uint8_t bytes[TSS_SECTOR_SIZE];
    uint8_t lost;
};

static void raise_curtain(struct scene *scene)
{
    rig_init(&scene->rig);
    rig_make_copy(&scene->rig, 0, 1);
    rig_load(&scene->rig, &scene->image);
    snprintf(scene->away, sizeof(scene->away), "%s/away.iso", scene->rig.folder);
    ck_assert_int_eq(tsp_disc_open(&scene->disc, scene->rig.image, NULL, NULL, NULL), 0);
    ck_assert_ptr_null(tsp_disc_presence(scene->disc));
    ck_assert_int_eq(tsp_disc_watch(scene->disc, NULL), 0);
    scene->presence = tsp_disc_presence(scene->disc);
}

static void drop_curtain(struct scene *scene)
{
    tsp_disc_destroy(&scene->disc);
    tsb_buffer_finish(&scene->image);
    scratch_remove(scene->rig.folder);
}

static void take_out(const struct scene *scene)
{
    ck_assert_int_eq(rename(scene->rig.image, scene->away), 0);
}

static void put_back(const struct scene *scene)
{
    ck_assert_int_eq(rename(scene->away, scene->rig.image), 0);
}

/* Until it is out, or in, and says so. */
static void await(const struct scene *scene, bool out, const char *words)
{
    uint64_t until = tsb_clock_ms() + PATIENCE_MS;
    tsp_presence_status status;

    for (;;) {
        tsp_presence_status_get(scene->presence, &status);
        if (status.out == out && strstr(status.text, words))
            return;
        ck_assert_msg(tsb_clock_ms() < until, "%s: \"%s\" does not say \"%s\"", status.out ? "out" : "in", status.text,
                      words);
        (void)tsb_cancel_sleep(NULL, 5);
    }
}

static void *read_sector(void *context)
{
    struct reading *reading = context;

    reading->result = tsp_disc_read(reading->disc, 16, 1, reading->bytes, &reading->lost, reading->cancel, NULL);
    atomic_store(&reading->done, true);
    return NULL;
}

static void begin(struct reading *reading, const struct scene *scene)
{
    *reading = (struct reading){.disc = scene->disc, .lost = 0xff};
    ck_assert_int_eq(tsb_cancel_create(&reading->cancel, NULL), 0);
    ck_assert_int_eq(pthread_create(&reading->thread, NULL, read_sector, reading), 0);
}

static void end(struct reading *reading, int result)
{
    ck_assert_int_eq(pthread_join(reading->thread, NULL), 0);
    tsb_cancel_destroy(&reading->cancel);
    ck_assert_int_eq(reading->result, result);
}

static void end_well(struct reading *reading, const struct scene *scene)
{
    end(reading, 0);
    ck_assert_uint_eq(reading->lost, 0);
    ck_assert_mem_eq(reading->bytes, scene->image.bytes + 16 * TSS_SECTOR_SIZE, TSS_SECTOR_SIZE);
}

/* The image again, the same to the last bit. */
static void put_back_a_copy(struct scene *scene)
{
    tsb_buffer copy;

    tsb_buffer_init(&copy, RIG_IMAGE_CEILING);
    ck_assert_int_eq(tsb_buffer_append(&copy, scene->image.bytes, scene->image.size, NULL), 0);
    rig_store(&scene->rig, &copy, copy.size);
}

START_TEST(reads_wait_for_the_disc)
{
    struct scene scene;
    struct reading reading;

    raise_curtain(&scene);
    begin(&reading, &scene);
    end_well(&reading, &scene);
    for (int i = 0; i < 3; i++) {
        take_out(&scene);
        await(&scene, true, "Put the disc \"A Film\" back");
        begin(&reading, &scene);
        (void)tsb_cancel_sleep(NULL, 50);
        ck_assert(!atomic_load(&reading.done));
        put_back(&scene);
        end_well(&reading, &scene);
        await(&scene, false, "");
    }
    drop_curtain(&scene);
}
END_TEST

START_TEST(a_read_under_way_sees_it_go)
{
    struct scene scene;

    raise_curtain(&scene);
    for (int i = 0; i < 200; i++) {
        struct reading reading;
        bool out = i % 50 == 25;
        begin(&reading, &scene);
        if (out)
            take_out(&scene);
        if (out)
            await(&scene, true, "");
        if (out)
            put_back(&scene);
        end_well(&reading, &scene);
    }
    drop_curtain(&scene);
}
END_TEST

START_TEST(another_disc_is_refused)
{
    struct scene scene;
    struct reading reading;

    raise_curtain(&scene);
    take_out(&scene);
    await(&scene, true, "Put the disc \"A Film\" back");
    begin(&reading, &scene);
    rig_make_copy(&scene.rig, 0, 2);
    await(&scene, true, "another copy of \"A Film\"");
    ck_assert_int_eq(tsb_file_write(scene.rig.image, "text", 4, 0644, NULL), 0);
    await(&scene, true, "This is another disc");
    ck_assert(!atomic_load(&reading.done));
    put_back(&scene);
    end_well(&reading, &scene);
    drop_curtain(&scene);
}
END_TEST

/* The same name, but another file: as another disc in the drive at once. */
START_TEST(a_disc_in_its_place_is_noticed)
{
    struct scene scene;
    struct reading reading;

    raise_curtain(&scene);
    ck_assert_int_eq(link(scene.rig.image, scene.away), 0);
    ck_assert_int_eq(unlink(scene.rig.image), 0);
    rig_make_copy(&scene.rig, 0, 2);
    await(&scene, true, "another copy");
    begin(&reading, &scene);
    /* What is the same to the last bit is as good. */
    put_back_a_copy(&scene);
    end_well(&reading, &scene);
    drop_curtain(&scene);
}
END_TEST

START_TEST(a_disc_cut_short_is_out)
{
    struct scene scene;
    struct reading reading;

    raise_curtain(&scene);
    ck_assert_int_eq(truncate(scene.rig.image, 10 * TSS_SECTOR_SIZE), 0);
    begin(&reading, &scene);
    await(&scene, true, "Put the disc \"A Film\" back");
    put_back_a_copy(&scene);
    end_well(&reading, &scene);
    drop_curtain(&scene);
}
END_TEST

START_TEST(waiting_ends_when_cancelled)
{
    struct scene scene;
    struct reading reading;

    raise_curtain(&scene);
    take_out(&scene);
    await(&scene, true, "");
    begin(&reading, &scene);
    (void)tsb_cancel_sleep(NULL, 20);
    tsb_cancel_fire(reading.cancel);
    end(&reading, TSB_ERR_CANCELLED);
    drop_curtain(&scene); /* and so does looking for it */
}
END_TEST

struct holder {
    struct scene *scene;
    atomic_int calls;
    atomic_bool was_out;
};

static void let_go(void *context)
{
    struct holder *holder = context;
    tsp_presence_status status;

    tsp_presence_status_get(holder->scene->presence, &status);
    atomic_store(&holder->was_out, status.out);
    (void)tsb_cancel_sleep(NULL, 30);
    atomic_fetch_add(&holder->calls, 1);
}

START_TEST(holders_let_go)
{
    struct scene scene;
    struct holder holder = {.scene = &scene};
    unsigned before = 0;
    unsigned turn = 0;

    raise_curtain(&scene);
    tsp_presence_hold(scene.presence, let_go, &holder);
    ck_assert_int_eq(tsp_presence_wait(scene.presence, &before, NULL, NULL), 0);
    take_out(&scene);
    await(&scene, true, "");
    put_back(&scene);
    await(&scene, false, "");
    ck_assert_int_eq(atomic_load(&holder.calls), 1);
    ck_assert(atomic_load(&holder.was_out));
    ck_assert_int_eq(tsp_presence_wait(scene.presence, &turn, NULL, NULL), 0);
    ck_assert_uint_ne(turn, before);
    tsp_presence_release(scene.presence, &holder);
    take_out(&scene);
    await(&scene, true, "");
    put_back(&scene);
    await(&scene, false, "");
    ck_assert_int_eq(atomic_load(&holder.calls), 1);
    drop_curtain(&scene);
}
END_TEST

START_TEST(doubts_are_settled)
{
    struct scene scene;
    unsigned turn = 0;

    raise_curtain(&scene);
    ck_assert_int_eq(tsp_presence_wait(scene.presence, &turn, NULL, NULL), 0);
    ck_assert_int_eq(tsp_presence_doubt(scene.presence, turn, NULL, NULL), 0);
    take_out(&scene);
    ck_assert_int_eq(tsp_presence_doubt(scene.presence, turn, NULL, NULL), 1);
    put_back(&scene);
    ck_assert_int_eq(tsp_presence_doubt(scene.presence, turn, NULL, NULL), 1);
    ck_assert_int_eq(tsp_presence_wait(scene.presence, &turn, NULL, NULL), 0);
    ck_assert_int_eq(tsp_presence_doubt(scene.presence, turn, NULL, NULL), 0);
    drop_curtain(&scene);
}
END_TEST

START_TEST(a_file_is_not_ejected)
{
    struct scene scene;
    tsp_presence_status status;
    tsb_error err = {0};

    raise_curtain(&scene);
    ck_assert_int_eq(tsp_presence_eject(scene.presence, &err), TSB_ERR_UNSUPPORTED);
    ck_assert_str_eq(err.text, "The film comes from a file: there is nothing to eject.");
    tsp_presence_status_get(scene.presence, &status);
    ck_assert(!status.out && !status.ejected);
    tsb_error_clear(&err);
    ck_assert(!tsp_presence_failure(scene.presence, &err));
    drop_curtain(&scene);
}
END_TEST

START_TEST(no_drive_no_ejection)
{
    tsb_error err = {0};

    ck_assert_int_ne(tsp_drive_eject("/dev/null", &err), 0);
    ck_assert_msg(strstr(err.text, "/dev/null") != NULL, "%s", err.text);
    tsb_error_clear(&err);
    ck_assert_int_ne(tsp_drive_eject("/nothing/here", &err), 0);
    ck_assert_int_eq(tsp_drive_state("/nothing/here"), TSP_DRIVE_EMPTY);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        reads_wait_for_the_disc, a_read_under_way_sees_it_go, another_disc_is_refused, a_disc_in_its_place_is_noticed,
        a_disc_cut_short_is_out, waiting_ends_when_cancelled, holders_let_go,          doubts_are_settled,
        a_file_is_not_ejected,   no_drive_no_ejection};

    if (system("command -v genisoimage >/dev/null") != 0) {
        puts("skipped: genisoimage is not installed");
        return 77;
    }
    return suite_run("presence", tests, TSB_COUNT(tests));
}
