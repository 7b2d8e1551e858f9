/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docs/openapi.yaml and the server say the same: its table of routes, and what the real program answers. */
#include <ctype.h>
#include <jansson.h>
#include <signal.h>

#include "base/bytes.h"
#include "house.h"
#include "openapi.h"
#include "server/http/routes.h"
#include "tests/support/suite.h"
#include "token/counter.h"

#define KEY "0900000000000000000000000000000000000000000000000000000000000000"

static openapi api;
static house here;

static void read_api(void)
{
    char path[512];
    const char *source = getenv("TALLYSTICK_SOURCE");
    ck_assert_msg(source != NULL, "TALLYSTICK_SOURCE must name the folder of the sources");
    (void)snprintf(path, sizeof path, "%s/docs/openapi.yaml", source);
    ck_assert_msg(openapi_read(&api, path), "%s cannot be read", path);
    ck_assert_uint_gt(api.operation_count, 0);
    ck_assert_uint_gt(api.schema_count, 0);
}

START_TEST(table_and_description_name_the_same_routes)
{
    size_t count = 0;
    const tsv_route *routes = tsv_routes(&count);
    read_api();
    ck_assert_uint_eq(api.operation_count, count);
    for (size_t i = 0; i < count; i++) {
        const openapi_operation *operation = openapi_find(&api, routes[i].method, routes[i].pattern);
        ck_assert_msg(operation != NULL, "not described: %s %s", routes[i].method, routes[i].pattern);
        ck_assert_msg(operation->open == routes[i].open, "sign-in of %s", routes[i].pattern);
        ck_assert_msg(operation->open || openapi_answer_of(operation, 401) || strstr(routes[i].pattern, "login"),
                      "401 of %s", routes[i].pattern);
    }
}
END_TEST

/* Each name of a required list is a member of object. */
static void expect_members(const json_t *object, const openapi_schema *schema, const char *where)
{
    char list[512];
    char *rest = NULL;
    ck_assert_msg(schema != NULL && schema->required[0], "%s: no such schema", where);
    memcpy(list, schema->required, sizeof list);
    for (char *name = strtok_r(list, ", ", &rest); name; name = strtok_r(NULL, ", ", &rest))
        ck_assert_msg(json_object_get(object, name) != NULL, "%s: \"%s\" is missing", where, name);
}

/* And nothing is answered that is not described. */
static void expect_no_more(const json_t *object, const openapi_schema *schema, const char *where)
{
    size_t count = 1;
    for (const char *at = schema->required; *at; at++)
        count += *at == ',';
    ck_assert_msg(json_object_size(object) == count, "%s: undescribed members", where);
}

/* Members that are lists, and what they are lists of. */
static const struct {
    const char *name;
    const char *schema;
} lists[] = {{"titles", "Title"}, {"copies", "Copy"}, {"devices", "Device"}};

static void check_body(const openapi_answer *answer, const tsb_buffer *reply, const char *where)
{
    const char *body = strstr((const char *)reply->bytes, "\r\n\r\n");
    ck_assert_ptr_nonnull(body);
    if (!answer->schema[0])
        return;
    json_t *object = json_loads(body + 4, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(json_is_object(object), "%s: no JSON object", where);
    const openapi_schema *schema = openapi_schema_of(&api, answer->schema);
    expect_members(object, schema, where);
    expect_no_more(object, schema, where);
    if (strcmp(answer->schema, "Refusal") == 0)
        expect_members(json_object_get(object, "error"), openapi_schema_of(&api, "RefusalReason"), where);
    for (size_t k = 0; k < TSB_COUNT(lists); k++) {
        const json_t *list = json_object_get(object, lists[k].name);
        for (size_t i = 0; i < json_array_size(list); i++)
            expect_members(json_array_get(list, i), openapi_schema_of(&api, lists[k].schema), where);
    }
    json_decref(object);
}

/* Asks, and holds the answer to the description; its status. */
static int ask(const openapi_operation *operation, const char *path, const char *token, const char *fields,
               const char *body, tsb_buffer *reply)
{
    char where[256];
    char type[96] = "";
    char bearer[128] = "";
    if (body)
        (void)snprintf(type, sizeof type, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body));
    if (token)
        (void)snprintf(bearer, sizeof bearer, "Authorization: Bearer %s\r\n", token);
    int status = house_raw(here.port, reply, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s%s\r\n%s",
                           operation->method, path, bearer, fields, type, body ? body : "");
    (void)snprintf(where, sizeof where, "%s %s: %d", operation->method, path, status);
    const openapi_answer *answer = openapi_answer_of(operation, status);
    ck_assert_msg(answer != NULL, "%s is not described: %.300s", where, (const char *)reply->bytes);
    check_body(answer, reply, where);
    return status;
}

typedef struct question {
    const char *method;
    const char *pattern;
    const char *path; /* NULL: the pattern; COPY, VIEW stand for identifiers */
    const char *fields;
    const char *body;
    int status;
} question;

#define NOBODY "ffffffffffffffffffffffffffffffff"
#define EXPORT(views, copy, devices)                                                                                   \
    "{\"request\":\"" NOBODY "\",\"copy\":\"" copy "\",\"views\":" views                                               \
    ",\"serial\":\"A1\",\"device_key\":\"DEVICE\",\"devices\":" devices "}"
#define LOGIN "{\"user\":\"ann\",\"password\":\"" HOUSE_PASSWORD "\",\"device_name\":\"d\",\"device_key\":\"" KEY "\"}"
#define WATCH "{\"copy\":\"COPY\",\"purpose\":\"watch\"}"

/* In this order, as one user. */
static const question questions[] = {
    {"GET", "/healthz", NULL, "", NULL, 200},
    {"GET", "/metrics", NULL, "", NULL, 200},
    {"GET", "/v1/server", NULL, "", NULL, 200},
    {"POST", "/v1/login", NULL, "", "{\"user\":\"ann\"}", 400},
    {"POST", "/v1/login", NULL, "",
     "{\"user\":\"ann\",\"password\":\"no\",\"device_name\":\"d\",\"device_key\":\"" KEY "\"}", 401},
    {"POST", "/v1/login", NULL, "", LOGIN, 200},
    {"GET", "/v1/devices", NULL, "", NULL, 200},
    {"DELETE", "/v1/devices/{device}", "/v1/devices/0", "", NULL, 404},
    {"DELETE", "/v1/devices/{device}", "/v1/devices/-1", "", NULL, 404},
    {"DELETE", "/v1/devices/{device}", "/v1/devices/" NOBODY, "", NULL, 404},
    {"DELETE", "/v1/devices/{device}", "/v1/devices/99999999999999999999", "", NULL, 404},
    {"GET", "/v1/titles", NULL, "", NULL, 200},
    {"GET", "/v1/copies", NULL, "", NULL, 200},
    {"GET", "/v1/copies/{copy}", "/v1/copies/COPY", "", NULL, 200},
    {"GET", "/v1/copies/{copy}", "/v1/copies/" NOBODY, "", NULL, 404},
    {"GET", "/v1/copies/{copy}", "/v1/copies/OTHER", "", NULL, 403},
    {"GET", "/v1/copies/{copy}/complement", "/v1/copies/COPY/complement", "", NULL, 200},
    {"GET", "/v1/copies/{copy}/complement", "/v1/copies/COPY/complement", "Range: bytes=1-2\r\n", NULL, 206},
    {"GET", "/v1/copies/{copy}/complement", "/v1/copies/COPY/complement", "If-None-Match: *\r\n", NULL, 304},
    {"GET", "/v1/copies/{copy}/complement", "/v1/copies/COPY/complement", "Range: bytes=99999999-\r\n", NULL, 416},
    {"GET", "/v1/copies/{copy}/complement", "/v1/copies/OTHER/complement", "", NULL, 403},
    {"GET", "/v1/copies/{copy}/complement", "/v1/copies/" NOBODY "/complement", "", NULL, 404},
    {"GET", "/v1/copies/{copy}/image", "/v1/copies/COPY/image", "Range: bytes=1-2\r\n", NULL, 206},
    {"GET", "/v1/copies/{copy}/image", "/v1/copies/OTHER/image", "", NULL, 403},
    {"GET", "/v1/copies/{copy}/image", "/v1/copies/" NOBODY "/image", "", NULL, 404},
    {"POST", "/v1/exports", NULL, "", "{}", 400},
    {"POST", "/v1/exports", NULL, "", EXPORT("1", NOBODY, "[]"), 404},
    {"POST", "/v1/exports", NULL, "", EXPORT("1", "COPY", "[99]"), 404},
    {"POST", "/v1/exports", NULL, "", EXPORT("9", "COPY", "[]"), 403},
    {"POST", "/v1/exports", NULL, "", EXPORT("1", "OTHER", "[]"), 403},
    {"POST", "/v1/exports", NULL, "", EXPORT("1", "COPY", "[]"), 201},
    {"POST", "/v1/exports/{export}/report", "/v1/exports/EXPORT/report", "", "{}", 400},
    {"POST", "/v1/exports/{export}/report", "/v1/exports/" NOBODY "/report", "", "{\"record\":\"RECORD\"}", 404},
    {"POST", "/v1/exports/{export}/report", "/v1/exports/EXPORT/report", "", "{\"record\":\"RECORD\"}", 200},
    {"POST", "/v1/exports/{export}/return", "/v1/exports/EXPORT/return", "", "{\"record\":1}", 400},
    {"POST", "/v1/exports/{export}/return", "/v1/exports/" NOBODY "/return", "", "{\"record\":\"RECORD\"}", 404},
    {"POST", "/v1/exports/{export}/return", "/v1/exports/EXPORT/return", "", "{\"record\":\"RECORD\"}", 403},
    {"POST", "/v1/exports/{export}/return", "/v1/exports/EXPORT/return", "", "{\"record\":\"GIVEN\"}", 200},
    {"POST", "/v1/exports/{export}/report", "/v1/exports/EXPORT/report", "", "{\"record\":\"RECORD\"}", 403},
    {"POST", "/v1/views", NULL, "", "{}", 400},
    {"POST", "/v1/views", NULL, "", "{\"copy\":\"" NOBODY "\",\"purpose\":\"watch\"}", 404},
    {"POST", "/v1/views", NULL, "", "{\"copy\":\"COPY\",\"purpose\":\"verify\"}", 403},
    {"POST", "/v1/views", NULL, "", WATCH, 201},
    {"GET", "/v1/views/{view}/keys/{window}", "/v1/views/VIEW/keys/0", "", NULL, 200},
    {"GET", "/v1/views/{view}/keys/{window}", "/v1/views/VIEW/keys/x", "", NULL, 404},
    {"GET", "/v1/views/{view}/keys/{window}", "/v1/views/" NOBODY "/keys/0", "", NULL, 404},
    {"POST", "/v1/views/{view}/close", "/v1/views/VIEW/close", "", "{\"position_ms\":-1}", 400},
    {"POST", "/v1/views/{view}/close", "/v1/views/VIEW/close", "", "{\"position_ms\":1}", 204},
    {"POST", "/v1/views/{view}/close", "/v1/views/" NOBODY "/close", "", "{\"position_ms\":1}", 404},
    {"DELETE", "/v1/devices/{device}", "/v1/devices/NUMBER", "", NULL, 204},
    {"DELETE", "/v1/devices/{device}", "/v1/devices/NUMBER", "", NULL, 401},
    {"POST", "/v1/login", NULL, "", LOGIN, 200},
    {"POST", "/v1/logout", NULL, "", NULL, 204},
};

/* What the names in a question stand for. */
typedef struct names {
    char copy[TSS_ID_TEXT_SIZE];
    char other[TSS_ID_TEXT_SIZE];
    char view[TSS_ID_TEXT_SIZE];
    char token[TSN_TOKEN_TEXT_SIZE];
    char export[TSS_ID_TEXT_SIZE];
    char record[2 * TSN_RECORD_SIZE + 1];
    char given[2 * TSN_RECORD_SIZE + 1]; /* the record after it, its views taken off */
    uint8_t device[TSS_KEY_SIZE];
    char device_public[2 * TSS_KEY_SIZE + 1];
    char number[24]; /* of the device that signed in */
} names;

static void put_names(char *out, size_t size, const char *text, const names *known)
{
    static const char *const words[] = {"COPY", "OTHER", "VIEW", "EXPORT", "RECORD", "GIVEN", "DEVICE", "NUMBER"};
    const char *const values[] = {known->copy,   known->other, known->view,          known->export,
                                  known->record, known->given, known->device_public, known->number};
    size_t used = 0;
    while (*text && used + 1 < size) {
        size_t i = 0;
        while (i < TSB_COUNT(words) && strncmp(text, words[i], strlen(words[i])) != 0)
            i++;
        if (i < TSB_COUNT(words)) {
            used += (size_t)snprintf(out + used, size - used, "%s", values[i]);
            text += strlen(words[i]);
        } else {
            out[used++] = *text++;
        }
    }
    out[used] = '\0';
}

/* Takes the views off the token that an export made, as its device can. */
static void learn_export(names *known, const char *body)
{
    tsn_export export;
    tst_licence licence;
    tst_licence_secret secret;
    tst_counter_record record;
    uint8_t bytes[TST_RECORD_SIZE];
    uint32_t place = 0;
    ck_assert_int_eq(tsn_export_decode(&export, body, strlen(body), NULL), 0);
    ck_assert_int_eq(tst_licence_read(&licence, export.licence.bytes, export.licence.size, NULL, NULL), 0);
    ck_assert_int_eq(
        tst_licence_open(&secret, &place, &licence, export.licence.bytes, export.licence.size, known->device, NULL), 0);
    ck_assert_int_eq(tst_counter_unseal(&record, export.record, &licence.id, secret.counter_key, NULL), 0);
    record.sequence++;
    record.returned = record.left;
    record.left = 0;
    ck_assert_int_eq(tst_counter_seal(bytes, &record, secret.counter_key, NULL), 0);
    tss_id_format(known->export, &export.export);
    tsb_hex_encode(known->record, export.record, sizeof export.record);
    tsb_hex_encode(known->given, bytes, sizeof bytes);
}

/* Keeps the token, the view or the export that an answer gave. */
static void learn(names *known, const char *reply)
{
    const char *token = strstr(reply, "{\"token\":\"");
    const char *number = strstr(reply, "\"device_id\":");
    const char *view = strstr(reply, "{\"view\":\"");
    const char *export = strstr(reply, "{\"export\":\"");
    if (token)
        (void)snprintf(known->token, sizeof known->token, "%.64s", token + 10);
    if (number)
        (void)snprintf(known->number, sizeof known->number, "%.*s", (int)strspn(number + 12, "0123456789"),
                       number + 12);
    if (view)
        (void)snprintf(known->view, sizeof known->view, "%.32s", view + 9);
    if (export)
        learn_export(known, export);
}

START_TEST(answers_are_as_described)
{
    names known = {.copy = ""};
    uint8_t device_public[TSS_KEY_SIZE];
    tsb_buffer reply;
    tsb_buffer_init(&reply, (size_t)64 << 20);
    read_api();
    tss_id copy = house_copy(&here, "ann", 2);
    tss_id other = house_copy(&here, "bob", 2);
    ck_assert_int_eq(tss_device_generate(known.device, device_public, NULL), 0);
    tsb_hex_encode(known.device_public, device_public, sizeof device_public);
    tss_id_format(known.copy, &copy);
    tss_id_format(known.other, &other);
    house_begin(&here);
    for (size_t i = 0; i < TSB_COUNT(questions); i++) {
        const question *now = &questions[i];
        char path[256];
        char body[2048];
        const openapi_operation *operation = openapi_find(&api, now->method, now->pattern);
        ck_assert_ptr_nonnull(operation);
        put_names(path, sizeof path, now->path ? now->path : now->pattern, &known);
        put_names(body, sizeof body, now->body ? now->body : "", &known);
        if (!operation->open)
            ck_assert_int_eq(ask(operation, path, NULL, now->fields, now->body ? body : NULL, &reply), 401);
        int status = ask(operation, path, known.token, now->fields, now->body ? body : NULL, &reply);
        ck_assert_msg(status == now->status, "%s %s: %d, not %d", now->method, path, status, now->status);
        learn(&known, (const char *)reply.bytes);
    }
    tsb_buffer_finish(&reply);
    house_end(&here);
}
END_TEST

START_TEST(every_operation_is_asked)
{
    read_api();
    for (size_t i = 0; i < api.operation_count; i++) {
        bool good = false;
        for (size_t k = 0; k < TSB_COUNT(questions); k++)
            good = good || (strcmp(questions[k].method, api.operations[i].method) == 0 &&
                            strcmp(questions[k].pattern, api.operations[i].path) == 0 && questions[k].status < 300);
        ck_assert_msg(good, "no question about %s %s", api.operations[i].method, api.operations[i].path);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {table_and_description_name_the_same_routes, every_operation_is_asked,
                                  answers_are_as_described};
    return house_suite("openapi", tests, TSB_COUNT(tests), &here, 4);
}
