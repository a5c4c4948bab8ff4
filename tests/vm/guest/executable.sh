#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one of the build's test executables: executable.sh NAME
set -u
: "${tree:?}" # /vm/environment
if ! [ -x "$tree/tests/$1" ]; then
    echo "this build has no $1"
    exit 77
fi
"$tree/tests/$1" --gtest_color=no --gtest_brief=1 --gtest_filter="${not_in_guest:?}"
