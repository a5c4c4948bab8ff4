#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The first process of a machine in namespaces of its own becomes systemd: boot.sh ROOT, a folder with a system
# What the kernel has only once (settings, devices, modules, time) is out of its reach; all mounts go with the last process.
set -eu
cd "$1"
mount --bind . .
cd "$1"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm dev/pts old-root
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
pivot_root . old-root
umount -l /old-root
rmdir /old-root
exec env -i container=xdpflow-test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    setpriv --bounding-set -sys_module,-sys_rawio,-sys_boot,-sys_time,-mknod /lib/systemd/systemd --unit=multi-user.target
