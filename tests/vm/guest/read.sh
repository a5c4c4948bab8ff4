#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The kernel engine prints the flows of each capture, and counts its frames, as the native engine did before the guest was made.
set -u
: "${xdpflow:?}" # /vm/environment
count=0 different=0

for expected in /vm/expected/*; do
    capture=${expected##*/}
    sh /vm/guest/flows_of.sh "$xdpflow" kernel "/vm/captures/$capture" /vm/field_groups >/run/flows 2>/run/errors || cat /run/errors
    if cmp -s "$expected" /run/flows; then
        echo "$capture: $(($(wc -l </run/flows) - 1)) flows"
    else
        diff "$expected" /run/flows | head -n 10
        echo "$capture: different"
        different=$((different + 1))
    fi
    count=$((count + 1))
done
echo "$count captures, $different different from the native engine"
[ "$count" -gt 0 ] && [ "$different" = 0 ]
