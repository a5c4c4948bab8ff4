#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one fuzz target for XDPFLOW_FUZZ_SECONDS (5): run.sh TARGET FOLDER_OF_SEEDS_AND_DICTIONARIES
# What it learns stays in TARGET.learnt, inputs that break it in TARGET.broken; both are in the build tree.
set -eu
target=$1 folder=$2
name=$(basename "$target")
mkdir -p "$target.learnt" "$target.broken"
set -- "$target.learnt"
if [ -d "$folder/seeds/$name" ]; then set -- "$@" "$folder/seeds/$name"; fi
if [ "$name" = fragment_fuzz ]; then set -- "$@" "$folder/../../bpf/features"; fi  # the built-in ones are the best seeds
if [ -f "$folder/$name.dict" ]; then set -- "-dict=$folder/$name.dict" "$@"; fi
exec "$target" "-max_total_time=${XDPFLOW_FUZZ_SECONDS:-5}" -timeout=10 -print_final_stats=1 \
    "-artifact_prefix=$target.broken/" "$@"
