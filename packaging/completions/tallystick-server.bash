# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tallystick-server for bash; made by packaging/completions/generate from what the program says by --help.
# shellcheck shell=bash

_tallystick_server()
{
    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} options='' words=''
    # --name=VALUE comes in three pieces.
    if [ "$cur" = = ]; then
        cur=
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
    --output|--port-file|--tls-cert|--tls-key|-o)
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
        ;;
    --data)
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
        return
        ;;
    --address|--copy|--devices|--distributor|--listen|--name|--password-fd|--profile|--serial|--since|--standard|--tied|--title|--user|--views)
        return
        ;;
    esac
    case "${COMP_WORDS[1]} ${COMP_WORDS[2]:-}" in
    'init '*)
        options='--address --name --data --verbose --help'
        ;;
    'ingest '*)
        options='--title --profile --standard --data --verbose --help'
        ;;
    'title list'*)
        options='--json --data --verbose --help'
        ;;
    'title show'*)
        options='--json --data --verbose --help'
        ;;
    'user add'*)
        options='--qa --password-fd --data --verbose --help'
        ;;
    'user passwd'*)
        options='--password-fd --data --verbose --help'
        ;;
    'distributor add'*)
        options='--data --verbose --help'
        ;;
    'copy create'*)
        options='--title --user --distributor --views --tied --data --verbose --help'
        ;;
    'image '*)
        options='--copy --output -o --data --verbose --help'
        ;;
    'complement '*)
        options='--copy --output -o --data --verbose --help'
        ;;
    'token '*)
        options='--copy --views --output -o --serial --devices --format --data --verbose --help'
        ;;
    'identify '*)
        options='--json --data --verbose --help'
        ;;
    'serve '*)
        options='--listen --tls-cert --tls-key --port-file --data --verbose --help'
        ;;
    'audit '*)
        options='--since --json --data --verbose --help'
        ;;
    *)
        options='--help --version'
        ;;
    esac
    case $COMP_CWORD:${COMP_WORDS[1]} in
    1:*) words='audit complement copy distributor identify image ingest init serve title token user' ;;
    2:copy) words='create' ;;
    2:distributor) words='add' ;;
    2:title) words='list show' ;;
    2:user) words='add passwd' ;;
    esac
    case $cur in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; compgen -f -- "$cur") ;;
    esac
}
complete -o filenames -F _tallystick_server tallystick-server
