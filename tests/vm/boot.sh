#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Boots Debian's kernel in qemu with a ramdisk that holds this build, runs the checks of guest/ there and judges its console.
# Usage: boot.sh short|full BUILD_TREE SECONDS. Exit status 77: skipped, the last line says why.
#   short  programs load, captures give the native engine's flows, a live interface is metered exactly, flows go out over SCTP
#   full   the same with every field alone, random sets of them and the whole corpus; then the build's own program and netns tests
# XDPFLOW_CORPUS adds captures. XDPFLOW_VM_KEEP=FOLDER keeps what is thrown away otherwise.
set -euo pipefail
readonly form=$1 tree=$2 seconds=$3
here=$(dirname "$(readlink -f "$0")")
source_folder=$(readlink -f "$here/../..")
readonly here source_folder kernels=$source_folder/build/vm

# Captures of the corpus that the short form reads: each parser, and what is broken.
readonly short_corpus="ipv4-frag-udp ipv6-frag-udp ipv6-hbh qinq-0x8100 vlan-mpls-mixed mpls-vpn tcp-syn-rst
    bad-ihl bad-ip6-frag bad-l2-short bad-mpls-short bad-tcp-short bad-totlen"
# In the order of loading: some need others.
readonly modules="net/xfrm/xfrm_algo net/xfrm/xfrm_user drivers/net/veth drivers/net/tun net/sched/sch_ingress net/sched/cls_bpf net/sched/act_bpf net/llc/llc net/802/stp
    net/802/garp net/802/mrp net/8021q/8021q net/bridge/bridge net/tls/tls drivers/net/bonding/bonding net/ipv4/gre
    net/ipv4/ip_tunnel net/ipv4/ip_gre lib/libcrc32c net/ipv4/udp_tunnel net/ipv6/ip6_udp_tunnel net/sctp/sctp"

checks="load read live devices sctp" # scripts of guest/
random_sets=0
if [ "$form" = full ]; then checks+=" program_tests netns_tests" random_sets=20; fi
# These compile something new each time, which takes long in the guest; the random sets above stand for them.
readonly not_in_guest='-*RandomSubsets*'

skip() {
    echo "skipped: $*"
    exit 77
}

# --- the kernel -------------------------------------------------------------------------------------------------------

# Unpacks the package once; a second boot at the same time may do the same, one of them wins.
unpack_kernel() {
    local package
    package=$(compgen -G "$kernels/linux-image-*.deb" | LC_ALL=C sort -V | tail -n 1) ||
        skip "there is no kernel in build/vm: ./dev test downloads one"
    kernel=${package%.deb}
    [ -d "$kernel" ] && return
    local fresh
    fresh=$(mktemp -d "$kernels/unpacking.XXXXXX")
    dpkg-deb -x "$package" "$fresh"
    mv -T "$fresh" "$kernel" 2>/dev/null || rm -rf "$fresh"
}

copy_modules() {
    local folder module
    folder=$(echo "$kernel"/lib/modules/*/kernel)
    mkdir -p "$stage/vm/modules"
    for module in $modules; do
        cp "$folder/$module.ko" "$stage/vm/modules/"
        echo "${module##*/}.ko" >>"$stage/vm/modules/order"
    done
}

# --- files of the host, under their own names -------------------------------------------------------------------------

# Each name on the way to a file: links and what they point to, in folders that are no links.
names_of() { # PATH
    local path target
    path=$(readlink -m "$(dirname "$1")")/$(basename "$1")
    echo "$path"
    [ -L "$path" ] || return 0
    target=$(readlink "$path")
    case $target in
        /*) names_of "$target" ;;
        *) names_of "${path%/*}/$target" ;;
    esac
}

programs() {
    local name
    for name in dash ip ethtool nsenter; do command -v "$name"; done
    printf '%s\n' "$tree/xdpflow" "$tree/tests/vm/vm_programs" "$tree/tests/vm/vm_sender" "$tree/tests/unit_tests"
    [ "$form" = full ] || return 0
    echo "$tree/xdpflow_generate"
    for name in bash clang curl dig dnsmasq ld rm setpriv tc tcpreplay unshare; do command -v "$name" || true; done
    compgen -G "$tree/tests/*_tests" || true
}

with_libraries() { # reads names of programs
    local program library
    while read -r program; do
        names_of "$program"
        for library in $(ldd "$program" 2>/dev/null | grep -o '/[^ ]*'); do names_of "$library"; done
    done
}

host_files() {
    printf '%s\n' /bin /sbin /lib /lib64 /usr/bin/sh
    programs | with_libraries
    [ "$form" = full ] || return 0
    find "$source_folder" \( -path "$source_folder/build" -o -name .git \) -prune -o -type f -print
    find "$tree/objects" /var/cache/xdpflow -type f 2>/dev/null || true # compiled before: ten times as fast as in the guest
}

# The files and the folders above them, folders first.
with_folders() {
    awk -F/ '{ path = ""; for (i = 2; i < NF; i++) { path = path "/" $i; print path } print }' | LC_ALL=C sort -u
}

# --- what the checks need ---------------------------------------------------------------------------------------------

all_fields() { "$tree/xdpflow" fields --features /nonexistent --format json | sed -n 's/^ *"name": "\(.*\)",$/\1/p' | xargs; }

# All fields in lines of as many as a user may ask for at once, each with fields that tell flows apart: all in one program are more
# than Linux 6.1 verifies.
field_groups() { xargs -n 30 <<<"$fields" | sed 's/^/IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT /'; }

# Fields that tell of the machine, not of packets: its addresses, its clock, its /etc/services and /etc/protocols.
without_machine() {
    sed -E 's/ (EXPORTER_IPV[46]_ADDRESS|NPROBE_IPV4_ADDRESS|FLOW_ID|FLOW_EXPORT_TIME|FLOW_PROTO_PORT|PROTOCOL_MAP|L4_[A-Z]+_PORT_MAP|L4_SRV_PORT)\>//g'
}

program_lines() {
    local source field
    for source in live capture tc export-live export-tc; do
        echo "$source" # the default template
        field_groups | sed "s/^/$source /"
        echo "tunnel-$source"
        [ "$form" = short ] || for field in $fields; do echo "$source $field"; done
        # shellcheck disable=SC2086  # a list of words
        for _ in $(seq "$random_sets"); do echo "$source $(shuf -e $fields -n $((RANDOM % 12 + 1)) | xargs)"; done
    done
    field_groups | sed 's/^/tunnel-live /'
    field_groups | sed 's/^/tunnel-tc /'
    printf '%s\n' fragments-live fragments-capture fragments-tc tunnel-fragments-tc
    field_groups | sed 's/^/fragments-live /'
    echo "live all:"
    echo "live IP_PROTOCOL_VERSION PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES" # of live.sh
    for source in live live-ip tc tc-ip; do # of devices.sh
        echo "$source SRC_VLAN PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount DIRECTION"
    done
}

fill_object_cache() {
    install -d -m 755 "$stage/var/cache/xdpflow"
    program_lines >"$stage/vm/programs"
    "$tree/tests/vm/vm_programs" compile "$stage/var/cache/xdpflow" <"$stage/vm/programs"
}

# The tests run on the host first, whatever comes of it: what they compile goes into the guest with the caches.
fill_test_caches() {
    local name
    for name in program_tests netns_tests; do
        if [ -x "$tree/tests/$name" ]; then "$tree/tests/$name" --gtest_filter="$not_in_guest" >"$work/host_tests" 2>&1 || true; fi
    done
}

copy_captures() {
    local name corpus=${XDPFLOW_CORPUS:-}
    mkdir -p "$stage/vm/captures" "$stage/vm/expected"
    /usr/bin/python3 -B "$here/captures.py" "$stage/vm/captures"
    [ -n "$corpus" ] || return 0
    if [ "$form" = full ]; then
        cp "$corpus"/*.pcap* "$stage/vm/captures/"
    else
        for name in $short_corpus; do cp "$corpus/$name.pcap" "$stage/vm/captures/"; done
    fi
}

# Captures that the native engine refuses for their link type have no flows to compare.
expect_native_flows() {
    local capture expected
    for capture in "$stage"/vm/captures/*; do
        expected=$stage/vm/expected/${capture##*/}
        "$here/guest/flows_of.sh" "$tree/xdpflow" native "$capture" "$stage/vm/field_groups" >"$expected" 2>"$work/errors" && continue
        grep -q 'link type' "$work/errors" || { cat "$work/errors" && return 1; }
        rm "$expected"
    done
}

make_ramdisk() {
    mkdir -p "$stage"/{dev,proc,sys,run,busybox,tmp,var,vm,etc} "$stage/usr/bin"
    chmod 1777 "$stage/tmp"
    ln -s /run "$stage/var/run"
    cp "$(command -v busybox)" "$stage/usr/bin/busybox"
    cp -r "$here/guest" "$stage/vm/"
    ln -s vm/guest/init.sh "$stage/init"
    printf '%s\n' 'root:x:0:0::/run:/bin/sh' 'nobody:x:65534:65534::/:/bin/false' >"$stage/etc/passwd"
    {
        echo "export tree='$tree' xdpflow='$tree/xdpflow' sender='$tree/tests/vm/vm_sender'"
        echo "export not_in_guest='$not_in_guest'"
    } >"$stage/vm/environment"
    tr ' ' '\n' <<<"$checks" >"$stage/vm/checks"
    copy_modules
    fill_object_cache
    field_groups | without_machine >"$stage/vm/field_groups"
    copy_captures
    expect_native_flows
    if [ "$form" = full ]; then fill_test_caches; fi
    # The kernel unpacks one archive after the other.
    (cd / && host_files | with_folders | sed 's|^/||' | cpio -o -H newc -R 0:0 --quiet) >"$work/ramdisk"
    (cd "$stage" && find . -mindepth 1 | cpio -o -H newc -R 0:0 --quiet) >>"$work/ramdisk"
}

# --- boot and judge ---------------------------------------------------------------------------------------------------

# Without KVM even where there is one: the same processor everywhere, and a nested KVM may break where this does not.
boot() { # SECONDS
    timeout -k 5 "$1" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 -no-reboot \
        -nodefaults -display none -serial stdio -kernel "$(echo "$kernel"/boot/vmlinuz-*)" -initrd "$work/ramdisk" \
        -append 'console=ttyS0 quiet panic=-1 oops=panic nowatchdog mitigations=off' </dev/null 2>&1 |
        tr -d '\r' | tee "$work/console"
}

judge() { # STATUS of boot
    local end
    if [ "$1" = 124 ] || [ "$1" = 137 ]; then echo "FAILED: the guest did not end in time" && return 1; fi
    if grep -qE '^vm: FAIL|Kernel panic' "$work/console"; then echo "FAILED: see above" && return 1; fi
    end=$(grep -E '^vm: end: [1-9][0-9]* passed, 0 failed, [0-9]+ skipped$' "$work/console") ||
        { echo "FAILED: the guest did not come to its end" && return 1; }
    echo "$form form: ${end#vm: end: }, $SECONDS s in all"
}

main() {
    [ "$form" = short ] || [ "${XDPFLOW_VM:-}" = full ] || skip "XDPFLOW_VM is not full: ./dev test --vm"
    local tool status=0
    for tool in qemu-system-x86_64 busybox cpio ip; do
        command -v "$tool" >/dev/null || skip "$tool is missing: ./dev test installs it"
    done
    unpack_kernel
    work=${XDPFLOW_VM_KEEP:-$(mktemp -d)}
    stage=$work/stage
    [ -n "${XDPFLOW_VM_KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
    fields=$(all_fields)
    make_ramdisk
    echo "ramdisk of $(du -m "$work/ramdisk" | cut -f1) MiB after $SECONDS s"
    boot $((seconds - SECONDS - 10)) || status=$?
    judge "$status"
}
main
