#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A capture's flows and frames, in an order that does not depend on the engine: flows_of.sh XDPFLOW ENGINE CAPTURE FIELDS
# FIELDS is a file with the fields of one run in each line.
# Runs on the host (native) and in the guest (kernel).
set -eu
flows=$(mktemp) statistics=$(mktemp)
trap 'rm -f "$flows" "$statistics"' EXIT
while read -r fields; do
    "$1" read "$3" --engine "$2" --active 0 --idle 0 --format json --features /nonexistent --fields "$fields" --stats "$statistics" >"$flows"
    LC_ALL=C sort "$flows"
    sed 's/,"filtered".*//' "$statistics" # behind that stand figures that depend on time and on random seeds
done <"$4"
