/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints a copy's window keys, one a line in hexadecimal, from a server's own
 * data folder: what a memory test has to look for. window_keys DATA COPY
 */
#include <stdio.h>

#include "base/bytes.h"
#include "server/copystream.h"

static int print_keys(const tsv_stream *stream, tsb_error *err)
{
    for (uint32_t i = 0; i < tsv_stream_windows(stream); i++) {
        uint8_t key[TSS_KEY_SIZE] = {0};
        char text[2 * TSS_KEY_SIZE + 1] = "";
        int result = tsv_stream_window_key(stream, i, key, err);
        if (result != 0)
            return result;
        tsb_hex_encode(text, key, sizeof(key));
        puts(text);
    }
    return 0;
}

int main(int argc, char *argv[])
{
    tsv_data *data = NULL;
    tsv_streams *streams = NULL;
    tsv_stream *stream = NULL;
    tss_id copy = {0};
    tsb_error err = {0};
    int result = 0;

    if (argc != 3 || tss_id_parse(&copy, argv[2]) != 0) {
        fputs("usage: window_keys DATA COPY\n", stderr);
        return 2;
    }
    result = tsv_data_open(&data, argv[1], &err);
    if (result == 0)
        result = tsv_streams_create(&streams, data, 0, &err);
    if (result == 0)
        result = tsv_stream_acquire(&stream, streams, &copy, &err);
    if (result == 0)
        result = print_keys(stream, &err);
    if (result != 0)
        fprintf(stderr, "window_keys: %s\n", err.text);
    tsv_stream_release(&stream);
    tsv_streams_destroy(&streams);
    tsv_data_close(&data);
    return result == 0 ? 0 : 1;
}
