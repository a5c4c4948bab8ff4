#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Flows inside of tunnels, against those that tshark's innermost IP layers make: packets, octets, addresses, ports, protocol.

Usage: tunnels_by_tshark.py XDPFLOW [CAPTURE...]

Without captures: those of the corpus (XDPFLOW_CORPUS) that hold tunnels, and frames that are written here for what it has not.
"""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from tunnel_frames import written_capture

CORPUS = ("gre.pcap", "gre-various.pcap", "ipip.pcap", "6in4.pcap", "vxlan.pcap", "geneve.pcap", "gtpu.pcap", "pppoe.pcap",
          "snap-tcp.pcap", "tls-213-flows.pcap", "ipv6-routing.pcap", "ipv4-frag-udp.pcap", "vlan-mpls-mixed.pcap")
FIELDS = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT IN_PKTS IN_BYTES"
PORTS = ("tcp", "udp", "sctp", "dccp", "udplite")


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def shown(layer, name):
    """All values of a field within a layer, those of nested fields as well, in the order of the packet."""
    return [field.get("show") for field in layer.iter("field") if field.get("name") == name]


def number(layer, name):
    values = shown(layer, name)
    return int(values[0], 0) if values else 0


def protocol_of(ip):
    if ip.get("name") == "ip":
        return number(ip, "ip.proto")
    following = [field.get("show") for field in ip.iter("field")
                 if field.get("name").startswith("ipv6.") and field.get("name").endswith((".nxt", ".next"))]
    return int(following[-1], 0)


def ports_of(transport):
    if transport is None:
        return 0, 0
    name = transport.get("name")
    if name in ("icmp", "icmpv6"):
        return 0, number(transport, f"{name}.type") * 256 + number(transport, f"{name}.code")
    return number(transport, f"{name}.srcport"), number(transport, f"{name}.dstport")


def innermost(layers):
    """The key of the flow and the octets of what this frame is innermost; None: no IP. What ICMP quotes lies within its layer."""
    at = [place for place, layer in enumerate(layers) if layer.get("name") in ("ip", "ipv6")]
    if not at:
        return None
    ip, behind = layers[at[-1]], layers[at[-1] + 1:]
    name = ip.get("name")
    octets = number(ip, "ip.len") if name == "ip" else number(ip, "ipv6.plen") + 40
    transport = next((layer for layer in behind if layer.get("name") in PORTS + ("icmp", "icmpv6")), None)
    key = (shown(ip, f"{name}.src")[0], shown(ip, f"{name}.dst")[0], protocol_of(ip), *ports_of(transport))
    return key, octets


def flows_of_tshark(capture):
    command = ["tshark", "-r", str(capture), "-T", "pdml", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE",
               "-o", "tcp.desegment_tcp_streams:FALSE", "-n"]
    dissected = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout
    flows, others = collections.defaultdict(lambda: [0, 0]), 0
    for packet in xml.etree.ElementTree.fromstring(dissected).iter("packet"):
        found = innermost(packet.findall("proto"))
        if found is None:
            others += 1
            continue
        flows[found[0]][0] += 1
        flows[found[0]][1] += found[1]
    return {key: tuple(counts) for key, counts in flows.items()}, others


def flows_of_xdpflow(xdpflow, capture, scratch):
    stats = pathlib.Path(scratch) / "stats.json"
    command = [xdpflow, "read", str(capture), "--tunnel", "--fields", FIELDS, "--format", "json", "--active", "0", "--idle", "0",
               "--stats", str(stats)]
    lines = subprocess.run(command, capture_output=True, timeout=120, check=True, text=True).stdout.splitlines()
    flows = {}
    for flow in map(json.loads, lines):
        family = "IPV4" if "IPV4_SRC_ADDR" in flow else "IPV6"
        key = (flow[f"{family}_SRC_ADDR"], flow[f"{family}_DST_ADDR"], flow["PROTOCOL"], flow["L4_SRC_PORT"], flow["L4_DST_PORT"])
        assert key not in flows, key
        flows[key] = (flow["IN_PKTS"], flow["IN_BYTES"])
    counted = json.loads(stats.read_text(encoding="utf-8"))
    packets = sum(count for count, _ in flows.values())
    assert counted["frames"] == packets + counted["non_ip"] + counted["malformed"], counted
    assert counted["octets"] == sum(octets for _, octets in flows.values()), counted
    return flows, counted["non_ip"] + counted["malformed"]


def differences(xdpflow, capture, scratch):
    ours, our_others = flows_of_xdpflow(xdpflow, capture, scratch)
    theirs, their_others = flows_of_tshark(capture)
    for key in sorted(set(ours) | set(theirs), key=str):
        if ours.get(key) != theirs.get(key):
            yield f"{capture}: {key}: xdpflow has {ours.get(key)}, tshark {theirs.get(key)} (packets, octets)"
    if our_others != their_others:
        yield f"{capture}: {our_others} frames are no flow for xdpflow, {their_others} for tshark"
    print(f"{pathlib.Path(capture).name}: {len(ours)} flows, {our_others} frames that are none")


def main():
    xdpflow, captures = sys.argv[1], sys.argv[2:]
    if not shutil.which("tshark"):
        skip("there is no tshark")
    corpus = os.environ.get("XDPFLOW_CORPUS", "")
    if not captures and not corpus:
        skip("XDPFLOW_CORPUS names no folder of captures")
    with tempfile.TemporaryDirectory() as scratch:
        if not captures:
            captures = [pathlib.Path(corpus) / name for name in CORPUS] + [written_capture(pathlib.Path(scratch) / "written.pcap")]
        wrong = [line for capture in captures for line in differences(xdpflow, capture, scratch)]
    print("\n".join(wrong) if wrong else "every flow equals that of tshark's innermost IP layer")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
