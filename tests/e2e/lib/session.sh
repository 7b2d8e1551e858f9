# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A D-Bus session of the test's own: sourced first, in place of common.sh, it runs the test again inside one.
if [ -z "${TALLYSTICK_SESSION:-}" ]; then
    command -v dbus-run-session >/dev/null || { echo 'skipped: dbus-run-session is not installed' && exit 77; }
    unset DBUS_SESSION_BUS_ADDRESS
    TALLYSTICK_SESSION=1 exec dbus-run-session --config-file "$(dirname "$0")/../../support/session.conf" -- "$0" "$@"
fi
bus=$DBUS_SESSION_BUS_ADDRESS
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
export DBUS_SESSION_BUS_ADDRESS=$bus # which common.sh takes away
