/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/support/film.h"

#include <string.h>

#include "tests/support/suite.h"

char film_folder[256];
char film_image[300];

static bool possible(void)
{
    return system("command -v ffmpeg >/dev/null && command -v dvdauthor >/dev/null && command -v genisoimage "
                  ">/dev/null") == 0;
}

static bool run(const char *command)
{
    return system(command) == 0;
}

static bool encode(int number, const char *video, const char *options)
{
    char command[1024];
    snprintf(
        command, sizeof command,
        "ffmpeg -v error -nostdin -f lavfi -i '%s' -f lavfi -i 'aevalsrc=0.5*sin(2*PI*t*(%d+200*t)):d=4:s=48000' -map "
        "0 -map 1 -map 1 "
        "-target pal-dvd -aspect 16:9 -b:v 2M -maxrate 4M %s -c:a:0 ac3 -c:a:1 mp2 -b:a:1 192k -threads 1 -y %s/%d.mpg",
        video, 300 * number, options, film_folder, number);
    return run(command);
}

bool film_make(void)
{
    char command[1600];
    if (!encode(1, "testsrc2=s=720x576:r=50:d=4,tinterlace=interleave_top,setfield=tff", "-flags +ildct+ilme") ||
        !encode(2, "mandelbrot=s=720x576:r=25,trim=duration=4", ""))
        return false;
    snprintf(film_image, sizeof film_image, "%s/film.iso", film_folder);
    snprintf(command, sizeof command,
             "cd %s && printf '%%s' '<dvdauthor dest=\"dvd\"><vmgm/><titleset><titles><video format=\"pal\" "
             "aspect=\"16:9\"/>"
             "<audio lang=\"en\"/><audio lang=\"fr\"/><pgc><vob file=\"1.mpg\" chapters=\"0,0:02\"/>"
             "<vob file=\"2.mpg\" chapters=\"0\"/></pgc></titles></titleset></dvdauthor>' >film.xml && "
             "VIDEO_FORMAT=PAL dvdauthor -x film.xml >log 2>&1 && genisoimage -quiet -dvd-video -o film.iso dvd 2>>log",
             film_folder);
    return run(command);
}

int film_run(const char *name, const TTest *const tests[], size_t count, bool (*make)(void))
{
    if (!possible()) {
        printf("ffmpeg, dvdauthor or genisoimage is missing\n");
        return 77;
    }
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    int result = EXIT_FAILURE;
    if (!scratch_try(film_folder))
        return result;
    if (make())
        result = suite_run(name, tests, count);
    else
        fprintf(stderr, "the disc cannot be made\n");
    tsb_tree_remove(film_folder, NULL);
    return result;
}

static void spoil(const film_sectors *sectors, uint32_t sector, uint8_t *bytes)
{
    uint32_t first = atomic_load(&sectors->zero_first);
    uint32_t garbage = atomic_load(&sectors->garbage);
    if (sector >= first && sector < first + atomic_load(&sectors->zero_count))
        memset(bytes, 0, 2048);
    if (garbage && sector % garbage == 0)
        for (size_t i = 14; i < 2048; i++)
            bytes[i] = (uint8_t)(bytes[i] ^ (sector * 2654435761u >> (i % 24)));
}

static int film_read(tsp_sectors *base, uint32_t first, uint32_t count, uint8_t *out, const tsb_cancel *cancel,
                     tsb_error *err)
{
    film_sectors *sectors = (film_sectors *)base;
    uint32_t stall = atomic_load(&sectors->stall);
    int result = 0;
    atomic_fetch_add(&sectors->reads, 1);
    if (stall && first <= stall && first + count > stall) {
        atomic_fetch_add(&sectors->stalled, 1);
        while (!result)
            result = tsb_cancel_sleep(cancel, 60000);
        atomic_fetch_sub(&sectors->stalled, 1);
        return tsb_fail(err, result, "Reading was interrupted");
    }
    ck_assert_uint_le((uint64_t)first + count, base->count);
    ck_assert_int_eq(fseeko(sectors->file, (off_t)first * 2048, SEEK_SET), 0);
    ck_assert_uint_eq(fread(out, 2048, count, sectors->file), count);
    for (uint32_t i = 0; i < count; i++)
        spoil(sectors, first + i, out + (size_t)i * 2048);
    return 0;
}

static void film_hint(tsp_sectors *base, uint32_t sector)
{
    ck_assert_uint_lt(sector, base->count);
}

static void film_status(tsp_sectors *base, tsp_sectors_status *out)
{
    film_sectors *sectors = (film_sectors *)base;
    *out = (tsp_sectors_status){.buffered = atomic_load(&sectors->stalled) ? 0.5 : 1};
}

static void film_destroy(tsp_sectors *base)
{
    (void)base;
}

static const struct tsp_sectors_ops film_ops = {
    .read = film_read, .hint = film_hint, .status = film_status, .destroy = film_destroy};

void film_open(film_sectors *sectors, const char *path)
{
    memset(sectors, 0, sizeof *sectors);
    sectors->file = fopen(path, "rb");
    ck_assert_ptr_nonnull(sectors->file);
    ck_assert_int_eq(fseeko(sectors->file, 0, SEEK_END), 0);
    sectors->base.ops = &film_ops;
    sectors->base.count = (uint32_t)(ftello(sectors->file) / 2048);
}

void film_close(film_sectors *sectors)
{
    fclose(sectors->file);
}
