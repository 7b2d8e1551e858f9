# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # common.sh sets what is used here
# A machine emulated by QEMU, without any network: USB sticks and a CD-ROM drive to be plugged in and pulled out, and
# commands to be run in it. Sourced by bash after common.sh. Nothing here depends on how fast the machine is: what is
# waited for either comes, or QEMU has ended, or $patience seconds have gone by without a word.
patience=900
machine_pid=
exec {machine_err}>&2
qmp_number=0

# machine_fails WORDS : as fail, but seen even where the errors of what runs in the machine are kept.
machine_fails() {
    exec 2>&"$machine_err"
    tail -n 20 "$work/qemu.log" "$work/console.log" >&2
    fail "$@"
}

# All but QEMU itself must be there: packaging/setup installs it.
needs_machine() {
    local program
    [ "$(uname -m)" = x86_64 ] || skip "the kernel for the emulated machine is for x86-64 computers, like the programs in it"
    needs qemu-system-x86_64
    for program in busybox cpio jq mcopy mkfs.vfat; do
        command -v "$program" >/dev/null || fail "$program is missing: run packaging/setup test"
    done
}

# pack_machine ARCHIVE PROGRAM... : the initramfs for start_machine.
pack_machine() {
    "$TALLYSTICK_SOURCE/tests/e2e/machine/pack.sh" "$("$TALLYSTICK_SOURCE/packaging/kernel.sh")" "$@"
}

# pack_folder ARCHIVE FOLDER PLACE : adds a folder's files, as PLACE in the machine. The kernel unpacks several archives
# that follow each other.
pack_folder() {
    local root=$work/packed
    mkdir -p "$root/$(dirname "$3")"
    cp -a "$2" "$root/$3"
    (cd "$root" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >>"$1"
    rm -r "$root"
}

# start_machine INITRAMFS [QEMU OPTION...] : returns when it takes commands. It has a USB 3 controller and, with a
# disc drive that is empty, nothing else; see put_disc and plug.
start_machine() {
    local initramfs=$1 name kernel
    shift
    kernel=$("$TALLYSTICK_SOURCE/packaging/kernel.sh")
    for name in guest qmp; do
        rm -f "$work/$name.in" "$work/$name.out"
        mkfifo "$work/$name.in" "$work/$name.out"
    done
    exec {guest_in}<>"$work/guest.in" {guest_out}<>"$work/guest.out" {qmp_in}<>"$work/qmp.in" {qmp_out}<>"$work/qmp.out"
    : >"$work/console.log"
    qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 1536 -nodefaults -no-user-config -no-reboot \
        -nic none -display none -serial "file:$work/console.log" \
        -kernel "$kernel/vmlinuz" -initrd "$initramfs" \
        -append 'console=ttyS0 rdinit=/init panic=-1 quiet mitigations=off' \
        -chardev "pipe,id=guest,path=$work/guest" -device virtio-serial-pci \
        -device virtserialport,chardev=guest,name=tallystick \
        -chardev "pipe,id=qmp,path=$work/qmp" -mon chardev=qmp,mode=control \
        -device ide-cd,id=drive,bus=ide.0 -device qemu-xhci,id=usb "$@" \
        >"$work/qemu.log" 2>&1 9>&- &
    machine_pid=$!
    from_machine "$qmp_out" "QEMU's greeting"
    qmp qmp_capabilities
    from_machine "$guest_out" 'the machine to have started'
    [ "$answer" = ready ] || machine_fails "the machine said: $answer"
}

# from_machine DESCRIPTOR WHAT : the next line from it in $answer.
from_machine() {
    local until=$((SECONDS + patience)) part
    answer=
    until IFS= read -r -t 2 -u "$1" part; do
        answer+=$part # a line that was cut by the timeout
        ! gone "$machine_pid" || machine_fails "QEMU has ended; waited for: $2"
        [ $SECONDS -lt $until ] || machine_fails "waited in vain for: $2"
    done
    answer+=$part
}

# guest COMMAND ARGUMENT... : runs it in the machine, as if it ran here: output, errors, exit code. Its input is empty.
guest() {
    local code out='' err=''
    printf '%s\n' "${*@Q}" >&"$guest_in"
    while :; do
        from_machine "$guest_out" "the answer to: $*"
        case $answer in
        'out '*) out+=${answer#out } ;;
        'err '*) err+=${answer#err } ;;
        'done '*) break ;;
        *) machine_fails "the machine said: $answer" ;;
        esac
    done
    code=${answer#done }
    base64 -d <<<"$out"
    base64 -d <<<"$err" >&2
    return "$code"
}

# guest_start NAME COMMAND ARGUMENT... : the same in the background; what it says is in the machine's /tmp/NAME.out
# and .err, its process in .pid, and its exit code, once it has ended, in .code.
guest_start() {
    local name=/tmp/$1
    shift
    # shellcheck disable=SC2016 # for the machine's shell
    guest sh -c 'name=$1; shift
        rm -f $name.*
        (sh -c '\''echo $$ >$0.pid; exec "$@"'\'' $name "$@" >$name.out 2>$name.err; echo $? >$name.new; mv $name.new $name.code) \
            >/dev/null 2>&1 &' start "$name" "$@"
    guest_wait "$1 to start" test -s "$name.pid"
}

# guest_ends NAME : waits for its end; then as if it had run here: output, errors, exit code.
guest_ends() {
    local code
    guest_wait "the end of $1" test -f "/tmp/$1.code"
    guest cat "/tmp/$1.out"
    guest cat "/tmp/$1.err" >&2
    code=$(guest cat "/tmp/$1.code")
    return "$code"
}

# guest_wait WHAT COMMAND ARGUMENT... : until the command succeeds in the machine.
guest_wait() {
    local what=$1
    shift
    local until=$((SECONDS + patience)) tries=0
    until quiet_guest "$@"; do
        [ $SECONDS -lt $until ] || machine_fails "waited in vain for: $what"
        # Asking keeps the machine from what is waited for.
        tries=$((tries + 1))
        sleep $((tries > 20)).1
    done
}

quiet_guest() {
    guest "$@" >/dev/null 2>&1
}

# says NAME PATTERN : what runs in the background has said this.
says() {
    guest_wait "$1 to say /$2/" grep -qE -- "$2" "/tmp/$1.err"
}

# stop_at NAME COMMAND ARGUMENT... : what runs in the background stands still once the command has succeeded.
stop_at() {
    local name=$1
    shift
    guest_wait "$name to get there" "$@"
    guest kill -STOP "$(guest cat "/tmp/$name.pid")"
}

go_on() {
    guest kill -CONT "$(guest cat "/tmp/$1.pid")"
}

# qmp COMMAND [KEY VALUE]... : tells QEMU. A value is a text, or, where the key ends in ":", JSON.
# The answer's "return" is in $answer.
qmp() {
    local command=$1 id=$((qmp_number += 1)) arguments={}
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        *:) arguments=$(jq -c --arg key "${1%:}" --argjson value "$2" '.[$key] = $value' <<<"$arguments") ;;
        *) arguments=$(jq -c --arg key "$1" --arg value "$2" '.[$key] = $value' <<<"$arguments") ;;
        esac
        shift 2
    done
    jq -nc --arg command "$command" --argjson arguments "$arguments" --arg id $id \
        '{execute: $command, arguments: $arguments, id: $id}' >&"$qmp_in"
    # Events come in between.
    while :; do
        from_machine "$qmp_out" "QEMU's answer to $command"
        [ "$(jq -r '.id // empty' <<<"$answer")" = $id ] && break
    done
    if [ "$(jq 'has("error")' <<<"$answer")" = true ]; then
        machine_fails "QEMU refuses $command: $(jq -r .error.desc <<<"$answer")"
    fi
    answer=$(jq -c .return <<<"$answer")
}

# plug NAME SERIAL IMAGE : a USB stick of that serial number, which holds the image.
plug() {
    qmp blockdev-add driver raw node-name "image-$1" file: "{\"driver\":\"file\",\"filename\":\"$3\"}"
    qmp device_add driver usb-storage id "$1" bus usb.0 serial "$2" drive "image-$1" removable: true
}

# pull NAME : out it goes, whatever it is doing. What the machine wrote is in the image.
pull() {
    qmp device_del id "$1"
    wait_for $patience "QEMU to let go of $1" image_unused "image-$1"
    qmp blockdev-del node-name "image-$1"
}

image_unused() {
    qmp query-block
    jq -e --arg node "$1" 'all(.[]; .inserted."node-name" != $node)' <<<"$answer" >/dev/null
}

# put_disc IMAGE : into the drive, whose tray it opens for that.
put_disc() {
    qmp blockdev-change-medium id drive filename "$1" format raw read-only-mode read-only
}

take_disc() {
    qmp eject id drive force: true
}

stop_machine() {
    qmp quit
    ends $patience "$machine_pid"
    exec {guest_in}>&- {guest_out}>&- {qmp_in}>&- {qmp_out}>&-
}

# make_stick IMAGE MIB : a stick with one partition and an empty FAT file system, as they are sold.
make_stick() {
    local sectors=$(($2 * 2048 - 2048))
    truncate -s "$2M" "$1"
    # The table: type 0x0e (FAT16, LBA), from sector 2048 on.
    {
        printf '\0\0\0\0\x0e\0\0\0\0\x08\0\0'
        # shellcheck disable=SC2059 # these are the bytes
        printf "$(printf '\\x%02x' $((sectors & 255)) $((sectors >> 8 & 255)) $((sectors >> 16 & 255)) $((sectors >> 24)))"
    } | dd of="$1" bs=1 seek=446 conv=notrunc status=none
    printf '\x55\xaa' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
    mkfs.vfat -F 16 --offset 2048 "$1" $((sectors / 2)) >"$work/mkfs.log" || fail "mkfs.vfat: $(cat "$work/mkfs.log")"
}

# stick_put IMAGE FILE NAME, stick_get IMAGE NAME FILE : files to and from its file system.
stick_put() {
    MTOOLS_SKIP_CHECK=1 mcopy -o -i "$1@@1M" "$2" "::$3"
}

stick_get() {
    MTOOLS_SKIP_CHECK=1 mcopy -o -i "$1@@1M" "::$2" "$3"
}

# mount_stick SERIAL : waits for it to be there, and mounts it as a desktop does, on /media/SERIAL. A player that waits for
# a token may just be looking into the stick, and have taken it from the kernel: it comes back, and is mounted then.
mount_stick() {
    guest mkdir -p "/media/$1"
    # shellcheck disable=SC2016 # for the machine's shell
    guest_wait "the stick $1 to be mounted" sh -c 'disk=$(stick $0) || exit 1
        mount -t vfat -o flush,umask=077 /dev/${disk}1 /media/$0 || exit 1
        [ "$(stick $0)" = $disk ] || { umount -l /media/$0; exit 1; }' "$1"
}

# forget_stick SERIAL : what a desktop does when a stick was pulled out that is mounted.
forget_stick() {
    guest umount -l "/media/$1"
}
