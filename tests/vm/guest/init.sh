#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The first process of the guest: runs the checks named in /vm/checks, each a script of this folder, and reports to the console.
# What boot.sh reads begins with `vm:`; the guest ends with `vm: end: …` and switches itself off.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin:/busybox HOME=/run LC_ALL=C
# shellcheck source=/dev/null
. /vm/environment
passed=0 failed=0 skipped=0

prepare() {
    busybox mount -t proc none /proc
    busybox --install -s /busybox # behind everything else on the path: its ip, nsenter and sh are not the real ones
    mount -t sysfs none /sys && mount -t devtmpfs none /dev && mount -t bpf none /sys/fs/bpf
    mount -t tracefs none /sys/kernel/tracing 2>/dev/null
    mkdir -p /dev/shm /run/netns
    while read -r module; do insmod "/vm/modules/$module" || echo "vm: insmod $module failed"; done </vm/modules/order
    ip link set lo up
}

# 0: passed, 77: skipped, all else: failed; the last line of a check says why.
run_check() { # NAME
    begin=$(uptime_s)
    sh "/vm/guest/$1.sh" >/run/check.log 2>&1
    status=$?
    cat /run/check.log
    case $status in
        0) passed=$((passed + 1)) verdict=PASS ;;
        77) skipped=$((skipped + 1)) verdict=SKIP ;;
        *) failed=$((failed + 1)) verdict=FAIL ;;
    esac
    printf '\nvm: %s %s (%d s): %s\n' "$verdict" "$1" $(($(uptime_s) - begin)) "$(tail -n 1 /run/check.log)"
}

uptime_s() { cut -d. -f1 /proc/uptime; }

prepare
echo "vm: Linux $(uname -r), $(nproc) CPUs, up after $(uptime_s) s"
while read -r check; do run_check "$check"; done </vm/checks
run_check kernel_log
echo "vm: end: $passed passed, $failed failed, $skipped skipped"
poweroff -f
