#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/demo and packaging/check: wrong usage is told apart, before anything is done.
. "$(dirname "$0")/lib.sh"

expect 0 '^Usage: packaging/demo' "$packaging/demo" --help
expect 2 'unknown option' "$packaging/demo" --nonsense
expect 2 'one film' "$packaging/demo" "$0" "$0"
expect 1 'no file or folder' "$packaging/demo" "$scratch/none"
expect 2 'one stick' "$packaging/demo" --token ONE TWO
expect 1 'no file or folder' "$packaging/demo" "$scratch/none" --token
expect 1 'is no stick.*film comes before' "$packaging/demo" --token "$0"
expect 0 '^Usage: packaging/check' "$packaging/check" --help
expect 2 'unknown argument' "$packaging/check" nonsense
