/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a real film's copy, from the bank: any range, in any order, by many threads at once. */
#include "server/copystream.h"

#include <pthread.h>

#include "film_fixture.h"

#define THREADS 4
#define RANGES  25

typedef struct reader {
    tsv_stream *stream;
    const film_whole *wanted;
    uint64_t seed;
    bool same;
} reader;

static void *read_ranges(void *context)
{
    reader *own = context;
    own->same = true;
    for (int i = 0; i < RANGES && own->same; i++) {
        enum tsv_part part = test_random(&own->seed) % 2 ? TSV_PART_IMAGE : TSV_PART_COMPLEMENT;
        size_t size = own->wanted->size[part];
        size_t from = test_random(&own->seed) % size;
        size_t most = test_random(&own->seed) % 8 == 0 ? size - from : 5000;
        size_t length = most < size - from ? most : size - from;
        length = length > 0 ? test_random(&own->seed) % length + 1 : 0;
        uint8_t *bytes = malloc(length > 0 ? length : 1);
        own->same = bytes && tsv_stream_read(own->stream, part, from, bytes, length, NULL) == 0 &&
                    memcmp(bytes, own->wanted->bytes[part] + from, length) == 0;
        free(bytes);
    }
    return NULL;
}

START_TEST(ranges_equal_slices_of_the_whole)
{
    uint64_t seed = suite_seed(2);
    tsv_data *data = film_open();
    film_whole wanted = film_read_whole(data, &film_copies[0]);
    /* A cache of about two chunks: pieces come and go while others are read. */
    static const size_t caches[] = {2 << 20, 64 << 20};
    for (size_t cache = 0; cache < TSB_COUNT(caches); cache++) {
        tsv_streams *streams = NULL;
        pthread_t threads[THREADS];
        reader readers[THREADS] = {{0}};
        ck_assert_int_eq(tsv_streams_create(&streams, data, caches[cache], NULL), 0);
        for (int i = 0; i < THREADS; i++) {
            readers[i] = (reader){.wanted = &wanted, .seed = seed + (uint64_t)i};
            ck_assert_int_eq(tsv_stream_acquire(&readers[i].stream, streams, &film_copies[0], NULL), 0);
            ck_assert_int_eq(pthread_create(&threads[i], NULL, read_ranges, &readers[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
            ck_assert_msg(readers[i].same, "thread %d of cache %zu", i, cache);
            tsv_stream_release(&readers[i].stream);
        }
        tsv_streams_tally tally = {0};
        tsv_streams_tally_get(streams, &tally);
        ck_assert_uint_gt(tally.chunks_split, 0);
        ck_assert_uint_gt(tally.chunks_cached, 0);
        ck_assert_uint_le(tally.cache_bytes, caches[cache]);
        tsv_streams_destroy(&streams);
    }
    film_whole_finish(&wanted);
    tsv_data_close(&data);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {ranges_equal_slices_of_the_whole};
    return film_suite_run("copyranges", tests, TSB_COUNT(tests));
}
