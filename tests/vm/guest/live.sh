#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `xdpflow run` on a veth pair between two network namespaces counts every packet, natively and in generic mode.
set -eu
: "${xdpflow:?}" "${sender:?}" # /vm/environment
fields="IP_PROTOCOL_VERSION PROTOCOL L4_DST_PORT IN_PKTS IN_BYTES"

fail() {
    echo "$*"
    exit 1
}

make_link() {
    ip netns add sender
    ip netns add meter
    ip link add outside netns sender type veth peer name inside netns meter
    ip -n sender address add 192.0.2.1/24 dev outside
    ip -n sender address add 2001:db8::1/64 dev outside nodad
    ip -n meter address add 192.0.2.2/24 dev inside
    ip -n meter address add 2001:db8::2/64 dev inside nodad
    ip -n sender link set outside up
    ip -n meter link set inside up
    ip netns exec sender ping -c 1 192.0.2.2 >/dev/null # both ends are up and know each other
    ip netns exec sender ping6 -c 1 2001:db8::2 >/dev/null
}

# Returns when packets are counted: the probe says so itself.
start_probe() { # MODE
    rm -f /run/says /run/flows /run/statistics
    mkfifo /run/says
    ip netns exec meter "$xdpflow" run -i inside --mode "$1" --format json --features /nonexistent --fields "$fields" \
        --stats /run/statistics --interval 0.01 >/run/flows 2>/run/says &
    probe=$!
    exec 3</run/says
    while read -r line <&3; do
        echo "$line"
        case $line in *"metering inside ($1)"*) return ;; esac
    done
    fail "$1: the probe did not start"
}

stop_probe() {
    kill -TERM "$probe"
    wait "$probe" || fail "the probe's exit status is $?"
    cat <&3
    exec 3<&-
}

send() { ip netns exec sender "$sender" "$@"; }

expect_flow() { # VERSION PROTOCOL PORT PACKETS OCTETS
    wanted="{\"IP_PROTOCOL_VERSION\":$1,\"PROTOCOL\":$2,\"L4_DST_PORT\":$3,\"IN_PKTS\":$4,\"IN_BYTES\":$5}"
    grep -qxF "$wanted" /run/flows || fail "no flow $wanted among: $(cat /run/flows)"
}

# Datagrams over IPv4 for which there is no socket: all of ours, once they are behind the program.
arrived() { ip netns exec meter sed -n 's/^Udp: [0-9]* \([0-9]*\) .*/\1/p' /proc/net/snmp; }

# The short bursts fit any queue and arrive whole. Of the long one, the receive queue may refuse some before the program sees
# them; the rest must have been counted by the program and by IP alike.
check_mode() { # MODE
    before=$(arrived)
    start_probe "$1"
    send 192.0.2.2 5001 100 72
    send 2001:db8::2 5002 100 52
    ip netns exec sender ping -c 2 -s 56 192.0.2.2 >/dev/null
    send 192.0.2.2 5003 40000 18
    stop_probe
    cat /run/statistics
    expect_flow 4 17 5001 100 10000
    expect_flow 6 17 5002 100 10000
    expect_flow 4 1 2048 2 168
    long=$(($(arrived) - before - 100))
    expect_flow 4 17 5003 "$long" $((long * 46))
    echo "$1: $long of 40000 in a long burst"
    [ "$long" -ge 1000 ] || fail "too few to mean anything"
}

# Frames in several pieces: the program sees the first one only, and must count them all.
check_jumbo() {
    ip -n sender link set outside mtu 9000
    ip -n meter link set inside mtu 9000
    start_probe native
    send 192.0.2.2 5004 50 8000
    send 2001:db8::2 5005 50 8000
    stop_probe
    cat /run/statistics
    expect_flow 4 17 5004 50 401400
    expect_flow 6 17 5005 50 402400
    echo "native: frames of 8 kB"
}

"$xdpflow" run --help >/dev/null 2>&1 || { echo "this build has no command run" && exit 77; }
make_link
check_mode native
check_jumbo
check_mode generic
echo "every packet was counted"
