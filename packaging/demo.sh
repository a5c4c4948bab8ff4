#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two network namespaces joined by a veth pair; a web server and a name server in one, their clients in the other; xdpflow on the
# servers' interface shows the flows that arrive there. Nothing outside of the two namespaces is touched, and nothing stays.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

readonly xdpflow=$PWD/build/release/xdpflow
readonly client=xdpflow-demo-client-$$ server=xdpflow-demo-server-$$
readonly server4=192.0.2.2 server6=2001:db8::2 name=www.example.test
scratch=$(mktemp -d)
pids=()

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}
in_client() { nsenter --net="/var/run/netns/$client" "$@"; }
in_server() { nsenter --net="/var/run/netns/$server" "$@"; }

clean_up() {
    trap - EXIT INT TERM
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    ip netns del "$client" 2>/dev/null || true
    ip netns del "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

wait_until() {  # SECONDS WHAT COMMAND...
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || die "$what did not happen in time"
        read -r -t 0.05 <> <(:) || true
    done
}

join_namespaces() {
    ip netns add "$client"
    ip netns add "$server"
    ip link add eth0 netns "$client" type veth peer name eth0 netns "$server"
    local side number=1
    for side in in_client in_server; do
        $side sysctl -qw net.ipv6.conf.eth0.accept_dad=0
        $side ip address add 192.0.2.$number/24 dev eth0
        $side ip address add 2001:db8::$number/64 dev eth0 nodad
        $side ip link set lo up
        $side ip link set eth0 up
        number=$((number + 1))
    done
}

start() {  # LOG COMMAND... in the servers' namespace
    local log=$scratch/$1
    shift
    nsenter --net="/var/run/netns/$server" "$@" >"$log" 2>&1 &
    pids+=($!)
}

start_servers() {
    mkdir "$scratch/www"
    head -c 300000 /dev/zero | tr '\0' 'x' >"$scratch/www/large.html"
    echo 'hello' >"$scratch/www/index.html"
    start web.log /usr/bin/python3 -m http.server --directory "$scratch/www" --bind :: 80
    start dns.log dnsmasq --no-daemon --conf-file=/dev/null --no-hosts --no-resolv --interface=eth0 --bind-interfaces \
        --host-record="$name,$server4,$server6"
    wait_until 10 "the start of the web server" in_client curl -sf -o "$scratch/answer" "http://$server4/"
    wait_until 10 "the start of the name server" in_client dig +tries=1 +time=1 "@$server4" "$name" A
}

start_xdpflow() {
    nsenter --net="/var/run/netns/$server" "$xdpflow" run -i eth0 --format table --stats "$scratch/stats" \
        --fields "IPV4_SRC_ADDR L4_SRC_PORT IPV4_DST_ADDR L4_DST_PORT PROTOCOL TCP_FLAGS IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED" \
        >"$scratch/flows" 2>"$scratch/messages" &
    probe=$!
    pids+=("$probe")
    wait_until 20 "the start of xdpflow ($(cat "$scratch/messages"))" grep -q metering "$scratch/messages"
}

send_traffic() {
    local resolver address
    for address in "$server4" "[$server6]"; do
        in_client curl -sf -o "$scratch/answer" "http://$address/"
        in_client curl -sf -o "$scratch/answer" "http://$address/large.html"
        cmp -s "$scratch/answer" "$scratch/www/large.html" || die "the large page was damaged on its way"
    done
    for resolver in "$server4" "$server6"; do
        in_client dig +short "@$resolver" "$name" A
        in_client dig +short "@$resolver" "$name" AAAA
    done >"$scratch/names"
    grep -q "$server6" "$scratch/names" || die "the name server did not answer"
}

say "xdpflow demo: two namespaces, one veth pair, real HTTP and DNS traffic"
[ "$(id -u)" = 0 ] || die "namespaces and XDP need root: run it as root"
join_namespaces
start_servers
start_xdpflow
send_traffic
kill -INT "$probe"
wait "$probe" || die "xdpflow ended with exit code $?"

say "what arrived at the servers' interface, as xdpflow metered it in the driver"
cat "$scratch/flows"
say "every frame accounted for"
cat "$scratch/messages"
/usr/bin/python3 - "$scratch/stats" <<'EOF'
import json, sys
s = json.load(open(sys.argv[1]))
lost = sum(s["lost"].values())
print(f'{s["frames"]} frames = {s["packets"]} packets in {s["exported"]} flows + {s["non_ip"]} not IP + {s["malformed"]} malformed + {lost} lost')
sys.exit(s["frames"] != s["packets"] + s["non_ip"] + s["malformed"] + lost)
EOF
