#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Devices that other kernels may lack: VLAN, bridge, bond, GRE with and without Ethernet. Each packet is counted once, with its
# tag and its lengths.
set -eu
: "${xdpflow:?}" "${sender:?}" # /vm/environment
fields="SRC_VLAN PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount DIRECTION"
port=6000

fail() {
    echo "$*"
    exit 1
}

# Two namespaces joined by veth, with addresses of theirs; removed by the next.
make_link() { # NAME
    far=far-$1 near=near-$1
    ip netns add "$far"
    ip netns add "$near"
    ip link add outside netns "$far" type veth peer name inside netns "$near"
    ip -n "$far" link set lo up
    ip -n "$near" link set lo up
    ip -n "$far" link set outside up
    ip -n "$near" link set inside up
    ip -n "$far" address add 192.0.2.1/24 dev outside
}

remove_link() {
    ip netns delete "$far"
    ip netns delete "$near"
}

reach() { # ADDRESS; both ends know each other afterwards
    for _ in 1 2 3 4 5; do ip netns exec "$far" ping -c 1 -W 2 "$1" >/dev/null && return; done
    fail "$far does not reach $1"
}

# Meters while 100 datagrams of 72 octets go to this address; then there is one flow of them, with these values.
expect_once() { # ADDRESS TAG LINK_OCTETS ARGUMENTS OF run...
    address=$1 tag=$2 octets=$((100 * (100 + $3)))
    shift 3
    port=$((port + 1))
    rm -f /run/says
    mkfifo /run/says
    ip netns exec "$near" "$xdpflow" run --format json --features /nonexistent --fields "$fields" --interval 0.05 "$@" \
        >/run/flows 2>/run/says &
    probe=$!
    exec 3</run/says
    while read -r line <&3; do
        echo "$line"
        case $line in *metering*) break ;; esac
    done
    ip netns exec "$far" "$sender" "$address" "$port" 100 72 || fail "cannot send"
    kill -TERM "$probe"
    wait "$probe" || fail "the probe's exit status is $?: $(cat <&3)"
    cat <&3
    exec 3<&-
    wanted="{\"SRC_VLAN\":$tag,\"PROTOCOL\":17,\"L4_DST_PORT\":$port,\"IN_PKTS\":100,\"IN_BYTES\":10000,\"layer2OctetDeltaCount\":$octets,\"DIRECTION\":0}"
    [ "$(grep -c "\"L4_DST_PORT\":$port," /run/flows)" = 1 ] && grep -qxF "$wanted" /run/flows ||
        fail "$*: not only $wanted in: $(cat /run/flows)"
    echo "$(echo "$near" | sed s/near-//) by $*: once"
}

vlan() {
    make_link vlan
    for end in "$far outside 1" "$near inside 2"; do
        # shellcheck disable=SC2086  # three words
        set -- $end
        ip -n "$1" link add "$2.7" link "$2" type vlan id 7
        ip -n "$1" address add "198.51.100.$3/24" dev "$2.7"
        ip -n "$1" link set "$2.7" up
    done
    reach 198.51.100.2
    expect_once 198.51.100.2 7 18 -i any --mode tc      # the tag is beside the frame
    expect_once 198.51.100.2 0 14 -i inside.7 --mode tc # and nowhere behind the VLAN device
    expect_once 198.51.100.2 0 14 -i inside.7           # which has no native XDP
    ip netns exec "$far" ethtool -K outside txvlan off
    expect_once 198.51.100.2 7 18 -i any --mode native # now it is in the frame
    expect_once 198.51.100.2 7 18 -i "inside*" --mode generic
    remove_link
}

bridge() {
    make_link bridge
    ip -n "$near" link add br0 type bridge
    ip -n "$near" link set inside master br0
    ip -n "$near" address add 192.0.2.2/24 dev br0
    ip -n "$near" link set br0 up
    reach 192.0.2.2
    expect_once 192.0.2.2 0 14 -i any
    expect_once 192.0.2.2 0 14 -i any --mode tc
    expect_once 192.0.2.2 0 14 -i br0 --mode tc
    remove_link
}

bond() {
    make_link bond
    ip -n "$near" link add bond0 type bond mode active-backup
    ip -n "$near" link set inside down
    ip -n "$near" link set inside master bond0
    ip -n "$near" address add 192.0.2.2/24 dev bond0
    ip -n "$near" link set bond0 up
    reach 192.0.2.2
    expect_once 192.0.2.2 0 14 -i any --mode generic
    expect_once 192.0.2.2 0 14 -i any --mode tc
    expect_once 192.0.2.2 0 14 -i bond0 --mode tc
    remove_link
}

gre() { # gre | gretap, and the octets of its link layer
    make_link "$1"
    ip -n "$near" address add 192.0.2.2/24 dev inside
    reach 192.0.2.2
    ip -n "$far" link add tunnel type "$1" local 192.0.2.1 remote 192.0.2.2
    ip -n "$near" link add tunnel type "$1" local 192.0.2.2 remote 192.0.2.1
    ip -n "$far" address add 198.51.100.1/24 dev tunnel
    ip -n "$near" address add 198.51.100.2/24 dev tunnel
    ip -n "$far" link set tunnel up
    ip -n "$near" link set tunnel up
    reach 198.51.100.2
    expect_once 198.51.100.2 0 "$2" -i tunnel --mode tc
    expect_once 198.51.100.2 0 "$2" -i tunnel --mode generic
    remove_link
}

vlan
bridge
bond
gre gre 0
gre gretap 14
echo "every packet was counted once, with its tag and its lengths"
