/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The person in front of the player, as what opens a film asks and tells them: at the
 * terminal (person_terminal.c), or in the window. Called on the thread that
 * opens the film, and blocking until there is an answer or the opening is cancelled.
 */
#ifndef TALLYSTICK_PLAYER_PERSON_H
#define TALLYSTICK_PLAYER_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "net/messages.h"

/* A server met for the first time. */
typedef struct tsp_trust_question {
    const char *name;
    const char *url;
    const char *fingerprint;
} tsp_trust_question;

typedef struct tsp_credentials_question {
    const char *name; /* the server's */
    const char *url;
    const char *user; /* who signs in, as far as it is known, to be changed where the person can; NULL: not known */
    const char *why;  /* it is asked again: "wrong password"; NULL the first time */
} tsp_credentials_question;

/* WATCH: from where the film was left, or its beginning; AGAIN: from its beginning. Both are the same view. */
enum tsp_start { TSP_START_NOT, TSP_START_WATCH, TSP_START_AGAIN };

/* What starting means. */
typedef struct tsp_start_question {
    const char *title;
    const char *distributor; /* its name; NULL where it is not known */
    bool token;              /* from a token, else the account at url */
    const char *url;
    bool verify;          /* it is not watching, though it counts as a view */
    bool resumable;       /* it goes on with a view that was begun, and uses none */
    uint64_t position_ms; /* where the film was left; 0: at its beginning, or not known */
    uint32_t left;
    uint32_t granted;
} tsp_start_question;

typedef struct tsp_person tsp_person;

struct tsp_person_ops {
    /* 1: the server is trusted; 0: it is not; or a tsb_code. */
    int (*trust)(tsp_person *person, const tsp_trust_question *question, tsb_error *err);
    /* Fills user (TSN_USER_SIZE) and password (TSN_PASSWORD_SIZE, secret memory). TSB_ERR_CANCELLED: the person would
     * rather not. */
    int (*credentials)(tsp_person *person, const tsp_credentials_question *question, char *user, char *password,
                       tsb_error *err);
    /* There is a token, but it is of no use: 1: the account over the network is used in its place; 0: it is not. */
    int (*use_network)(tsp_person *person, const char *why, tsb_error *err);
    /* An enum tsp_start, or a tsb_code. */
    int (*start)(tsp_person *person, const tsp_start_question *question, tsb_error *err);
    /* What goes on, a sentence. */
    void (*tell)(tsp_person *person, const char *text);
};

/* First member of every implementation. */
struct tsp_person {
    const struct tsp_person_ops *ops;
    /* Whether a wrong password is asked for again, rather than being the end. */
    bool asks_again;
};

#endif
