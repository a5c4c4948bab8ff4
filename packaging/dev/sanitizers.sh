#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tests of the asan+ubsan preset as one test of the release tree: sanitizers.sh SOURCE_FOLDER
# Exit status 77 means skipped. The compilation here only guards against judging old code; ./dev test has done it before.
set -eu
cd "$1"
tree=build/asan+ubsan

skip() {
    echo "skipped: $*"
    exit 77
}

[ "${XDPFLOW_SANITIZERS:-on}" != off ] || skip "XDPFLOW_SANITIZERS=off (--no-sanitizers)"
[ -f "$tree/CMakeCache.txt" ] || skip "$tree is not there: ./dev build --preset asan+ubsan"
cmake --build "$tree" --target sanitized
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
exec /usr/bin/python3 -B packaging/dev/run_ctest.py "$tree" -L '^(unit|native|fuzz)$' -j "$(nproc)"
