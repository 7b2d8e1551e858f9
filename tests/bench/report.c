/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/report.h"

static const struct {
    const char *key;
    const char *name;
} steps[BENCH_STEPS] = {
    [BENCH_MEMCPY] = {"memcpy", "memcpy"},
    [BENCH_AES] = {"aes_128_ctr", "AES-128-CTR, whole stream"},
    [BENCH_SHA256] = {"sha256", "SHA-256, whole stream"},
    [BENCH_CHECK] = {"check", "check of the original"},
    [BENCH_WALK] = {"walk", "walk"},
    [BENCH_SPLIT] = {"split", "split"},
    [BENCH_SYNTHESIS] = {"synthesis", "synthesis"},
    [BENCH_SEAL] = {"seal", "seal the complement"},
    [BENCH_OPEN] = {"open", "open the complement"},
};

/* MB of the stream a second. */
static double rate(const struct bench_report *report, double seconds)
{
    return (double)report->stream_bytes / seconds / 1e6;
}

/* MB of the complement a second. */
static double own_rate(const struct bench_report *report, enum bench_step step)
{
    return (double)report->complement_bytes / report->times[step].median / 1e6;
}

static double share(const struct bench_report *report)
{
    return 100.0 * (double)report->complement_bytes / (double)report->video_bytes;
}

/* How many times as long as another step this one takes. */
static double ratio(const struct bench_report *report, int step, enum bench_step other)
{
    return report->times[step].median / report->times[other].median;
}

void bench_report_table(FILE *file, const struct bench_report *report)
{
    fprintf(file, "| one core, profile %-8s  | time / memcpy | time / AES-128-CTR | MB/s, median | MB/s, best |\n",
            report->profile);
    fprintf(file, "|---|---|---|---|---|\n");
    for (int step = 0; step < BENCH_STEPS; step++) {
        const struct bench_time *time = &report->times[step];
        fprintf(file, "| %-26s | %13.3f | %18.3f | %12.1f | %10.1f |\n", steps[step].name,
                ratio(report, step, BENCH_MEMCPY), ratio(report, step, BENCH_AES), rate(report, time->median),
                rate(report, time->best));
    }
    fprintf(file,
            "\nRates count the bytes of the stream's sectors (%.1f MB in %u chunks); %u repetitions.\n"
            "Complement: %llu bytes, %.3f %% of the video; of its own bytes %.0f MB/s are sealed, %.0f MB/s opened.\n",
            (double)report->stream_bytes / 1e6, report->chunks, report->repetitions,
            (unsigned long long)report->complement_bytes, share(report), own_rate(report, BENCH_SEAL),
            own_rate(report, BENCH_OPEN));
}

void bench_report_json(FILE *file, const struct bench_report *report)
{
    fprintf(file,
            "{\"profile\": \"%s\", \"repetitions\": %u, \"stream_bytes\": %llu, \"video_bytes\": %llu, "
            "\"complement_bytes\": %llu, \"complement_percent\": %.4f, \"chunks\": %u, \"steps\": {",
            report->profile, report->repetitions, (unsigned long long)report->stream_bytes,
            (unsigned long long)report->video_bytes, (unsigned long long)report->complement_bytes, share(report),
            report->chunks);
    for (int step = 0; step < BENCH_STEPS; step++) {
        const struct bench_time *time = &report->times[step];
        fprintf(file,
                "%s\"%s\": {\"mb_per_s_median\": %.1f, \"mb_per_s_best\": %.1f, \"time_to_memcpy\": %.4f, "
                "\"time_to_aes_128_ctr\": %.4f}",
                step > 0 ? ", " : "", steps[step].key, rate(report, time->median), rate(report, time->best),
                ratio(report, step, BENCH_MEMCPY), ratio(report, step, BENCH_AES));
    }
    fprintf(file, "}}\n");
}
