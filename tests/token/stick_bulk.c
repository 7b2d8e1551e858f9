/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/stick_bulk.h"

#include <errno.h>

static enum tst_bulk_result result_of(int moved)
{
    if (moved >= 0)
        return TST_BULK_OK;
    switch (-moved) {
    case EPIPE:
        return TST_BULK_STALL;
    case ETIMEDOUT:
        return TST_BULK_TIMEOUT;
    case ENODEV:
        return TST_BULK_GONE;
    default:
        return TST_BULK_FAILED;
    }
}

static enum tst_bulk_result stick_read(tst_bulk *bulk, uint8_t *bytes, size_t size, size_t *moved, unsigned limit)
{
    (void)limit;
    const int result = stick_bulk(((struct stick_bulk *)bulk)->stick, STICK_IN, bytes, size);
    *moved = result > 0 ? (size_t)result : 0;
    return result_of(result);
}

static enum tst_bulk_result stick_write(tst_bulk *bulk, const uint8_t *bytes, size_t size, size_t *moved,
                                        unsigned limit)
{
    (void)limit;
    const int result = stick_bulk(((struct stick_bulk *)bulk)->stick, STICK_OUT, (uint8_t *)(uintptr_t)bytes, size);
    *moved = result > 0 ? (size_t)result : 0;
    return result_of(result);
}

static enum tst_bulk_result stick_clear(tst_bulk *bulk, bool in)
{
    struct stick *stick = ((struct stick_bulk *)bulk)->stick;
    if (stick->gone)
        return TST_BULK_GONE;
    stick_clear_halt(stick, in ? STICK_IN : STICK_OUT);
    return TST_BULK_OK;
}

static enum tst_bulk_result stick_reset(tst_bulk *bulk, unsigned limit)
{
    (void)limit;
    uint8_t setup[8] = {0x21, 0xFF};
    return result_of(stick_control(((struct stick_bulk *)bulk)->stick, setup, sizeof setup));
}

static void stick_leave(tst_bulk *bulk)
{
    (void)bulk;
}

void stick_bulk_init(struct stick_bulk *bulk, struct stick *stick)
{
    static const struct tst_bulk_ops ops = {stick_read, stick_write, stick_clear, stick_reset, stick_leave};
    bulk->base.ops = &ops;
    bulk->stick = stick;
}
