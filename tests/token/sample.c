/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/sample.h"

#include <stdlib.h>
#include <string.h>

static void require(bool condition)
{
    if (!condition)
        abort();
}

size_t sample_plain_size(uint32_t chunk)
{
    static const size_t sizes[SAMPLE_CHUNKS] = {5000, 700, 21};
    return sizes[chunk];
}

void sample_plain(const struct sample *sample, uint32_t chunk, uint8_t *plain)
{
    for (size_t i = 0; i < sample_plain_size(chunk); i++)
        plain[i] = (uint8_t)(sample->copy.bytes[0] * 31 + chunk * 7 + i);
}

void sample_make(struct sample *sample, uint8_t number)
{
    const tss_extent extents[SAMPLE_CHUNKS] = {{300, 600}, {900, 66}, {2000, 512}};
    const size_t sizes[SAMPLE_CHUNKS] = {sample_plain_size(0), sample_plain_size(1), sample_plain_size(2)};
    uint8_t plain[5000];
    uint8_t window[TSS_KEY_SIZE];
    tss_index index = {0};
    memset(sample->copy.bytes, number, TSS_ID_SIZE);
    memset(sample->title.bytes, 0x40 + number, TSS_ID_SIZE);
    memset(sample->copy_key, 0x80 + number, TSS_KEY_SIZE);
    require(tss_index_build(&index, &sample->title, TSS_PROFILE_STANDARD, 10000, extents, sizes, SAMPLE_CHUNKS, NULL) ==
            0);
    sample->size = (size_t)index.file_size;
    sample->bytes = malloc(sample->size);
    require(sample->bytes != NULL);
    tss_index_write(sample->bytes, &index, &sample->copy);
    require(tss_sha256(sample->index_hash, sample->bytes, tss_index_size(SAMPLE_CHUNKS), NULL) == 0);
    require(tss_derive_window(window, sample->copy_key, &sample->copy, 0, NULL) == 0);
    for (uint32_t i = 0; i < SAMPLE_CHUNKS; i++) {
        sample_plain(sample, i, plain);
        require(tss_complement_seal(sample->bytes + index.entries[i].offset, window, &sample->copy, i, plain, sizes[i],
                                    NULL) == 0);
    }
    tss_index_finish(&index);
}

void sample_finish(struct sample *sample)
{
    free(sample->bytes);
    sample->bytes = NULL;
}

int sample_put(tst_container *container, const struct sample *sample, const uint8_t *licence, size_t licence_size,
               const uint8_t *record, uint32_t *film, tsb_error *err)
{
    tst_film_new add = {.copy = sample->copy,
                        .title = sample->title,
                        .complement_size = sample->size,
                        .licence = licence,
                        .licence_size = licence_size,
                        .record = record};
    memcpy(add.index_hash, sample->index_hash, TSS_HASH_SIZE);
    int code = tst_container_add(container, &add, film, err);
    if (code)
        return code;
    size_t done = (size_t)tst_container_film(container, *film)->progress;
    if (code == 0)
        code = tst_container_append(container, *film, sample->bytes + done, sample->size - done, err);
    return code ? code : tst_container_complete(container, *film, err);
}
