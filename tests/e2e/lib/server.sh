# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# What the tests of the server's commands share. Sourced by bash after common.sh.

# bank_is_clean TITLES: the bank holds so many titles and nothing else.
bank_is_clean() {
    local entries
    entries=$(find "$data/bank" -mindepth 1 -maxdepth 1 ! -name .lock | wc -l)
    if [ "$entries" -ne "$1" ] || [ -n "$(find "$data/bank" -name 'incoming-*')" ]; then
        find "$data/bank" >&2
        fail "the bank holds $entries entries, not $1 titles alone"
    fi
}
