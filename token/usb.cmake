# SPDX-License-Identifier: GPL-3.0-or-later
target_sources(tstoken PRIVATE bot.c scsi.c scsi_disk.c)
