/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From any film file to a VIDEO_TS folder: ffmpeg encodes, dvdauthor authors. */
#include "server/ingest/master.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "server/ingest/process.h"
#include "server/progress.h"

/* A DVD-5 holds 4.7e9 bytes; some are kept for packs, tables and rounding. */
#define DISC_KBITS    (4.7e9 * 8 / 1000 * 0.94)
#define VIDEO_KBPS    5000
#define VIDEO_MIN     1000
#define VIDEO_MAX     9000
#define MUX_KBPS      9800 /* of 10080: system packets take the rest */
#define ARGUMENTS_MAX 96

const char *tsv_language_code(const char *three)
{
    static const char codes[][2][4] = {
        {"ara", "ar"}, {"bul", "bg"}, {"cat", "ca"}, {"ces", "cs"}, {"cze", "cs"}, {"chi", "zh"}, {"zho", "zh"},
        {"dan", "da"}, {"deu", "de"}, {"ger", "de"}, {"dut", "nl"}, {"nld", "nl"}, {"ell", "el"}, {"gre", "el"},
        {"eng", "en"}, {"est", "et"}, {"fin", "fi"}, {"fra", "fr"}, {"fre", "fr"}, {"heb", "he"}, {"hin", "hi"},
        {"hrv", "hr"}, {"hun", "hu"}, {"ice", "is"}, {"isl", "is"}, {"ind", "id"}, {"ita", "it"}, {"jpn", "ja"},
        {"kor", "ko"}, {"lav", "lv"}, {"lit", "lt"}, {"may", "ms"}, {"msa", "ms"}, {"nor", "no"}, {"per", "fa"},
        {"fas", "fa"}, {"pol", "pl"}, {"por", "pt"}, {"ron", "ro"}, {"rum", "ro"}, {"rus", "ru"}, {"slk", "sk"},
        {"slo", "sk"}, {"slv", "sl"}, {"spa", "es"}, {"srp", "sr"}, {"swe", "sv"}, {"tam", "ta"}, {"tel", "te"},
        {"tha", "th"}, {"tur", "tr"}, {"ukr", "uk"}, {"vie", "vi"},
    };
    for (size_t i = 0; i < TSB_COUNT(codes); i++) {
        if (strcmp(codes[i][0], three) == 0) {
            return codes[i][1];
        }
    }
    return NULL;
}

static unsigned audio_kbps(const tsv_audio_track *track)
{
    return track->channels > 2 ? 448 : 192;
}

static bool is_rate(double rate, double nominal)
{
    return fabs(rate - nominal) < 0.02;
}

static int even(double size, int most)
{
    int value = 2 * (int)lround(size / 2);
    return value < 16 ? 16 : value > most ? most : value;
}

void tsv_encoding_plan(tsv_encoding *out, const tsv_probe *probe, enum tsv_standard standard)
{
    static const double ntsc_rates[] = {30000.0 / 1001, 30, 60000.0 / 1001, 60};
    *out = (tsv_encoding){.standard = standard};
    if (standard == TSV_STANDARD_AUTO) {
        out->standard = TSV_PAL;
        for (size_t i = 0; i < TSB_COUNT(ntsc_rates); i++) {
            out->standard = is_rate(probe->frame_rate, ntsc_rates[i]) ? TSV_NTSC : out->standard;
        }
    }
    out->frame_height = out->standard == TSV_NTSC ? 480 : 576;
    /* Where the two shapes waste as much of the frame: between 4:3 and 16:9. */
    out->wide = probe->display_aspect > sqrt(4.0 / 3 * 16 / 9);
    double shape = out->wide ? 16.0 / 9 : 4.0 / 3;
    double relative = probe->display_aspect / shape;
    out->width = even(relative < 1 ? 720 * relative : 720, 720);
    out->height = even(relative > 1 ? out->frame_height / relative : out->frame_height, out->frame_height);
    out->interlaced = probe->interlaced && probe->height == out->height;
    unsigned audio = 0;
    for (unsigned i = 0; i < probe->audio_count; i++) {
        audio += audio_kbps(&probe->audio[i]);
    }
    unsigned most = MUX_KBPS - audio < VIDEO_MAX ? MUX_KBPS - audio : VIDEO_MAX;
    double fits = probe->duration > 0 ? DISC_KBITS / probe->duration - audio : VIDEO_KBPS;
    double rate = fits < VIDEO_KBPS ? fits : VIDEO_KBPS;
    out->video_kbps = rate < VIDEO_MIN ? VIDEO_MIN : (unsigned)rate;
    out->video_max_kbps = most;
}

/* A vector of arguments in the making; text holds those that were formatted. */
typedef struct arguments {
    const char *words[ARGUMENTS_MAX];
    unsigned count;
    char text[4096];
    size_t used;
} arguments;

static void add(arguments *list, const char *word)
{
    if (list->count + 1 < ARGUMENTS_MAX) {
        list->words[list->count++] = word;
        list->words[list->count] = NULL;
    }
}

static void add_formatted(arguments *list, const char *format, ...) TSB_PRINTF(2, 3);
static void add_formatted(arguments *list, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    size_t room = sizeof(list->text) - list->used;
    int length = vsnprintf(list->text + list->used, room, format, values);
    va_end(values);
    if (length > 0 && (size_t)length < room) {
        add(list, list->text + list->used);
        list->used += (size_t)length + 1;
    }
}

static void add_video(arguments *list, const tsv_probe *probe, const tsv_encoding *plan)
{
    const char *deinterlace = probe->interlaced && !plan->interlaced ? "bwdif=mode=send_frame," : "";
    add(list, "-target");
    add(list, plan->standard == TSV_NTSC ? "ntsc-dvd" : "pal-dvd");
    add(list, "-vf");
    add_formatted(list, "%sscale=%d:%d:interl=%d,pad=720:%d:(ow-iw)/2:(oh-ih)/2", deinterlace, plan->width,
                  plan->height, plan->interlaced, plan->frame_height);
    add(list, "-aspect");
    add(list, plan->wide ? "16:9" : "4:3");
    add(list, "-b:v");
    add_formatted(list, "%uk", plan->video_kbps);
    add(list, "-maxrate:v");
    add_formatted(list, "%uk", plan->video_max_kbps);
    if (plan->interlaced) {
        add(list, "-flags:v");
        add(list, "+ilme+ildct");
        add(list, "-top");
        add(list, probe->top_field_first ? "1" : "0");
    }
}

static void add_audio(arguments *list, const tsv_probe *probe)
{
    for (unsigned i = 0; i < probe->audio_count; i++) {
        add(list, "-map");
        add_formatted(list, "0:%d", probe->audio[i].index);
        add_formatted(list, "-b:a:%u", i);
        add_formatted(list, "%uk", audio_kbps(&probe->audio[i]));
        if (probe->audio[i].channels > 6) {
            add_formatted(list, "-ac:a:%u", i);
            add(list, "6");
        }
    }
    add(list, "-c:a");
    add(list, "ac3");
    add(list, "-ar");
    add(list, "48000");
}

typedef struct encoding_progress {
    tsv_progress progress;
    double duration;
} encoding_progress;

/* ffmpeg's "out_time_us=123" lines. */
static void show_encoding(void *context, const char *line)
{
    encoding_progress *shown = context;
    if (strncmp(line, "out_time_us=", 12) == 0) {
        double seconds = strtod(line + 12, NULL) / 1e6;
        if (seconds > 0 && shown->duration > 0) {
            tsv_progress_show(&shown->progress, (uint64_t)(seconds * 1000), (uint64_t)(shown->duration * 1000));
        }
    }
}

static int encode(const tsv_mastering *mastering, const tsv_probe *probe, const tsv_encoding *plan, const char *stream,
                  tsb_error *err)
{
    arguments *list = calloc(1, sizeof(*list));
    char messages[TSV_PROCESS_TAIL] = "";
    size_t size = strlen(mastering->film) + sizeof("file:");
    char *address = malloc(size);
    if (!list || !address) {
        free(list);
        free(address);
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    (void)snprintf(address, size, "file:%s", mastering->film);
    static const char *const before[] = {"ffmpeg", "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-i"};
    for (size_t i = 0; i < TSB_COUNT(before); i++) {
        add(list, before[i]);
    }
    add(list, address);
    add(list, "-map");
    add_formatted(list, "0:%d", probe->video);
    add_video(list, probe, plan);
    add_audio(list, probe);
    static const char *const after[] = {"-sn", "-dn", "-map_chapters", "-1", "-map_metadata", "-1"};
    for (size_t i = 0; i < TSB_COUNT(after); i++) {
        add(list, after[i]);
    }
    add(list, stream);
    encoding_progress shown = {.duration = probe->duration};
    tsv_progress_start(&shown.progress, "Encoding");
    tsv_process process = {.arguments = list->words,
                           .line = show_encoding,
                           .context = &shown,
                           .messages = messages,
                           .cancel = mastering->cancel};
    int code = tsv_process_run(&process, err);
    tsv_progress_end(&shown.progress);
    if (code == 0 && messages[0]) {
        messages[strcspn(messages, "\n")] = '\0';
        tsb_warn(mastering->log, "FFmpeg met faults in the film and went on, look at what became of it: %s", messages);
    }
    free(address);
    free(list);
    return code;
}

/* dvdauthor's description of the disc. All that goes into it is ours: the film's own texts do not. */
static int describe(tsb_buffer *xml, const tsv_probe *probe, const tsv_encoding *plan, tsb_error *err)
{
    int code = tsb_buffer_printf(xml, err,
                                 "<dvdauthor dest=\"root\"><vmgm><fpc>jump title 1;</fpc></vmgm><titleset><titles>"
                                 "<video format=\"%s\" aspect=\"%s\"%s/>",
                                 plan->standard == TSV_NTSC ? "ntsc" : "pal", plan->wide ? "16:9" : "4:3",
                                 plan->wide ? " widescreen=\"nopanscan\"" : "");
    for (unsigned i = 0; code == 0 && i < probe->audio_count; i++) {
        const char *language = tsv_language_code(probe->audio[i].language);
        code = language ? tsb_buffer_printf(xml, err, "<audio lang=\"%s\"/>", language)
                        : tsb_buffer_printf(xml, err, "<audio/>");
    }
    if (code == 0) {
        code = tsb_buffer_printf(xml, err, "<pgc><vob file=\"film.mpg\" chapters=\"0");
    }
    for (unsigned i = 0; code == 0 && i < probe->chapter_count; i++) {
        if (probe->chapters[i] >= 1 && (probe->chapters[i] < probe->duration - 1 || !(probe->duration > 0))) {
            code = tsb_buffer_printf(xml, err, ",%.3f", probe->chapters[i]);
        }
    }
    return code == 0 ? tsb_buffer_printf(xml, err, "\"/></pgc></titles></titleset></dvdauthor>\n") : code;
}

static int author(const tsv_mastering *mastering, const tsv_probe *probe, const tsv_encoding *plan, tsb_error *err)
{
    const char *const arguments_author[] = {"dvdauthor", "-x", "film.xml", NULL};
    const char *const variables[] = {"LC_ALL=C", plan->standard == TSV_NTSC ? "VIDEO_FORMAT=NTSC" : "VIDEO_FORMAT=PAL",
                                     NULL};
    tsb_buffer xml = {0};
    tsb_buffer_init(&xml, 65536);
    char *path = tsb_path_join(mastering->work, "film.xml");
    int code = path ? describe(&xml, probe, plan, err) : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = tsb_file_write(path, xml.bytes, xml.size, 0600, err);
    }
    if (code == 0) {
        tsb_info(mastering->log, "Authoring the disc ...");
        tsv_process process = {.arguments = arguments_author,
                               .folder = mastering->work,
                               .variables = variables,
                               .cancel = mastering->cancel};
        code = tsv_process_run(&process, err);
    }
    if (path) {
        (void)unlink(path);
    }
    free(path);
    tsb_buffer_finish(&xml);
    return code;
}

static void tell(const tsv_mastering *mastering, const tsv_probe *probe, const tsv_encoding *plan)
{
    char length[32] = "unknown length";
    if (probe->duration > 0) {
        (void)snprintf(length, sizeof(length), "%.0f s", probe->duration);
    }
    tsb_info(
        mastering->log,
        "Film of %s, %dx%d at %.4g pictures a second: %s %s DVD-Video at %u kbit/s, %u audio track%s, %u chapter%s",
        length, probe->width, probe->height, probe->frame_rate, plan->standard == TSV_NTSC ? "NTSC" : "PAL",
        plan->wide ? "16:9" : "4:3", plan->video_kbps, probe->audio_count, probe->audio_count == 1 ? "" : "s",
        probe->chapter_count, probe->chapter_count == 1 ? "" : "s");
    if (probe->audio_left_out > 0) {
        tsb_warn(mastering->log, "A DVD holds %d audio tracks: the last %u of the film are left out", TSV_AUDIO_MAX,
                 probe->audio_left_out);
    }
}

int tsv_master_film(const tsv_mastering *mastering, tsb_error *err)
{
    tsv_probe *probe = calloc(1, sizeof(*probe));
    char *stream = tsb_path_join(mastering->work, "film.mpg");
    tsv_encoding plan = {0};
    int code = probe && stream ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = tsv_probe_file(probe, mastering->film, mastering->cancel, err);
    }
    if (code == 0) {
        tsv_encoding_plan(&plan, probe, mastering->standard);
        tell(mastering, probe, &plan);
        code = encode(mastering, probe, &plan, stream, err);
    }
    if (code == 0) {
        code = author(mastering, probe, &plan, err);
    }
    if (code == 0) {
        (void)unlink(stream); /* Room for the image. */
    }
    free(stream);
    free(probe);
    return code;
}
