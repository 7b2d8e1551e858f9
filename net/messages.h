/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every request, reply and error of the protocol (docs/openapi.yaml), to and
 * from JSON. Client and server share these, so both read what the other writes.
 *
 * Decoding is strict and bounded: a body over its ceiling, invalid UTF-8,
 * control characters, a missing or twice-given member, a wrong type, a number out
 * of range all fail with TSB_ERR_INVALID and a sentence that names the member. Unknown members are refused
 * in requests and ignored in replies, so that servers can say more later.
 * After a failure out is zeroed. Any thread.
 */
#ifndef TALLYSTICK_NET_MESSAGES_H
#define TALLYSTICK_NET_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "synth/keys.h"
#include "synth/manifest.h"

/* Ceilings of bodies, bytes. */
#define TSN_REQUEST_MAX ((size_t)16 << 10)
#define TSN_REPLY_MAX   ((size_t)4 << 20)
/* Most items one list reply holds. */
#define TSN_LIST_MAX 4096u

/* Text fields, with their zero. */
#define TSN_NAME_SIZE        256
#define TSN_USER_SIZE        65
#define TSN_PASSWORD_SIZE    257
#define TSN_DEVICE_NAME_SIZE 65
#define TSN_VERSION_SIZE     33
#define TSN_CODE_SIZE        33
#define TSN_SENTENCE_SIZE    401

/* Bearer tokens: random bytes, on the wire as lower-case hexadecimal. */
#define TSN_TOKEN_SIZE      32
#define TSN_TOKEN_TEXT_SIZE (2 * TSN_TOKEN_SIZE + 1)

/* GET /v1/server */
typedef struct tsn_server_info {
    char name[TSN_NAME_SIZE];
    char version[TSN_VERSION_SIZE];
    uint8_t signing_key[TSS_KEY_SIZE]; /* Ed25519; signs this server's manifests */
    char fingerprint[TSS_FINGERPRINT_SIZE];
} tsn_server_info;

/* POST /v1/login */
typedef struct tsn_login_request {
    char user[TSN_USER_SIZE];
    char password[TSN_PASSWORD_SIZE]; /* wipe after use */
    char device_name[TSN_DEVICE_NAME_SIZE];
    uint8_t device_key[TSS_KEY_SIZE]; /* X25519 public key */
} tsn_login_request;

typedef struct tsn_login {
    uint8_t token[TSN_TOKEN_SIZE]; /* secret; wipe after use */
    uint64_t device;
    bool qa;
    int64_t expires; /* Unix seconds */
} tsn_login;

/* GET /v1/titles */
typedef struct tsn_title {
    tss_id id;
    char name[TSN_NAME_SIZE];
    char profile[16]; /* "standard", "strong" */
    uint32_t image_sectors;
    uint32_t chunks;
} tsn_title;

typedef struct tsn_titles {
    tsn_title *items; /* owned */
    size_t count;
} tsn_titles;

/* GET /v1/copies and /v1/copies/{copy} */
typedef struct tsn_copy {
    tss_id copy;
    tss_id title;
    char title_name[TSN_NAME_SIZE];
    char distributor_name[TSN_NAME_SIZE];
    uint32_t views_left;
    uint32_t views_granted;
    uint32_t views_on_tokens; /* moved to tokens, and not used there as far as was reported */
    bool resumable;           /* this device began a view that can be resumed for free */
    int64_t resume_until;     /* Unix seconds; 0 when not resumable */
    uint64_t position_ms;     /* where that view was left, in the film's time */
} tsn_copy;

typedef struct tsn_copies {
    tsn_copy *items; /* owned */
    size_t count;
} tsn_copies;

/* POST /v1/views */
enum tsn_purpose {
    TSN_WATCH = 1, /* spends a view, or resumes one */
    TSN_VERIFY = 2 /* quality assurance: spends nothing; QA users only */
};

typedef struct tsn_view_request {
    tss_id copy;
    enum tsn_purpose purpose;
} tsn_view_request;

typedef struct tsn_view {
    tss_id view;
    uint32_t views_left;
    bool resumed;
    uint64_t position_ms; /* where viewing last stopped; 0 for a new view */
    int64_t resume_until; /* Unix seconds: opening again on this device before is the same view */
    int64_t expires;      /* Unix seconds: no window keys from then on */
} tsn_view;

/* GET /v1/views/{view}/keys/{window} */
#define TSN_SEALED_KEY_SIZE (TSS_KEY_SIZE + TSS_DEVICE_SEAL_OVERHEAD)
/* What tss_device_seal authenticates with a window key: copy id, then window (big-endian). */
#define TSN_KEY_CONTEXT_SIZE (TSS_ID_SIZE + 4)

typedef struct tsn_window_key {
    uint32_t window;
    uint8_t sealed[TSN_SEALED_KEY_SIZE];
} tsn_window_key;

/* POST /v1/views/{view}/close */
typedef struct tsn_close_request {
    uint64_t position_ms; /* where viewing stopped, in the film's time */
} tsn_close_request;

/* GET /v1/devices: the account's; DELETE /v1/devices/{device} has no messages */
typedef struct tsn_device {
    uint64_t id;
    char name[TSN_DEVICE_NAME_SIZE];
    uint8_t key[TSS_KEY_SIZE]; /* X25519 public key */
    int64_t created;           /* Unix seconds; when it first signed in */
    int64_t last_seen;         /* when it last signed in or opened a view */
    bool current;              /* the one that asks */
} tsn_device;

typedef struct tsn_devices {
    tsn_device *items; /* owned */
    size_t count;
} tsn_devices;

/* POST /v1/exports: views are moved from the account to a token, under a licence of its own. */
#define TSN_SERIAL_SIZE        128  /* of the token's USB device, with its zero */
#define TSN_LICENCE_MAX        4096 /* bytes (docs/FORMATS.md, "Licence") */
#define TSN_RECORD_SIZE        512  /* bytes (docs/FORMATS.md, "View counter") */
#define TSN_EXPORT_DEVICES_MAX 7    /* beside the one that asks */

typedef struct tsn_export_request {
    tss_id request; /* drawn by the client and kept until the licence is on the token: asking again gives the same */
    tss_id copy;
    uint32_t views; /* at least 1 */
    char serial[TSN_SERIAL_SIZE];
    uint8_t device_key[TSS_KEY_SIZE]; /* X25519: what the licence's secret is sealed to for the device that asks */
    struct {
        uint32_t count;
        uint64_t list[TSN_EXPORT_DEVICES_MAX]; /* the account's other devices that may play from the token */
    } devices;
} tsn_export_request;

typedef struct tsn_export {
    tss_id export; /* the licence's id */
    uint32_t views;
    uint32_t views_left; /* of the account */
    struct {
        uint32_t size;
        uint8_t bytes[TSN_LICENCE_MAX];
    } licence;
    uint8_t record[TSN_RECORD_SIZE]; /* the view counter's first */
} tsn_export;

/* POST /v1/exports/{export}/report, .../return */
typedef struct tsn_export_report {
    uint8_t record[TSN_RECORD_SIZE]; /* the one in force on the token */
} tsn_export_report;

typedef struct tsn_export_state {
    uint64_t checkpoint;     /* to be entered on the token, and reported again; 0: none */
    uint32_t views_on_token; /* left there, as reported */
    uint32_t views_returned; /* given back to the account in all */
    uint32_t views_left;     /* of the account */
} tsn_export_state;

/* Any reply that refuses. */
typedef struct tsn_refusal {
    int status;                      /* HTTP; 0 when no reply came. Not part of the JSON */
    unsigned retry_after;            /* seconds, from Retry-After; 0 when not given. Not part of the JSON */
    char code[TSN_CODE_SIZE];        /* stable: "wrong_password", "no_views_left", ... */
    char message[TSN_SENTENCE_SIZE]; /* a sentence for a person */
} tsn_refusal;

/* Each encode appends one JSON object; out's ceiling holds. */
int tsn_server_info_encode(tsb_buffer *out, const tsn_server_info *info, tsb_error *err) TSB_MUST_USE;
int tsn_login_request_encode(tsb_buffer *out, const tsn_login_request *request, tsb_error *err) TSB_MUST_USE;
int tsn_login_encode(tsb_buffer *out, const tsn_login *login, tsb_error *err) TSB_MUST_USE;
int tsn_titles_encode(tsb_buffer *out, const tsn_titles *titles, tsb_error *err) TSB_MUST_USE;
int tsn_copy_encode(tsb_buffer *out, const tsn_copy *copy, tsb_error *err) TSB_MUST_USE;
int tsn_copies_encode(tsb_buffer *out, const tsn_copies *copies, tsb_error *err) TSB_MUST_USE;
int tsn_devices_encode(tsb_buffer *out, const tsn_devices *devices, tsb_error *err) TSB_MUST_USE;
int tsn_view_request_encode(tsb_buffer *out, const tsn_view_request *request, tsb_error *err) TSB_MUST_USE;
int tsn_view_encode(tsb_buffer *out, const tsn_view *view, tsb_error *err) TSB_MUST_USE;
int tsn_window_key_encode(tsb_buffer *out, const tsn_window_key *key, tsb_error *err) TSB_MUST_USE;
int tsn_close_request_encode(tsb_buffer *out, const tsn_close_request *request, tsb_error *err) TSB_MUST_USE;
int tsn_export_request_encode(tsb_buffer *out, const tsn_export_request *request, tsb_error *err) TSB_MUST_USE;
int tsn_export_encode(tsb_buffer *out, const tsn_export *export, tsb_error *err) TSB_MUST_USE;
int tsn_export_report_encode(tsb_buffer *out, const tsn_export_report *report, tsb_error *err) TSB_MUST_USE;
int tsn_export_state_encode(tsb_buffer *out, const tsn_export_state *state, tsb_error *err) TSB_MUST_USE;
int tsn_refusal_encode(tsb_buffer *out, const tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

int tsn_server_info_decode(tsn_server_info *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_login_request_decode(tsn_login_request *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_login_decode(tsn_login *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_titles_decode(tsn_titles *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_copy_decode(tsn_copy *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_copies_decode(tsn_copies *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_devices_decode(tsn_devices *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_view_request_decode(tsn_view_request *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_view_decode(tsn_view *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_window_key_decode(tsn_window_key *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_close_request_decode(tsn_close_request *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_export_request_decode(tsn_export_request *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_export_decode(tsn_export *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_export_report_decode(tsn_export_report *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
int tsn_export_state_decode(tsn_export_state *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;
/* Leaves status and retry_after as they are. */
int tsn_refusal_decode(tsn_refusal *out, const void *json, size_t size, tsb_error *err) TSB_MUST_USE;

void tsn_titles_finish(tsn_titles *titles);
void tsn_copies_finish(tsn_copies *copies);
void tsn_devices_finish(tsn_devices *devices);

void tsn_key_context(uint8_t context[TSN_KEY_CONTEXT_SIZE], const tss_id *copy, uint32_t window);

#endif
