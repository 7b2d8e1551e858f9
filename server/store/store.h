/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server remembers: accounts, devices, titles, distributors,
 * processings, copies with their licences, views and the audit log. Callers
 * see no SQL; today's back end is SQLite (store_sqlite*.c).
 *
 * Every call is a transaction of its own: when it returns 0, what it wrote
 * survives a crash and a loss of power. Any thread; several processes may have
 * the same store open. Times are Unix seconds given by the caller. Names are
 * UTF-8. Calls block, for some milliseconds as a rule.
 *
 * Codes, beside TSB_ERR_IO, TSB_ERR_FULL and TSB_ERR_MEMORY everywhere:
 * TSB_ERR_NOT_FOUND for what is not there, TSB_ERR_EXISTS for a name taken.
 */
#ifndef TALLYSTICK_SERVER_STORE_H
#define TALLYSTICK_SERVER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/crypto.h"
#include "synth/keys.h"
#include "synth/manifest.h"

/* Bytes of any name, its zero included. */
#define TSV_NAME_SIZE 256
/* A processing's seed under the master key: nonce, ciphertext, tag. */
#define TSV_SEALED_SEED_SIZE (TSS_NONCE_SIZE + TSS_KEY_SIZE + TSS_TAG_SIZE)
/* Devices one account may register. */
#define TSV_DEVICES_MAX 100

/* A view can be resumed on its device for so long after it was opened. */
#define TSV_RESUME_SECONDS (24 * 3600)
/* A view opened or resumed gets keys for at least so long, so that a film resumed late can end. */
#define TSV_KEYS_SECONDS (12 * 3600)

typedef struct tsv_store tsv_store;

/* Opens the database file; create makes it (TSB_ERR_EXISTS when it is there). An older layout is brought up to date. */
int tsv_store_open(tsv_store **out, const char *path, bool create, tsb_error *err) TSB_MUST_USE;
/* Not while a call runs. */
void tsv_store_close(tsv_store **store);

/* Small texts by name: the server's own name and address. value's ceiling is TSV_NAME_SIZE. */
int tsv_store_setting_set(tsv_store *store, const char *name, const char *value, tsb_error *err) TSB_MUST_USE;
int tsv_store_setting_get(tsv_store *store, const char *name, char value[TSV_NAME_SIZE], tsb_error *err) TSB_MUST_USE;

/* Accounts. */

typedef struct tsv_account {
    int64_t id; /* set by the store */
    char name[TSV_NAME_SIZE];
    uint8_t salt[TSS_SALT_SIZE];
    uint8_t verifier[TSS_KEY_SIZE]; /* tss_scrypt of the password */
    bool qa;
    int64_t created;
} tsv_account;

int tsv_store_account_add(tsv_store *store, tsv_account *account, tsb_error *err) TSB_MUST_USE;
int tsv_store_account_find(tsv_store *store, const char *name, tsv_account *out, tsb_error *err) TSB_MUST_USE;
/* Sets another password and ends all of the account's tokens. */
int tsv_store_account_password(tsv_store *store, int64_t account, const uint8_t salt[TSS_SALT_SIZE],
                               const uint8_t verifier[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/* Devices and the tokens they sign in with. */

typedef struct tsv_device {
    int64_t id;
    int64_t account;
    uint8_t key[TSS_KEY_SIZE]; /* X25519 public key */
    char name[TSV_NAME_SIZE];
    int64_t created; /* when it first signed in, or did so again after it was removed */
    int64_t seen;    /* when it last signed in or opened a view */
} tsv_device;

/* Finds the account's device with this key, or makes it; TSB_ERR_DENIED over TSV_DEVICES_MAX. */
int tsv_store_device_enrol(tsv_store *store, int64_t account, const uint8_t key[TSS_KEY_SIZE], const char *name,
                           int64_t now, tsv_device *out, tsb_error *err) TSB_MUST_USE;

/* The account's device of this number. */
int tsv_store_device_find(tsv_store *store, int64_t account, int64_t device, tsv_device *out,
                          tsb_error *err) TSB_MUST_USE;
/* Calls each for every device of the account, the one seen last first; each as for titles. */
int tsv_store_device_each(tsv_store *store, int64_t account, int (*each)(void *context, const tsv_device *device),
                          void *context, tsb_error *err) TSB_MUST_USE;

typedef struct tsv_device_removal {
    int64_t account;
    int64_t device;
    int64_t now;
    const char *address; /* of who asks, for the audit log; may be NULL */
} tsv_device_removal;

/*
 * Signs the account's device out: its tokens and its views end, and it is not the account's any more until it enrols
 * again. Durable, with its audit line. TSB_ERR_NOT_FOUND: the account has no such device.
 */
int tsv_store_device_remove(tsv_store *store, const tsv_device_removal *removal, tsb_error *err) TSB_MUST_USE;

/* Whom a bearer token stands for. */
typedef struct tsv_bearer {
    int64_t account;
    int64_t device;
    bool qa;
    int64_t expires;
    char account_name[TSV_NAME_SIZE];
    uint8_t device_key[TSS_KEY_SIZE];
} tsv_bearer;

/* hash is the SHA-256 of the token, which itself is stored nowhere. Adding one forgets expired ones. */
int tsv_store_token_add(tsv_store *store, const uint8_t hash[TSS_HASH_SIZE], int64_t account, int64_t device,
                        int64_t now, int64_t expires, tsb_error *err) TSB_MUST_USE;
/* TSB_ERR_NOT_FOUND when there is none, or it has expired. */
int tsv_store_token_find(tsv_store *store, const uint8_t hash[TSS_HASH_SIZE], int64_t now, tsv_bearer *out,
                         tsb_error *err) TSB_MUST_USE;
/* A token that is not there is fine. */
int tsv_store_token_remove(tsv_store *store, const uint8_t hash[TSS_HASH_SIZE], tsb_error *err) TSB_MUST_USE;

/* Titles. */

typedef struct tsv_title {
    tss_id id;
    char name[TSV_NAME_SIZE];
    uint8_t profile; /* enum tss_profile */
    uint32_t image_sectors;
    uint32_t chunk_count;
    uint64_t complement_size; /* bytes, the same for every copy */
    uint8_t image_hash[TSS_HASH_SIZE];
    uint32_t manifest_sector;
    uint32_t vmg_sector;
    uint32_t vmg_backup_sector;
    uint8_t provider[TSS_PROVIDER_SIZE];
    uint64_t video_bytes;
    uint64_t pictures;
    uint64_t slices;
    uint64_t slices_taken;
    uint64_t slices_untouched;
    uint64_t slices_sparse;
    uint64_t slices_refused;
    uint64_t sites;
    int64_t created;
} tsv_title;

int tsv_store_title_add(tsv_store *store, const tsv_title *title, tsb_error *err) TSB_MUST_USE;
int tsv_store_title_find(tsv_store *store, const tss_id *id, tsv_title *out, tsb_error *err) TSB_MUST_USE;
/* Calls each for every title, oldest first, until it returns not 0, which is then returned. It may use the store. */
int tsv_store_title_each(tsv_store *store, int (*each)(void *context, const tsv_title *title), void *context,
                         tsb_error *err) TSB_MUST_USE;

/* Distributors. */

typedef struct tsv_distributor {
    tss_id id;
    char name[TSV_NAME_SIZE];
    int64_t created;
} tsv_distributor;

int tsv_store_distributor_add(tsv_store *store, const tsv_distributor *distributor, tsb_error *err) TSB_MUST_USE;
int tsv_store_distributor_find(tsv_store *store, const tss_id *id, tsv_distributor *out, tsb_error *err) TSB_MUST_USE;

/* Processings. */

enum tsv_tied { TSV_TIED_USER = 1, TSV_TIED_DISTRIBUTOR = 2 };

typedef struct tsv_processing {
    tss_id id;
    tss_id title;
    uint8_t profile;
    uint8_t tied;       /* enum tsv_tied */
    int64_t account;    /* 0 when tied to a distributor */
    tss_id distributor; /* zero when tied to a user */
    uint8_t sealed_seed[TSV_SEALED_SEED_SIZE];
    int64_t created;
} tsv_processing;

/* Finds the processing of the same title, profile and owner and puts it in place of *processing, or adds *processing.
 */
int tsv_store_processing_obtain(tsv_store *store, tsv_processing *processing, tsb_error *err) TSB_MUST_USE;

/* Copies and their licences. */

typedef struct tsv_copy {
    tss_id id;
    tss_id title;
    tss_id processing;
    tss_id distributor;
    int64_t account; /* whose licence it is */
    int64_t created;
    uint32_t views_granted;
    uint32_t views_left;
    uint8_t index_hash[TSS_HASH_SIZE];
    uint8_t manifest[TSS_MANIFEST_SIZE]; /* signed, as on the disc */
    /* Given by the store, not stored with the copy: */
    uint32_t views_on_tokens; /* exported, and left there as last reported */
    uint8_t profile;
    uint8_t sealed_seed[TSV_SEALED_SEED_SIZE]; /* of the processing */
    char title_name[TSV_NAME_SIZE];
    char account_name[TSV_NAME_SIZE];
    char distributor_name[TSV_NAME_SIZE];
} tsv_copy;

/* Adds the copy with a licence of views_granted views. */
int tsv_store_copy_add(tsv_store *store, const tsv_copy *copy, tsb_error *err) TSB_MUST_USE;
int tsv_store_copy_find(tsv_store *store, const tss_id *id, tsv_copy *out, tsb_error *err) TSB_MUST_USE;
/* All copies of an account (0: of all) and of a title (NULL: of all), oldest first; each as for titles. */
int tsv_store_copy_each(tsv_store *store, int64_t account, const tss_id *title,
                        int (*each)(void *context, const tsv_copy *copy), void *context, tsb_error *err) TSB_MUST_USE;

/* Views. */

enum tsv_purpose { TSV_WATCH = 1, TSV_VERIFY = 2 };

enum tsv_refusal { TSV_NOT_REFUSED, TSV_REFUSED_NO_VIEWS_LEFT, TSV_REFUSED_NOT_YOUR_COPY, TSV_REFUSED_QA_ONLY };

typedef struct tsv_view_request {
    tss_id copy;
    int64_t account;
    int64_t device;
    enum tsv_purpose purpose;
    int64_t now;
    const char *address; /* of the peer, for the audit log; may be NULL */
} tsv_view_request;

typedef struct tsv_view {
    tss_id id;
    tss_id copy;
    int64_t account;
    int64_t device;
    enum tsv_purpose purpose;
    int64_t opened;
    int64_t resume_until; /* opening again on the same device before this is the same view */
    int64_t expires;      /* no keys from then on */
    uint64_t position_ms; /* as the last close said */
    uint32_t views_left;
    bool resumed;
    enum tsv_refusal refusal; /* why TSB_ERR_DENIED */
} tsv_view;

/*
 * Opens a view and spends one, or resumes the device's own of the last 24
 * hours and spends nothing; verifying (QA accounts only, any copy) spends
 * nothing. Checking, spending and the audit line are one durable transaction: however
 * many devices, threads and processes ask at once, and wherever one dies, no view is free and none is spent twice.
 * TSB_ERR_NOT_FOUND: no such copy. TSB_ERR_DENIED: out->refusal says why, out->views_left is set.
 */
int tsv_store_view_open(tsv_store *store, const tsv_view_request *request, tsv_view *out, tsb_error *err) TSB_MUST_USE;

/* Expired views are found too; views_left is the licence's now. */
int tsv_store_view_find(tsv_store *store, const tss_id *id, tsv_view *out, tsb_error *err) TSB_MUST_USE;

/* The view that opening for watching would resume; TSB_ERR_NOT_FOUND when it would spend one. */
int tsv_store_view_resumable(tsv_store *store, const tss_id *copy, int64_t account, int64_t device, int64_t now,
                             tsv_view *out, tsb_error *err) TSB_MUST_USE;

/* Notes where the viewer stopped, in the audit log too; the view can still be resumed. */
int tsv_store_view_close(tsv_store *store, const tss_id *id, uint64_t position_ms, int64_t now,
                         tsb_error *err) TSB_MUST_USE;

/* Exports: views moved from an account to a token, under a licence of their own. */

/* Bytes of a licence; see token/licence.h. */
#define TSV_LICENCE_MAX 4096

enum tsv_export_state {
    TSV_EXPORT_OPEN = 1,
    TSV_EXPORT_RETURNED = 2, /* what was left is back in the account */
    TSV_EXPORT_REVOKED = 3   /* a record from before a contact was shown: the token was restored */
};

typedef struct tsv_export {
    tss_id id;      /* the licence's */
    tss_id request; /* by which the account's client knows it again */
    tss_id copy;
    int64_t account;
    char serial[TSV_NAME_SIZE]; /* of the token */
    uint32_t views;             /* moved */
    uint8_t licence[TSV_LICENCE_MAX];
    size_t licence_size;
    int64_t issued;
    /* As the token last reported; set by the store. */
    enum tsv_export_state state;
    uint64_t sequence;   /* of its record */
    uint64_t checkpoint; /* what its next record must bear; 0: none was drawn yet */
    uint64_t pending;    /* or this one, drawn since; 0: none */
    uint32_t views_left; /* on the token */
    uint32_t returned;
    uint32_t account_views_left; /* of the copy, in the account */
} tsv_export;

enum tsv_export_refusal {
    TSV_EXPORT_NOT_REFUSED,
    TSV_EXPORT_REFUSED_NOT_YOUR_COPY,
    TSV_EXPORT_REFUSED_TOO_FEW,   /* the account has fewer views left: out->account_views_left */
    TSV_EXPORT_REFUSED_RESTORED,  /* see TSV_EXPORT_REVOKED */
    TSV_EXPORT_REFUSED_NOT_GIVEN, /* giving back: the record still has views on the token */
    TSV_EXPORT_REFUSED_USED       /* the request's licence lay on a token already, which reported: ask anew */
};

/*
 * Takes the views off the account and enters the export. When this account has one of the same request, that one is put
 * in place of *export and nothing is taken; TSB_ERR_INVALID when that is for another copy or token. One that was
 * reported on is not given out again. TSB_ERR_NOT_FOUND: no such copy. TSB_ERR_DENIED: *refusal says why. Durable, with
 * its audit line.
 */
int tsv_store_export_add(tsv_store *store, tsv_export *export, int64_t device, const char *address,
                         enum tsv_export_refusal *refusal, tsb_error *err) TSB_MUST_USE;

int tsv_store_export_find(tsv_store *store, const tss_id *id, tsv_export *out, tsb_error *err) TSB_MUST_USE;

/* What a token's record in force says; it was found authentic. */
typedef struct tsv_export_report {
    tss_id export;
    int64_t account; /* who reports; another's export is TSB_ERR_NOT_FOUND */
    int64_t device;
    const char *address; /* as in tsv_view_request */
    int64_t now;
    uint64_t sequence;
    uint64_t checkpoint;
    uint32_t left;
    uint32_t returned;
    uint64_t fresh; /* a checkpoint just drawn, not 0, should one be due */
    bool give_back; /* its views go back to the account; may be repeated */
} tsv_export_report;

/*
 * Enters a report. TSB_ERR_DENIED: *refusal says why; a restored token's export is revoked for good. In out: the
 * export as it is now; out->pending is what the token is to enter. Durable, with its audit line.
 */
int tsv_store_export_report(tsv_store *store, const tsv_export_report *report, tsv_export *out,
                            enum tsv_export_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* The audit log. */

typedef struct tsv_audit {
    int64_t id; /* set by the store */
    int64_t time;
    const char *event;   /* "sign_in", "sign_in_refused", "view_opened", "view_resumed", "view_refused", ... */
    const char *account; /* name as given; NULL where there is none, as below */
    int64_t device;      /* 0: none */
    const tss_id *copy;
    const tss_id *view;
    const char *address;
    const char *detail;
} tsv_audit;

int tsv_store_audit_add(tsv_store *store, const tsv_audit *audit, tsb_error *err) TSB_MUST_USE;
/* Oldest first, those with an id over after; each as for titles, its strings are gone when it returns. */
int tsv_store_audit_each(tsv_store *store, int64_t after, int (*each)(void *context, const tsv_audit *audit),
                         void *context, tsb_error *err) TSB_MUST_USE;

#endif
