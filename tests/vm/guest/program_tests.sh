#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tests of the same name, in this kernel.
exec sh /vm/guest/executable.sh program_tests
