/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/http_limit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "synth/complement.h"
#include "synth/crypto.h"

/* Entries: sets of WAYS, found by a salted hash; the one longest untouched gives way. */
#define SETS 1024u
#define WAYS 8u
/* Views with a pace of their own; the one longest untouched gives way. */
#define PACES   1024u
#define WINDOWS (TSS_INDEX_MAX_CHUNKS / TSS_WINDOW_CHUNKS)

typedef struct guess {
    uint64_t name; /* salted hash; 0: free */
    int64_t last;
    int64_t not_before;
    unsigned tries;
} guess;

struct tsv_guesses {
    tsv_guess_rule rule;
    uint8_t salt[TSS_KEY_SIZE];
    pthread_mutex_t lock;
    guess table[SETS][WAYS]; /* guarded by lock */
};

int tsv_guesses_create(tsv_guesses **out, const tsv_guess_rule *rule, tsb_error *err)
{
    tsv_guesses *guesses = calloc(1, sizeof *guesses);
    if (!guesses)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int rc = tss_random(guesses->salt, sizeof guesses->salt, err);
    if (rc != 0) {
        free(guesses);
        return rc;
    }
    guesses->rule = *rule;
    pthread_mutex_init(&guesses->lock, NULL);
    *out = guesses;
    return 0;
}

void tsv_guesses_destroy(tsv_guesses **guesses)
{
    if (!guesses || !*guesses)
        return;
    pthread_mutex_destroy(&(*guesses)->lock);
    free(*guesses);
    *guesses = NULL;
}

static uint64_t hash_name(const tsv_guesses *guesses, const char *name)
{
    uint8_t hash[8] = {0};
    /* Nobody outside can make two names meet: the salt is secret. Failing leaves one shared entry, which is safe. */
    (void)!tss_hkdf(hash, sizeof hash, guesses->salt, sizeof guesses->salt, NULL, 0, name, strlen(name), NULL);
    uint64_t number = tsb_load64(hash);
    return number ? number : 1;
}

static guess *find(tsv_guesses *guesses, uint64_t name)
{
    guess *set = guesses->table[name % SETS];
    for (unsigned i = 0; i < WAYS; i++)
        if (set[i].name == name)
            return &set[i];
    return NULL;
}

static guess *find_or_make(tsv_guesses *guesses, uint64_t name)
{
    guess *entry = find(guesses, name);
    guess *set = guesses->table[name % SETS];
    if (entry)
        return entry;
    entry = &set[0];
    for (unsigned i = 1; i < WAYS; i++)
        if (set[i].last < entry->last)
            entry = &set[i];
    *entry = (guess){.name = name};
    return entry;
}

unsigned tsv_guesses_try(tsv_guesses *guesses, const char *name, int64_t now)
{
    const tsv_guess_rule *rule = &guesses->rule;
    uint64_t hash = hash_name(guesses, name);
    unsigned wait = 0;
    pthread_mutex_lock(&guesses->lock);
    guess *entry = find_or_make(guesses, hash);
    if (now - entry->last > (int64_t)rule->forget_s)
        *entry = (guess){.name = hash};
    if (now < entry->not_before) {
        wait = (unsigned)(entry->not_before - now);
    } else {
        entry->tries++;
        entry->last = now;
        if (entry->tries >= rule->free_tries) {
            unsigned over = entry->tries - rule->free_tries;
            unsigned pause = over < 20 ? 1u << over : rule->max_wait_s;
            entry->not_before = now + (pause < rule->max_wait_s ? pause : rule->max_wait_s);
        }
    }
    pthread_mutex_unlock(&guesses->lock);
    return wait;
}

void tsv_guesses_forgive(tsv_guesses *guesses, const char *name)
{
    uint64_t hash = hash_name(guesses, name);
    pthread_mutex_lock(&guesses->lock);
    guess *entry = find(guesses, hash);
    if (entry)
        *entry = (guess){0};
    pthread_mutex_unlock(&guesses->lock);
}

void tsv_guesses_undo(tsv_guesses *guesses, const char *name)
{
    uint64_t hash = hash_name(guesses, name);
    pthread_mutex_lock(&guesses->lock);
    guess *entry = find(guesses, hash);
    if (entry && entry->tries > 0) {
        entry->tries--;
        entry->not_before = 0;
    }
    pthread_mutex_unlock(&guesses->lock);
}

typedef struct pace {
    tss_id view;
    bool used;
    int64_t touched;
    int64_t since;   /* tokens were counted then */
    unsigned tokens; /* windows that may be given at once */
    uint8_t given[(WINDOWS + 7) / 8];
} pace;

struct tsv_paces {
    pthread_mutex_t lock;
    pace table[PACES]; /* guarded by lock */
};

int tsv_paces_create(tsv_paces **out, tsb_error *err)
{
    tsv_paces *paces = calloc(1, sizeof *paces);
    if (!paces)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    pthread_mutex_init(&paces->lock, NULL);
    *out = paces;
    return 0;
}

void tsv_paces_destroy(tsv_paces **paces)
{
    if (!paces || !*paces)
        return;
    pthread_mutex_destroy(&(*paces)->lock);
    free(*paces);
    *paces = NULL;
}

static pace *pace_of(tsv_paces *paces, const tss_id *view, int64_t now)
{
    pace *oldest = &paces->table[0];
    for (unsigned i = 0; i < PACES; i++) {
        pace *entry = &paces->table[i];
        if (entry->used && tss_id_equal(&entry->view, view))
            return entry;
        if (!entry->used ? oldest->used : (oldest->used && entry->touched < oldest->touched))
            oldest = entry;
    }
    *oldest = (pace){.view = *view, .used = true, .since = now, .tokens = TSV_KEYS_BURST};
    return oldest;
}

unsigned tsv_paces_take(tsv_paces *paces, const tss_id *view, uint32_t window, int64_t now)
{
    unsigned wait = 0;
    if (window >= WINDOWS)
        return 0; /* there is no such window; the caller finds out */
    pthread_mutex_lock(&paces->lock);
    pace *entry = pace_of(paces, view, now);
    uint8_t bit = (uint8_t)(1u << (window % 8));
    int64_t earned = now > entry->since ? (now - entry->since) / TSV_KEYS_PERIOD_S : 0;
    entry->touched = now;
    entry->since += earned * TSV_KEYS_PERIOD_S;
    entry->tokens = earned < TSV_KEYS_BURST - entry->tokens ? entry->tokens + (unsigned)earned : TSV_KEYS_BURST;
    if (entry->tokens == TSV_KEYS_BURST)
        entry->since = now;
    if (!(entry->given[window / 8] & bit)) {
        if (entry->tokens > 0) {
            entry->tokens--;
            entry->given[window / 8] |= bit;
        } else {
            wait = (unsigned)(entry->since + TSV_KEYS_PERIOD_S - now);
        }
    }
    pthread_mutex_unlock(&paces->lock);
    return wait;
}
