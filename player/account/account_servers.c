/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which servers an account is known at, from the names of the files that keep it. */
#include "player/account/account_servers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "net/client.h"

/* What was found, and how much of it. */
struct found {
    char first[TSS_MANIFEST_SERVER_SIZE];
    char all[256]; /* for a sentence; cut */
    size_t count;
};

/* Reads a file's name as the address it stands for; false when it stands for none. */
static bool read_name(char address[TSS_MANIFEST_SERVER_SIZE], const char *name)
{
    char normal[TSS_MANIFEST_SERVER_SIZE];
    size_t used = 0;

    while (*name) {
        uint8_t byte = (uint8_t)*name;
        size_t taken = 1;
        if (*name == '%') {
            if (strlen(name) < 3 || tsb_hex_decode(&byte, 1, name + 1, 2) != 0)
                return false;
            taken = 3;
        }
        if (byte == 0 || used + 1 >= TSS_MANIFEST_SERVER_SIZE)
            return false;
        address[used++] = (char)byte;
        name += taken;
    }
    address[used] = '\0';
    /* What a write that was cut short left is no address, or not its normal form. */
    return tsn_url_normalise(normal, sizeof(normal), address, NULL) == 0 && strcmp(normal, address) == 0;
}

static int take_name(void *context, const char *name)
{
    struct found *found = context;
    char address[TSS_MANIFEST_SERVER_SIZE];
    size_t used = strlen(found->all);

    if (!read_name(address, name))
        return 0;
    if (found->count++ == 0)
        memcpy(found->first, address, sizeof(address));
    (void)snprintf(found->all + used, sizeof(found->all) - used, "%s%s", used > 0 ? ", " : "", address);
    return 0;
}

int tsp_account_only_server(const tsp_account *account, char server[TSS_MANIFEST_SERVER_SIZE], tsb_error *err)
{
    struct found found = {.count = 0};
    int result = tsb_folder_each(tsp_account_servers(account), take_name, &found, err);

    if (result != 0)
        return result;
    if (found.count == 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND,
                        "Which server? This device has not signed in to any yet: give --server URL.");
    if (found.count > 1)
        return tsb_fail(err, TSB_ERR_EXISTS, "Which server? This device knows several: give --server with one of %s.",
                        found.all);
    memcpy(server, found.first, sizeof(found.first));
    return 0;
}
