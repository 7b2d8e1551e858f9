#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# token.sh FILM : the shop writes tokens: views leave the account, licence and complement lie on the token, once;
# written again, what is left comes back first. Interrupted, refused, or on a full stick, no view is lost.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq sqlite3
use_film "$1"
make_copy anna 5 "$work/disc.iso"
stick=$work/TALLY.TST

account_is() {
    local left
    left=$(sqlite3 "$data/store.db" "SELECT views_left FROM licences WHERE copy = x'$made'")
    [ "$left" -eq "$1" ] || fail "$left views are left in the account, not $1"
}

# write CODE WORDS ARGUMENTS...
write() {
    local code=$1 words=$2
    shift 2
    expect "$code" "$words" server token --copy "$made" -o "$stick" "$@"
}

check "nobody to write it for"
write 1 'has no device yet' --views 2 --serial TALLY0001
account_is 5
start_server
sign_in anna
stop_server

check "what cannot be: nothing is charged"
write 2 '--views takes a number' --views 0 --serial TALLY0001
: >"$stick"
write 1 'name the serial number' --views 2
write 1 'no device 99' --views 2 --serial TALLY0001 --devices 99
write 1 'takes numbers with commas' --views 2 --serial TALLY0001 --devices x
write 1 'Only 5 views are left' --views 6 --serial TALLY0001
rm -f "$stick"
write 1 'characters that cannot be' --views 2 --serial 'TALLY 1'
account_is 5
rm -f "$stick"
head -c 100000 /dev/urandom >"$stick"
cp "$stick" "$work/precious"
write 1 'holds something else' --views 2 --serial TALLY0001
cmp "$stick" "$work/precious" || fail "what was there was touched"
account_is 5

check "written: the views are on the token, its complement is the copy's"
write 0 'holds the film with 2 of 2 views; 3 are left' --views 2 --serial TALLY0001 --format --devices 1
grep -qxE '[0-9a-f]{32}' "$work/out" || fail "no id on standard output"
account_is 3
server complement --copy "$made" -o "$work/copy.tsc"
# The complement lies behind the container's directory and the film's banks (docs/FORMATS.md).
cmp -n "$(stat -c %s "$work/copy.tsc")" "$work/copy.tsc" "$stick" 0 $((8 * 4096)) || fail "the complement is another one"
grep -q 'Big Buck Bunny\|Sintel' "$stick" || fail "the licence does not name the film"

check "written again: what is left there comes back first"
write 0 'with 4 of 4 views; 1 are left' --views 4 --serial TALLY0001
account_is 1
write 0 'with 5 of 5 views; 0 are left' --views 5 --serial TALLY0001
account_is 0
[ "$(sqlite3 "$data/store.db" 'SELECT count(*) FROM exports WHERE state = 1')" -eq 1 ] || fail "two licences are open"

check "interrupted once the licence was on the token, which was not noted: its views do not come twice"
number=$(request_of TALLY0001)
keep_request "$data/requests" "$made" TALLY0001 "$number"
write 0 'with 4 of 4 views; 1 are left' --views 4 --serial TALLY0001
account_is 1
[ "$(request_of TALLY0001)" != "$number" ] || fail "the same licence was given again"
write 0 'with 5 of 5 views; 0 are left' --views 5 --serial TALLY0001

check "a copy of the file for another stick is none"
write 1 'made for another stick' --views 1 --serial TALLY0002
account_is 0

check "an older copy put back gives nothing back"
cp "$stick" "$work/older"
write 0 'with 1 of 1 views; 4 are left' --views 1 --serial TALLY0001
cp "$work/older" "$stick"
sqlite3 "$data/store.db" "UPDATE exports SET sequence = 9 WHERE state = 2"
write 1 'restored from an older copy' --views 1 --serial TALLY0001
account_is 4
write 0 'with 1 of 1 views; 3 are left' --views 1 --serial TALLY0001 --format

check "a view counter that is damaged: written again only if what it held is given up"
for unit in 2 5; do # of either bank (docs/FORMATS.md, "Extent of a film")
    dd if=/dev/urandom of="$stick" bs=4096 seek=$unit count=2 conv=notrunc status=none
done
write 1 'view counter on this token is damaged' --views 1 --serial TALLY0001
account_is 3
write 0 'with 1 of 1 views; 2 are left' --views 1 --serial TALLY0001 --format
account_is 2

check "killed at any moment: run again, it ends well, and no view is lost"
for moment in 0.02 0.05 0.1 0.2; do
    rm -f "$stick"
    make_copy anna 3 "$work/disc.iso"
    { timeout -s KILL "$moment" "$bin/tallystick-server" token --copy "$made" -o "$stick" --views 2 --serial T1 \
        --data "$data" >/dev/null || true; } 2>/dev/null
    write 0 'with 2 of 2 views; 1 are left' --views 2 --serial T1
    account_is 1
done

check "a full stick: said before a view is taken"
make_copy anna 3 "$work/disc.iso"
mkdir "$work/full"
if mount -t tmpfs -o size=16k,mode=700 tmpfs "$work/full" 2>/dev/null; then
    code=0
    server token --copy "$made" -o "$work/full/TALLY.TST" --views 2 --serial T2 2>"$work/err" || code=$?
    umount "$work/full"
    if [ $code -ne 1 ] || ! grep -q 'No space left' "$work/err"; then
        fail "exit code $code: $(cat "$work/err")"
    fi
    account_is 3
else
    echo "file systems cannot be mounted here: a full stick was not tried"
fi
