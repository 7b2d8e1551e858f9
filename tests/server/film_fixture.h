/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A data folder with a real, short film in its bank, made once a program. */
#ifndef TALLYSTICK_TESTS_SERVER_FILM_FIXTURE_H
#define TALLYSTICK_TESTS_SERVER_FILM_FIXTURE_H

#include "server/copies.h"
#include "server/copystream.h"
#include "server/ingest/ingest.h"
#include "server/ingest/process.h"
#include "tests/support/suite.h"

static char film_folder[256]; /* film.mkv, film.meta, data/ */
static char film_data[300];
static tsv_title film_title;
static tss_id film_copies[2]; /* alice's, bob's */

/* Twelve seconds of moving noise with two audio tracks and two chapters, by ffmpeg. */
static inline void film_encode(char *film, size_t size)
{
    char meta[300] = "";
    static const char chapters[] = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=5\n"
                                   "[CHAPTER]\nTIMEBASE=1/1\nSTART=5\nEND=12\n";
    (void)snprintf(film, size, "%s/film.mkv", film_folder);
    (void)snprintf(meta, sizeof(meta), "%s/film.meta", film_folder);
    ck_assert_int_eq(tsb_file_write(meta, chapters, sizeof(chapters) - 1, 0600, NULL), 0);
    const char *const arguments[] = {"ffmpeg",
                                     "-nostdin",
                                     "-v",
                                     "error",
                                     "-f",
                                     "lavfi",
                                     "-i",
                                     "testsrc2=size=720x576:rate=25:duration=12,noise=alls=24:allf=t",
                                     "-f",
                                     "lavfi",
                                     "-i",
                                     "sine=frequency=440:duration=12",
                                     "-i",
                                     meta,
                                     "-map",
                                     "0",
                                     "-map",
                                     "1",
                                     "-map",
                                     "1",
                                     "-map_metadata",
                                     "2",
                                     "-c:v",
                                     "mpeg4",
                                     "-q:v",
                                     "3",
                                     "-c:a",
                                     "ac3",
                                     film,
                                     NULL};
    tsv_process process = {.arguments = arguments};
    tsb_error err = {0};
    ck_assert_msg(tsv_process_run(&process, &err) == 0, "%s", err.text);
}

static inline void film_copy(tsv_data *data, const char *user, const tss_id *distributor, tss_id *out)
{
    tsv_account account = {.created = 1};
    tsb_error err = {0};
    tsv_copy *copy = calloc(1, sizeof(*copy));
    ck_assert_ptr_nonnull(copy);
    (void)snprintf(account.name, sizeof(account.name), "%s", user);
    ck_assert_int_eq(tsv_store_account_add(data->store, &account, NULL), 0);
    tsv_copy_order order = {film_title.id, *distributor, user, TSV_TIED_USER, 3, 1};
    ck_assert_msg(tsv_copy_create(data, &order, copy, &err) == 0, "%s", err.text);
    *out = copy->id;
    free(copy);
}

static inline tsv_data *film_open(void)
{
    tsv_data *data = NULL;
    tsb_error err = {0};
    ck_assert_msg(tsv_data_open(&data, film_data, &err) == 0, "%s", err.text);
    return data;
}

static inline void film_make(void)
{
    char film[300] = "";
    tsb_error err = {0};
    tsv_distributor distributor = {.name = "A kiosk"};
    scratch_make(film_folder);
    (void)snprintf(film_data, sizeof(film_data), "%s/data", film_folder);
    film_encode(film, sizeof(film));
    ck_assert_int_eq(tsv_data_init(film_data, "A server", "http://127.0.0.1:8420", NULL), 0);
    tsv_data *data = film_open();
    tsv_ingest ingest = {.film = film, .name = "A film", .profile = TSS_PROFILE_STANDARD};
    ck_assert_msg(tsv_ingest_film(data, &ingest, &film_title, &err) == 0, "%s", err.text);
    ck_assert_int_eq(tss_id_generate(&distributor.id, NULL), 0);
    ck_assert_int_eq(tsv_store_distributor_add(data->store, &distributor, NULL), 0);
    film_copy(data, "alice", &distributor.id, &film_copies[0]);
    film_copy(data, "bob", &distributor.id, &film_copies[1]);
    tsv_data_close(&data);
}

static inline void film_remove(void)
{
    scratch_remove(film_folder);
}

/* As suite_run, with the film made before all tests and removed after them. */
static inline int film_suite_run(const char *name, const TTest *const *tests, size_t count)
{
    return suite_run_around(name, tests, count, film_make, film_remove);
}

/* A part of a copy as a whole; the caller frees it. */
static inline uint8_t *film_read_part(tsv_data *data, const tss_id *copy, enum tsv_part part, size_t *size)
{
    tsv_streams *streams = NULL;
    tsv_stream *stream = NULL;
    tsb_error err = {0};
    ck_assert_int_eq(tsv_streams_create(&streams, data, 0, NULL), 0);
    ck_assert_msg(tsv_stream_acquire(&stream, streams, copy, &err) == 0, "%s", err.text);
    *size = (size_t)tsv_stream_size(stream, part);
    uint8_t *bytes = malloc(*size);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_msg(tsv_stream_read(stream, part, 0, bytes, *size, &err) == 0, "%s", err.text);
    tsv_stream_release(&stream);
    tsv_streams_destroy(&streams);
    return bytes;
}

/* A copy as a whole, by enum tsv_part. */
typedef struct film_whole {
    uint8_t *bytes[2];
    size_t size[2];
} film_whole;

static inline film_whole film_read_whole(tsv_data *data, const tss_id *copy)
{
    film_whole out = {{NULL, NULL}, {0, 0}};
    out.bytes[TSV_PART_IMAGE] = film_read_part(data, copy, TSV_PART_IMAGE, &out.size[TSV_PART_IMAGE]);
    out.bytes[TSV_PART_COMPLEMENT] = film_read_part(data, copy, TSV_PART_COMPLEMENT, &out.size[TSV_PART_COMPLEMENT]);
    return out;
}

static inline void film_whole_finish(film_whole *one)
{
    free(one->bytes[0]);
    free(one->bytes[1]);
}

#endif
