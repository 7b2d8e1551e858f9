/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The main program of a fuzz target in ordinary builds: gives the target every
 * file of the files and folders named on the command line, and an empty input.
 * Linked in place of libFuzzer, so that every build replays the corpora.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path, unsigned long *count)
{
    int result = 1;
    uint8_t *bytes = NULL;
    long size = 0;
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0)
        goto out;
    /* Exactly as large as the input, so that a sanitizer sees a read past its end. */
    bytes = malloc(size > 0 ? (size_t)size : 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        goto out;
    (void)LLVMFuzzerTestOneInput(bytes, (size_t)size);
    (*count)++;
    result = 0;
out:
    if (result)
        fprintf(stderr, "%s: cannot be read\n", path);
    free(bytes);
    if (file)
        fclose(file);
    return result;
}

static int replay_folder(const char *path, unsigned long *count)
{
    DIR *folder = opendir(path);
    if (!folder) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        return 1;
    }
    int result = 0;
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        char name[4096];
        int length = snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (length < 0 || (size_t)length >= sizeof name || replay_file(name, count))
            result = 1;
    }
    closedir(folder);
    return result;
}

int main(int argc, char **argv)
{
    int result = 0;
    unsigned long count = 0;
    uint8_t nothing = 0;
    (void)LLVMFuzzerTestOneInput(&nothing, 0);
    for (int i = 1; i < argc; i++) {
        struct stat status;
        memset(&status, 0, sizeof status);
        if (stat(argv[i], &status) != 0) {
            fprintf(stderr, "%s: no such file or folder\n", argv[i]);
            result = 1;
        } else if (S_ISDIR(status.st_mode)) {
            result |= replay_folder(argv[i], &count);
        } else {
            result |= replay_file(argv[i], &count);
        }
    }
    if (argc > 1 && count == 0) {
        fprintf(stderr, "nothing to replay\n");
        result = 1;
    }
    printf("%lu inputs replayed\n", count);
    return result;
}
