#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: keyring.sh COMMAND...
#
# Runs the command in a D-Bus session of its own, with a home folder of its own and GNOME Keyring as its key store,
# unlocked. Nothing of the person's own session is touched. Exits as the command does; with 77 where it cannot run.
# In the command's environment, TALLYSTICK_KEYRING is the folder of it all. Sourced there, it gives:
#   keyring_start, keyring_start_locked (after it was started once), keyring_stop, keyring_pid
set -euo pipefail

keyring_password='a key ring for tests'

# keyring_is_locked BOOLEAN
keyring_is_locked() {
    [ "$(gdbus call --session --timeout 2 --dest org.freedesktop.secrets \
        --object-path /org/freedesktop/secrets/collection/login --method org.freedesktop.DBus.Properties.Get \
        org.freedesktop.Secret.Collection Locked 2>/dev/null)" = "(<$1>,)" ]
}

# keyring_run LOCKED INPUT OPTION... : starts the daemon; its id in keyring_pid.
keyring_run() {
    local until=$((SECONDS + 60)) locked=$1 input=$2
    shift 2
    gnome-keyring-daemon --foreground --components=secrets --control-directory="$TALLYSTICK_KEYRING/control" "$@" \
        <"$input" >>"$TALLYSTICK_KEYRING/log" 2>&1 &
    export keyring_pid=$!
    until keyring_is_locked "$locked"; do
        kill -0 "$keyring_pid" 2>/dev/null || { cat "$TALLYSTICK_KEYRING/log" >&2 && return 1; }
        [ $SECONDS -lt $until ] || return 1
        sleep 0.05
    done
}

keyring_start() {
    printf '%s' "$keyring_password" >"$TALLYSTICK_KEYRING/password"
    keyring_run false "$TALLYSTICK_KEYRING/password" --unlock
}

keyring_start_locked() {
    keyring_run true /dev/null
}

keyring_stop() {
    kill -CONT "$keyring_pid"
    kill "$keyring_pid"
    while kill -0 "$keyring_pid" 2>/dev/null; do sleep 0.02; done
}

# In the session.
if [ -n "${TALLYSTICK_KEYRING:-}" ]; then
    if [ "${BASH_SOURCE[0]}" = "$0" ]; then
        # By its job, not its number: the command may have stopped it, and the number be another's by now.
        trap 'for job in $(jobs -pr); do kill -CONT "$job" && kill "$job"; done || true' EXIT
        keyring_start || { echo 'skipped: GNOME Keyring does not start here' && exit 77; }
        "$@"
    fi
    return 0 2>/dev/null || exit 0
fi

for program in dbus-run-session gnome-keyring-daemon gdbus; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed" && exit 77; }
done
TALLYSTICK_KEYRING=$(mktemp -d "${TMPDIR:-/tmp}/tallystick-keyring-XXXXXX")
export TALLYSTICK_KEYRING
trap 'rm -rf "$TALLYSTICK_KEYRING"' EXIT
mkdir -m 700 "$TALLYSTICK_KEYRING/home" "$TALLYSTICK_KEYRING/run" "$TALLYSTICK_KEYRING/control"
# Nothing is started by the bus itself: a key store that was killed stays away.
cat >"$TALLYSTICK_KEYRING/bus.conf" <<END
<busconfig>
  <type>session</type>
  <listen>unix:dir=$TALLYSTICK_KEYRING/run</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END
unset DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
env HOME="$TALLYSTICK_KEYRING/home" XDG_RUNTIME_DIR="$TALLYSTICK_KEYRING/run" \
    dbus-run-session --config-file="$TALLYSTICK_KEYRING/bus.conf" -- "${BASH_SOURCE[0]}" "$@"
