#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# french.sh FILM : the window speaks French, from the first screen to the film and to what goes wrong, the server's own
# sentences included; in a locale that the system need not have.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq
use_film "$1"
start_server
start_reading fra

# start ARGUMENTS... : the player, for somebody who speaks French.
start() {
    LC_ALL='' LANG=fr_FR.UTF-8 start_app "$@"
}

check "the first screen"
start
sees "Déposez une image disque ici"
sees "Aucun lecteur ne contient de disque Tallystick"
never_sees "Drop a disc image here"
key q
quits 0

check "meeting the server, and a sentence that the server says"
start "${disc[anna]}"
sees "confiance à ce serveur"
sees "Empreinte de sa clé"
key Return
sees "Nom d'utilisateur"
type_text anna
key Tab
type_text wrong-password
key Return
sees "ou le mot de passe est faux"
type_text "$password"
key Return

check "the film's card, and what is said over the film"
sees "Visionnages restants : 5 sur 5"
sees "Regarder - utilise 1 visionnage sur 5"
key Return
wait_for 60 "the film" shows_film
key i
sees "Morceaux vérifiés"
key q
quits 0

check "what goes wrong, in the window and at the terminal"
start "$work/none.iso"
sees "ne peut pas être lu"
sees "image disque ou du lecteur"
sees "Choisir un autre film"
key q
quits 1
grep -qF "Vérifiez le nom de l’image disque" "$work/player.log" || fail "the terminal was told something else: $(cat "$work/player.log")"
stop_server
