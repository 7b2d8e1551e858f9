/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb/bot.h"

#include <string.h>

#include "base/translate.h"

#define CBW_SIZE   31 /* section 5.1 */
#define CSW_SIZE   13 /* section 5.2 */
#define CBW_IN     0x80
#define CSW_PASSED 0
#define CSW_FAILED 1

/* The wrappers are little-endian, unlike what SCSI puts into them. */
static void store32_little(uint8_t *to, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t load32_little(const uint8_t *from)
{
    return from[0] | ((uint32_t)from[1] << 8) | ((uint32_t)from[2] << 16) | ((uint32_t)from[3] << 24);
}

void tst_bot_init(tst_bot *bot, tst_bulk *bulk, unsigned timeout)
{
    bot->bulk = bulk;
    bot->tag = 0;
    bot->timeout = timeout;
}

static int pulled(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_NOT_FOUND, "The USB stick was pulled out; put it back and try again");
}

/* Section 5.3.4. A device that does not even take this is beyond help here: the next command will tell. */
static enum tst_bulk_result recover(tst_bot *bot)
{
    const struct tst_bulk_ops *ops = bot->bulk->ops;
    enum tst_bulk_result result = ops->reset(bot->bulk, bot->timeout);
    if (result != TST_BULK_GONE)
        result = ops->clear_halt(bot->bulk, true);
    if (result != TST_BULK_GONE)
        result = ops->clear_halt(bot->bulk, false);
    return result;
}

static int broken(tst_bot *bot, enum tst_bulk_result result, const char *what, const char *name, tsb_error *err)
{
    if (result == TST_BULK_GONE || recover(bot) == TST_BULK_GONE)
        return pulled(err);
    if (result == TST_BULK_TIMEOUT)
        return tsb_fail(err, TSB_ERR_IO, "the USB stick does not answer (%s of %s)", _(what), name);
    return tsb_fail(err, TSB_ERR_IO, "the USB stick breaks the protocol (%s of %s)", _(what), name);
}

static int send_wrapper(tst_bot *bot, const tst_scsi_command *command, size_t size, tsb_error *err)
{
    uint8_t wrapper[CBW_SIZE] = {'U', 'S', 'B', 'C'};
    store32_little(wrapper + 4, ++bot->tag);
    store32_little(wrapper + 8, (uint32_t)size);
    wrapper[12] = command->in ? CBW_IN : 0;
    wrapper[14] = command->length;
    memcpy(wrapper + 15, command->block, command->length);
    size_t moved = 0;
    const enum tst_bulk_result result = bot->bulk->ops->write(bot->bulk, wrapper, CBW_SIZE, &moved, bot->timeout);
    if (result == TST_BULK_OK && moved == CBW_SIZE)
        return 0;
    return broken(bot, result, N_("the command block"), command->name, err);
}

/* A stall ends the data early and is no failure: the status says what became of it (section 6.7). */
static int move_data(tst_bot *bot, const tst_scsi_command *command, uint8_t *data, size_t size, size_t *moved,
                     tsb_error *err)
{
    const struct tst_bulk_ops *ops = bot->bulk->ops;
    enum tst_bulk_result result = command->in ? ops->read(bot->bulk, data, size, moved, bot->timeout)
                                              : ops->write(bot->bulk, data, size, moved, bot->timeout);
    if (result == TST_BULK_STALL)
        result = ops->clear_halt(bot->bulk, command->in);
    if (result == TST_BULK_OK && *moved <= size)
        return 0;
    return broken(bot, result, N_("the data"), command->name, err);
}

/* Section 5.3.3 and figure 2: one stall, or one empty packet some sticks send first, may precede it. */
static enum tst_bulk_result read_status(tst_bot *bot, uint8_t *status, size_t *moved)
{
    const struct tst_bulk_ops *ops = bot->bulk->ops;
    enum tst_bulk_result result = ops->read(bot->bulk, status, CSW_SIZE, moved, bot->timeout);
    if (result == TST_BULK_STALL) {
        result = ops->clear_halt(bot->bulk, true);
        if (result == TST_BULK_OK)
            result = ops->read(bot->bulk, status, CSW_SIZE, moved, bot->timeout);
    } else if (result == TST_BULK_OK && *moved == 0) {
        result = ops->read(bot->bulk, status, CSW_SIZE, moved, bot->timeout);
    }
    return result;
}

int tst_bot_command(tst_bot *bot, const tst_scsi_command *command, uint8_t *data, size_t size, size_t *moved,
                    tsb_error *err)
{
    *moved = 0;
    int code = send_wrapper(bot, command, size, err);
    if (code == 0 && size > 0)
        code = move_data(bot, command, data, size, moved, err);
    if (code)
        return code;
    uint8_t status[CSW_SIZE] = {0};
    size_t got = 0;
    const enum tst_bulk_result result = read_status(bot, status, &got);
    if (result != TST_BULK_OK)
        return broken(bot, result, N_("the status"), command->name, err);
    const uint32_t residue = load32_little(status + 8);
    /* Valid and meaningful, as sections 6.3.1 and 6.3.2 have it; phase errors (2) end here too. */
    if (got != CSW_SIZE || memcmp(status, "USBS", 4) != 0 || load32_little(status + 4) != bot->tag ||
        status[12] > CSW_FAILED || residue > size)
        return broken(bot, result, N_("the status"), command->name, err);
    if (*moved > size - residue)
        *moved = size - residue;
    return status[12] == CSW_PASSED ? TST_BOT_PASSED : TST_BOT_FAILED;
}
