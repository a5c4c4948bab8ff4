#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A capture's flows and frames, in an order that does not depend on the engine: flows_of.sh XDPFLOW ENGINE CAPTURE "FIELD…"
# Runs on the host (native) and in the guest (kernel).
set -eu
flows=$(mktemp) statistics=$(mktemp)
trap 'rm -f "$flows" "$statistics"' EXIT
"$1" read "$3" --engine "$2" --active 0 --idle 0 --format json --features /nonexistent --fields "$4" --stats "$statistics" >"$flows"
LC_ALL=C sort "$flows"
sed 's/,"filtered".*//' "$statistics" # behind that stand figures that depend on time and on random seeds
