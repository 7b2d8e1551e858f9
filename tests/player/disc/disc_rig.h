/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images of discs for tests, mastered with genisoimage in a folder of their own. */
#ifndef TALLYSTICK_TESTS_DISC_RIG_H
#define TALLYSTICK_TESTS_DISC_RIG_H

#include <stdint.h>

#include "base/buffer.h"
#include "tests/support/suite.h"

#define RIG_IMAGE_CEILING (16u << 20)

struct rig {
    char folder[256];
    char image[300];
};

void rig_init(struct rig *rig);
/* A file to be mastered. */
void rig_put(const struct rig *rig, const char *name, const void *bytes, size_t size);
void rig_master(const struct rig *rig, const char *options);
/* The whole image; store finishes the buffer. */
void rig_load(const struct rig *rig, tsb_buffer *image);
void rig_store(const struct rig *rig, tsb_buffer *image, size_t size);
/* The first sector that begins with these bytes. */
uint32_t rig_find(const tsb_buffer *image, const void *bytes, size_t size);
/* A Tallystick image, of the copy of that number, whose manifest says that it lies so many sectors from where it does.
 */
void rig_make_copy(const struct rig *rig, int32_t moved, uint8_t number);

#endif
