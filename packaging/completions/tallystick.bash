# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tallystick for bash; made by packaging/completions/generate from what the program says by --help.
# shellcheck shell=bash

_tallystick()
{
    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} options='' words=''
    # --name=VALUE comes in three pieces.
    if [ "$cur" = = ]; then
        cur=
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
    --ca-file|--config|--output|-o)
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --data|--token)
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        return
        ;;
    --angle|--audio|--devices|--language|--password-fd|--server|--start|--subtitle|--title|--tpm|--user|--views|--volume|-u)
        return
        ;;
    esac
    case "${COMP_WORDS[1]} ${COMP_WORDS[2]:-}" in
    'play '*)
        options='--server --user -u --password-fd --ca-file --token --no-token --tpm --data --language --yes -y --fullscreen -f --windowed --start --title --menu --angle --audio --subtitle --volume --no-audio --frames-md5 --output -o --config --no-config --verbose -v --help -h --version'
        ;;
    'verify '*)
        options='--server --user -u --password-fd --ca-file --token --no-token --tpm --data --language --yes -y --json --config --no-config --verbose -v --help -h --version'
        ;;
    'token list'*)
        options='--tpm --watch --data --language --json --config --no-config --verbose -v --help -h --version'
        ;;
    'token write'*)
        options='--server --user -u --password-fd --ca-file --token --tpm --views --devices --format --data --language --yes -y --config --no-config --verbose -v --help -h --version'
        ;;
    'token return'*)
        options='--server --user -u --password-fd --ca-file --token --tpm --remove --data --language --yes -y --config --no-config --verbose -v --help -h --version'
        ;;
    'device list'*)
        options='--server --user -u --password-fd --ca-file --data --language --yes -y --json --config --no-config --verbose -v --help -h --version'
        ;;
    'device remove'*)
        options='--server --user -u --password-fd --ca-file --data --language --yes -y --json --config --no-config --verbose -v --help -h --version'
        ;;
    *)
        options='--server --user -u --password-fd --ca-file --token --no-token --tpm --data --language --yes -y --fullscreen -f --windowed --start --title --menu --angle --audio --subtitle --volume --no-audio --frames-md5 --output -o --config --no-config --verbose -v --help -h --version'
        ;;
    esac
    case $COMP_CWORD:${COMP_WORDS[1]} in
    1:*) words='device play token verify' ;;
    2:device) words='list remove' ;;
    2:token) words='list write return' ;;
    esac
    case $cur in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; compgen -f -- "$cur") ;;
    esac
}
complete -o filenames -F _tallystick tallystick
