#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The kernel has nothing to complain about.
if dmesg | grep -E -A 40 'BUG:|WARNING:|Oops|general protection fault|refcount_t:|UBSAN:|KASAN:'; then
    echo "the kernel complained"
    exit 1
fi
echo "no complaint among $(dmesg | wc -l) lines"
