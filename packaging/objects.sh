#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The programs of the templates in a list, as objects in a new folder: objects.sh XDPFLOW LIST FOLDER
set -eu
xdpflow=$1 list=$2 folder=$3

# xdpflow takes and leaves objects only where nobody else can write; a folder of a build need not be such a place.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
umask 022
grep -v -e '^#' -e '^$' "$list" | while read -r fields; do
    # shellcheck disable=SC2086  # names between blanks
    "$xdpflow" compose --into "$scratch/objects" --features '' $fields
done
mkdir -p "$(dirname "$folder")"
cp -r "$scratch/objects" "$folder"
