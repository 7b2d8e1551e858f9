/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/audio.h"

#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "player/pipeline/resampler.h"
#include "player/play/rate_control.h"

#define RATE          48000
#define PERIOD        1024 /* frames a callback */
#define RING_SECONDS  1
#define PERIODS_AHEAD 2 /* one being heard, one waiting: what drivers commonly hold */

struct tsp_audio {
    tsp_clock *clock;
    tsp_ring *ring;
    SDL_AudioDeviceID device;
    SDL_atomic_t gain;    /* in 1/65536 */
    SDL_atomic_t offset;  /* ticks */
    SDL_atomic_t pace;    /* of the display, in BILLION; 0: nothing is followed */
    SDL_atomic_t stretch; /* in BILLION */
    bool running;         /* main thread's */
    /* The callback's; others lock the device. */
    tsp_resampler *resampler;
    tsp_rate_control control;
    double ratio;
};

#define UNITY   65536
#define BILLION 1e9

/* A cubic law, as ears have it; 100 % is exactly one. */
static int gain_of(int percent)
{
    double share = percent / 100.0;
    return (int)(share * share * share * UNITY + 0.5);
}

static void apply_gain(float *samples, size_t count, int gain)
{
    if (gain == UNITY)
        return;
    float factor = (float)gain / UNITY;
    for (size_t i = 0; i < count; i++) {
        float sample = samples[i] * factor;
        samples[i] = sample > 1 ? 1 : sample < -1 ? -1 : sample;
    }
}

/*
 * How fast the ring is to be emptied from now on: exactly 1, at which the resampler hands out the ring's very samples,
 * unless a display leads. tsp_player_presented says so only where bringing pictures to the screen has been seen
 * to wait for a display's refreshes, the film's pictures fit these, and the viewer has not set it otherwise.
 */
static void control_rate(tsp_audio *audio, double ahead, unsigned frames)
{
    double pace = SDL_AtomicGet(&audio->pace) / BILLION;
    audio->ratio = 1;
    if (pace > 0)
        audio->ratio = tsp_rate_control_ratio(&audio->control, ahead, (double)frames / RATE, pace);
    else
        tsp_rate_control_init(&audio->control, tsp_clock_card(audio->clock));
    SDL_AtomicSet(&audio->stretch, (int)((audio->ratio - 1) * BILLION));
}

static void SDLCALL fill(void *context, Uint8 *stream, int length)
{
    tsp_audio *audio = context;
    unsigned channels = tsp_ring_channels(audio->ring);
    unsigned wanted = (unsigned)length / (channels * (unsigned)sizeof(float));
    float *samples = (float *)(void *)stream;
    int64_t end = 0;
    unsigned got = tsp_resampler_read(audio->resampler, audio->ring, samples, wanted, audio->ratio, &end);
    apply_gain(samples, (size_t)got * channels, SDL_AtomicGet(&audio->gain));
    memset(samples + (size_t)got * channels, 0, (size_t)(wanted - got) * channels * sizeof *samples);
    if (got < wanted)
        return;
    int64_t heard = end - tsp_audio_latency(audio);
    uint64_t now = tsp_clock_now();
    SDL_AtomicSet(&audio->offset, (int)(heard - tsp_clock_get(audio->clock, now)));
    tsp_clock_correct(audio->clock, heard, now);
    control_rate(audio, tsp_clock_ahead(audio->clock, heard, now), wanted);
}

/* Surround only where the system says that its device has it. */
static Uint8 preferred_channels(void)
{
    char *name = NULL;
    SDL_AudioSpec spec = {0};
    if (SDL_GetDefaultAudioInfo(&name, &spec, 0))
        return 2;
    SDL_free(name);
    return spec.channels >= 6 ? 6 : 2;
}

int tsp_audio_open(tsp_audio **out, tsp_clock *clock, const tsb_log *log, tsb_error *err)
{
    tsp_audio *audio = calloc(1, sizeof *audio);
    if (!audio)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for sound");
    audio->clock = clock;
    audio->ratio = 1;
    tsp_rate_control_init(&audio->control, 1);
    SDL_AtomicSet(&audio->gain, UNITY);
    SDL_AudioSpec wanted = {
        .freq = RATE,
        .format = AUDIO_F32SYS,
        .channels = preferred_channels(),
        .samples = PERIOD,
        .callback = fill,
        .userdata = audio,
    };
    audio->ring = tsp_ring_create(RATE, wanted.channels, RATE * RING_SECONDS);
    audio->resampler = tsp_resampler_create(wanted.channels);
    if (!audio->ring || !audio->resampler) {
        tsp_audio_close(&audio);
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for sound");
    }
    /* No changes allowed: SDL converts for devices that want something else. */
    audio->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (!audio->device) {
        int result = tsb_fail(err, TSB_ERR_UNSUPPORTED, "There is no sound: %s", SDL_GetError());
        tsp_audio_close(&audio);
        return result;
    }
    tsb_debug(log, "sound: %s, %d channels", SDL_GetCurrentAudioDriver(), wanted.channels);
    *out = audio;
    return 0;
}

void tsp_audio_close(tsp_audio **audio)
{
    if (!audio || !*audio)
        return;
    if ((*audio)->device)
        SDL_CloseAudioDevice((*audio)->device);
    tsp_ring_destroy(&(*audio)->ring);
    tsp_resampler_destroy(&(*audio)->resampler);
    free(*audio);
    *audio = NULL;
}

tsp_ring *tsp_audio_ring(tsp_audio *audio)
{
    return audio->ring;
}

void tsp_audio_run(tsp_audio *audio, bool running)
{
    if (running != audio->running)
        SDL_PauseAudioDevice(audio->device, running ? 0 : 1);
    audio->running = running;
}

void tsp_audio_reset(tsp_audio *audio)
{
    SDL_LockAudioDevice(audio->device);
    tsp_resampler_reset(audio->resampler);
    tsp_rate_control_restart(&audio->control);
    SDL_UnlockAudioDevice(audio->device);
}

void tsp_audio_follow(tsp_audio *audio, double pace)
{
    SDL_AtomicSet(&audio->pace, (int)(pace * BILLION));
}

double tsp_audio_stretch(tsp_audio *audio)
{
    return SDL_AtomicGet(&audio->stretch) / BILLION;
}

void tsp_audio_set_volume(tsp_audio *audio, int percent, bool muted)
{
    SDL_AtomicSet(&audio->gain, muted ? 0 : gain_of(percent));
}

int64_t tsp_audio_latency(const tsp_audio *audio)
{
    (void)audio;
    return (int64_t)PERIOD * PERIODS_AHEAD * TSP_SECOND / RATE;
}

int64_t tsp_audio_offset(tsp_audio *audio)
{
    return SDL_AtomicGet(&audio->offset);
}
