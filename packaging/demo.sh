#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two network namespaces joined by a veth pair: servers in one (HTTP, DNS, iperf3), their clients in the other. xdpflow meters the
# servers' interface and sends its flows across the same wire to nfcapd, a collector of another project, on the clients' side. What
# both have of these flows is shown side by side and compared. Exit code 0 if it is equal.
#
# The namespaces have no names: they are held by processes, and these end with this script. Nothing outside of them is touched.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

readonly xdpflow=${XDPFLOW_BINARY:-$PWD/build/release/xdpflow}
readonly direction=both
readonly client4=192.0.2.1 client6=2001:db8::1 server4=192.0.2.2 server6=2001:db8::2 name=www.example.test
readonly http=80 iperf=5201 ipfix=4739 own=4740
scratch=$(mktemp -d --tmpdir xdpflow-demo.XXXXXX)

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}

clean_up() {
    trap - EXIT
    trap '' INT TERM HUP
    local running
    running=$(jobs -p) # of this shell's own list: a signal may come before a process is noted anywhere else
    # shellcheck disable=SC2086  # a list of words
    [ -z "$running" ] || kill -KILL $running 2>/dev/null || true
    wait 2>/dev/null # without a line for each that was killed
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

wait_until() {  # SECONDS WHAT COMMAND...
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || die "$what did not happen in time: $(tail -n 5 "$scratch"/*.{out,log})"
        read -r -t 0.05 <> <(:) || true
    done
}

# --- namespaces -------------------------------------------------------------------------------------------------------

start() {  # NAME COMMAND...: in the background, until it or this script ends; its process id is in $started
    setpriv --pdeathsig KILL "${@:2}" >"$scratch/$1.out" 2>"$scratch/$1.log" &
    started=$!
}

has_own_network() { [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }

new_network() {  # its holder is in $started
    start "$1" unshare --net sleep infinity
    wait_until 100 "a network namespace" has_own_network "$started"
}

in_client() { nsenter --net="/proc/$client/ns/net" "$@"; }
in_server() { nsenter --net="/proc/$server/ns/net" "$@"; }
start_in() {  # HOLDER NAME COMMAND...
    start "$2" nsenter --net="/proc/$1/ns/net" "${@:3}"
}

is_bound() {  # PROCESS PORT: something listens there in its namespace. Not `cat | grep -q`: with pipefail, the end of grep is cat's failure
    grep -qs "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$2") " "/proc/$1/net/"{tcp,tcp6,udp,udp6}
}

join_namespaces() {
    new_network client && client=$started
    new_network server && server=$started
    in_client ip link add eth0 type veth peer name eth0 netns "$server"
    local side number=1
    for side in in_client in_server; do
        $side ip link set lo up
        $side ip link set eth0 addrgenmode none
        $side ip address add 192.0.2.$number/24 dev eth0
        $side ip address add 2001:db8::$number/64 dev eth0 nodad
        $side ip link set eth0 up
        number=$((number + 1))
    done
}

# --- programs ---------------------------------------------------------------------------------------------------------

start_servers() {
    mkdir "$scratch/www"
    head -c 300000 /dev/zero | tr '\0' 'x' >"$scratch/www/large.html"
    echo 'hello' >"$scratch/www/index.html"
    start_in "$server" web /usr/bin/python3 -m http.server --directory "$scratch/www" --bind :: $http
    start_in "$server" dns dnsmasq --no-daemon --conf-file=/dev/null --no-hosts --no-resolv --interface=eth0 --bind-interfaces \
        --host-record="$name,$server4,$server6"
    start_in "$server" iperf3 iperf3 --server --port $iperf
    wait_until 100 "the start of the web server" is_bound "$server" $http
    wait_until 100 "the start of the name server" in_client dig +tries=1 +time=1 "@$server4" "$name" A
    wait_until 100 "the start of iperf3" is_bound "$server" $iperf
}

start_collector() {
    mkdir "$scratch/flows"
    start_in "$client" nfcapd nfcapd -4 -b $client4 -p $ipfix -w "$scratch/flows" -t 3600
    collector=$started
    start_in "$client" collect "$xdpflow" collect "udp://$client4:$own" --format json
    own_collector=$started
    wait_until 100 "the start of nfcapd" is_bound "$client" $ipfix
    wait_until 100 "the start of xdpflow collect" is_bound "$client" $own
}

start_xdpflow() {
    CACHE_DIRECTORY=$scratch start_in "$server" xdpflow "$xdpflow" run -i eth0 --control off --direction $direction \
        --format table --collector "udp://$client4:$ipfix?options=false" --collector "udp://$client4:$own" --stats "$scratch/stats" \
        --fields "IPV4_SRC_ADDR L4_SRC_PORT IPV4_DST_ADDR L4_DST_PORT PROTOCOL TCP_FLAGS IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED"
    probe=$started
    wait_until 100 "the start of xdpflow" grep -q metering "$scratch/xdpflow.log"
}

send_traffic() {
    local address
    for address in "$server4" "[$server6]"; do
        in_client curl -sf -o "$scratch/answer" "http://$address/"
        in_client curl -sf -o "$scratch/answer" "http://$address/large.html"
        cmp -s "$scratch/answer" "$scratch/www/large.html" || die "the large page was damaged on its way"
    done
    for address in "$server4" "$server6"; do
        in_client dig +short "@$address" "$name" A
        in_client dig +short "@$address" "$name" AAAA
    done >"$scratch/names"
    grep -q "$server6" "$scratch/names" || die "the name server did not answer"
    for address in "$server4" "$server6"; do
        in_client iperf3 --client "$address" --port $iperf --bytes 20M
        in_client iperf3 --client "$address" --port $iperf --bytes 20M --reverse
        in_client iperf3 --client "$address" --port $iperf --bytes 1M --udp --bitrate 50M
    done >"$scratch/iperf3.report"
}

has_read_all() {  # the collector: no message waits in its socket
    awk -v port=":$(printf %04X $ipfix)$" '$2 ~ port && $5 !~ /:00000000$/ { waiting = 1 } END { exit waiting }' "/proc/$collector/net/udp"
}

stop_all() {
    kill -INT "$probe"
    wait "$probe" || die "xdpflow ended with exit code $?: $(cat "$scratch/xdpflow.log")"
    wait_until 100 "the end of nfcapd's work" has_read_all
    kill -TERM "$collector"
    wait "$collector" || die "nfcapd ended with exit code $?: $(cat "$scratch/nfcapd.log")"
    kill -TERM "$own_collector" # it reads what has arrived
    wait "$own_collector" || die "xdpflow collect ended with exit code $?: $(cat "$scratch/collect.log")"
    TZ=UTC nfdump -6 -R "$scratch/flows" -o json >"$scratch/nfdump.json"
}

# --- the demonstration ------------------------------------------------------------------------------------------------

say "xdpflow demo: two namespaces, one veth pair, real traffic over IPv4 and IPv6"
[ "$(id -u)" = 0 ] || die "namespaces and XDP need root: run it as root"
join_namespaces
start_servers
start_collector
start_xdpflow
echo "curl, dig and iperf3 (TCP both ways, UDP) talk to the servers ..."
send_traffic
stop_all

say "the flows at the servers' interface, as in xdpflow's table and as nfdump has them (times: UTC)"
verdict=0
/usr/bin/python3 -B packaging/side_by_side.py "$scratch/xdpflow.out" "$scratch/nfdump.json" || verdict=$?
say "what its own collector says, who was told of losses and interfaces, too"
grep '"options":true' "$scratch/collect.out" | tail -n 1
tail -n 1 "$scratch/collect.log"
say "every frame accounted for"
cat "$scratch/xdpflow.log"
/usr/bin/python3 - "$scratch/stats" <<'END' || verdict=$?
import json, sys
s = json.load(open(sys.argv[1]))
lost = sum(s["lost"].values())
print(f'{s["frames"]} frames = {s["packets"]} packets in {s["exported"]} flows + {s["non_ip"]} not IP + {s["malformed"]} malformed '
      f'+ {s["filtered"]} of its own to collectors + {lost} lost')
sys.exit(s["frames"] != s["packets"] + s["non_ip"] + s["malformed"] + s["filtered"] + lost)
END
exit $verdict
