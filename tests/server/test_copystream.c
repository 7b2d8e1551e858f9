/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of a real film, from the bank: the same each time, unlike each other, and back to the original. */
#include "server/copystream.h"

#include "film_fixture.h"
#include "synth/complement.h"

START_TEST(a_copy_is_the_same_after_a_restart)
{
    tsv_data *data = film_open();
    film_whole first = film_read_whole(data, &film_copies[0]);
    tsv_data_close(&data);
    data = film_open();
    film_whole second = film_read_whole(data, &film_copies[0]);
    tsv_data_close(&data);
    for (int part = 0; part < 2; part++) {
        ck_assert_uint_eq(first.size[part], second.size[part]);
        ck_assert(memcmp(first.bytes[part], second.bytes[part], first.size[part]) == 0);
    }
    film_whole_finish(&first);
    film_whole_finish(&second);
}
END_TEST

static void synthesise(tss_engine *engine, tsv_stream *stream, const tss_index *index, uint32_t chunk,
                       const film_whole *copy)
{
    const tss_index_entry *entry = &index->entries[chunk];
    uint8_t key[TSS_KEY_SIZE] = {0};
    size_t size = entry->size - TSS_TAG_SIZE;
    uint8_t *plain = malloc(size);
    ck_assert_ptr_nonnull(plain);
    ck_assert_int_eq(tsv_stream_window_key(stream, tss_window_of(chunk), key, NULL), 0);
    ck_assert_int_eq(tss_complement_open(plain, key, &index->copy, chunk,
                                         copy->bytes[TSV_PART_COMPLEMENT] + entry->offset, entry->size, NULL),
                     0);
    ck_assert_int_eq(tss_chunk_synthesise(engine, copy->bytes[TSV_PART_IMAGE] + (size_t)entry->first * TSS_SECTOR_SIZE,
                                          entry->count, plain, size, NULL, NULL, NULL),
                     0);
    free(plain);
}

/* Puts back what is the copy's own outside the chunks, as a player does. */
static void restore_fields(uint8_t *image, const tss_manifest *manifest)
{
    tss_manifest_blank(image + (size_t)manifest->manifest_sector * TSS_SECTOR_SIZE);
    memcpy(image + (size_t)manifest->vmg_sector * TSS_SECTOR_SIZE + TSS_PROVIDER_OFFSET, manifest->provider,
           TSS_PROVIDER_SIZE);
    memcpy(image + (size_t)manifest->vmg_backup_sector * TSS_SECTOR_SIZE + TSS_PROVIDER_OFFSET, manifest->provider,
           TSS_PROVIDER_SIZE);
}

START_TEST(image_and_complement_make_the_original)
{
    tsv_data *data = film_open();
    tsv_streams *streams = NULL;
    tsv_stream *stream = NULL;
    tss_engine *engine = NULL;
    tss_index index = {0};
    tss_manifest manifest = {0};
    uint8_t hash[TSS_HASH_SIZE] = {0};
    film_whole copy = film_read_whole(data, &film_copies[0]);
    uint8_t *image = copy.bytes[TSV_PART_IMAGE];
    ck_assert_int_eq(tsv_streams_create(&streams, data, 0, NULL), 0);
    ck_assert_int_eq(tsv_stream_acquire(&stream, streams, &film_copies[0], NULL), 0);
    ck_assert_int_eq(tss_engine_create(&engine, NULL), 0);
    ck_assert_int_eq(tss_manifest_read(&manifest, image + (size_t)film_title.manifest_sector * TSS_SECTOR_SIZE,
                                       TSS_MANIFEST_SIZE, NULL),
                     0);
    ck_assert_int_eq(
        tss_index_parse(&index, copy.bytes[TSV_PART_COMPLEMENT], tss_index_size(film_title.chunk_count), NULL), 0);
    ck_assert_uint_eq(index.file_size, copy.size[TSV_PART_COMPLEMENT]);
    ck_assert_uint_ge(index.chunk_count, 3);
    ck_assert(tss_id_equal(&manifest.copy, &film_copies[0]));
    ck_assert(tss_id_equal(&index.copy, &film_copies[0]));
    ck_assert_int_eq(tss_sha256(hash, copy.bytes[TSV_PART_COMPLEMENT], tss_index_size(index.chunk_count), NULL), 0);
    ck_assert_mem_eq(hash, manifest.index_hash, TSS_HASH_SIZE);
    for (uint32_t chunk = 0; chunk < index.chunk_count; chunk++) {
        synthesise(engine, stream, &index, chunk, &copy);
    }
    restore_fields(image, &manifest);
    ck_assert_int_eq(tss_sha256(hash, image, copy.size[TSV_PART_IMAGE], NULL), 0);
    ck_assert_mem_eq(hash, film_title.image_hash, TSS_HASH_SIZE);
    ck_assert_mem_eq(hash, manifest.image_hash, TSS_HASH_SIZE);
    tss_engine_destroy(&engine);
    tss_index_finish(&index);
    tsv_stream_release(&stream);
    tsv_streams_destroy(&streams);
    film_whole_finish(&copy);
    tsv_data_close(&data);
}
END_TEST

START_TEST(copies_have_nothing_in_common)
{
    tsv_data *data = film_open();
    tsv_streams *streams = NULL;
    tsv_stream *bob = NULL;
    tss_index index = {0};
    uint8_t key[TSS_KEY_SIZE] = {0};
    film_whole one = film_read_whole(data, &film_copies[0]);
    film_whole two = film_read_whole(data, &film_copies[1]);
    ck_assert_uint_eq(one.size[0], two.size[0]);
    ck_assert_uint_eq(one.size[1], two.size[1]);
    ck_assert(memcmp(one.bytes[0], two.bytes[0], one.size[0]) != 0);
    ck_assert_int_eq(tss_index_parse(&index, one.bytes[1], tss_index_size(film_title.chunk_count), NULL), 0);
    ck_assert_int_eq(tsv_streams_create(&streams, data, 0, NULL), 0);
    ck_assert_int_eq(tsv_stream_acquire(&bob, streams, &film_copies[1], NULL), 0);
    for (uint32_t chunk = 0; chunk < index.chunk_count; chunk++) {
        const tss_index_entry *entry = &index.entries[chunk];
        const size_t at = (size_t)entry->first * TSS_SECTOR_SIZE;
        uint8_t *plain = malloc(entry->size);
        ck_assert_ptr_nonnull(plain);
        ck_assert(memcmp(one.bytes[0] + at, two.bytes[0] + at, (size_t)entry->count * TSS_SECTOR_SIZE) != 0);
        ck_assert(memcmp(one.bytes[1] + entry->offset, two.bytes[1] + entry->offset, entry->size) != 0);
        ck_assert_int_eq(tsv_stream_window_key(bob, tss_window_of(chunk), key, NULL), 0);
        ck_assert_int_eq(
            tss_complement_open(plain, key, &index.copy, chunk, one.bytes[1] + entry->offset, entry->size, NULL),
            TSB_ERR_DAMAGED);
        free(plain);
    }
    tss_index_finish(&index);
    tsv_stream_release(&bob);
    tsv_streams_destroy(&streams);
    film_whole_finish(&one);
    film_whole_finish(&two);
    tsv_data_close(&data);
}
END_TEST

START_TEST(what_is_not_there_is_refused)
{
    tsv_data *data = film_open();
    tsv_streams *streams = NULL;
    tsv_stream *stream = NULL;
    tss_id unknown = {{0}};
    uint8_t bytes[8] = {0};
    ck_assert_int_eq(tsv_streams_create(&streams, data, 0, NULL), 0);
    ck_assert_int_eq(tsv_stream_acquire(&stream, streams, &unknown, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsv_stream_acquire(&stream, streams, &film_copies[0], NULL), 0);
    for (int part = 0; part < 2; part++) {
        uint64_t size = tsv_stream_size(stream, (enum tsv_part)part);
        ck_assert_int_eq(tsv_stream_read(stream, (enum tsv_part)part, size, bytes, 0, NULL), 0);
        ck_assert_int_eq(tsv_stream_read(stream, (enum tsv_part)part, size, bytes, 1, NULL), TSB_ERR_INVALID);
        ck_assert_int_eq(tsv_stream_read(stream, (enum tsv_part)part, size - 1, bytes, 2, NULL), TSB_ERR_INVALID);
        ck_assert_int_eq(tsv_stream_read(stream, (enum tsv_part)part, UINT64_MAX, bytes, 2, NULL), TSB_ERR_INVALID);
    }
    uint8_t key[TSS_KEY_SIZE] = {0};
    ck_assert_int_eq(tsv_stream_window_key(stream, tsv_stream_windows(stream), key, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_str_ne(tsv_stream_etag(stream, TSV_PART_IMAGE), tsv_stream_etag(stream, TSV_PART_COMPLEMENT));
    tsv_stream_release(&stream);
    tsv_streams_destroy(&streams);
    tsv_data_close(&data);
}
END_TEST

START_TEST(another_master_key_opens_nothing)
{
    tsv_data *data = film_open();
    tsv_streams *streams = NULL;
    tsv_stream *stream = NULL;
    data->keys->master[0] ^= 1;
    ck_assert_int_eq(tsv_streams_create(&streams, data, 0, NULL), 0);
    ck_assert_int_lt(tsv_stream_acquire(&stream, streams, &film_copies[0], NULL), 0);
    ck_assert_ptr_null(stream);
    tsv_streams_destroy(&streams);
    tsv_data_close(&data);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_copy_is_the_same_after_a_restart, image_and_complement_make_the_original,
                                  copies_have_nothing_in_common, what_is_not_there_is_refused,
                                  another_master_key_opens_nothing};
    return film_suite_run("copystream", tests, TSB_COUNT(tests));
}
