#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Flows of fragments with the ports of their datagrams, against those of tshark's view: each later fragment has the ports of the first
one that came before it with the same addresses, identification and, in IPv4, protocol.

Usage: fragments_by_tshark.py XDPFLOW [CAPTURE...]

Without captures: those of the corpus (XDPFLOW_CORPUS) that hold fragments, as they are and with their frames in reverse.
"""
import collections
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

CORPUS = ("ipv4-frag-udp.pcap", "ipv4-frag-ooo.pcap", "ipv6-frag-udp.pcap", "bad-ip6-frag.pcap", "frag-spray-h8.pcap")
FIELDS = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT IN_PKTS IN_BYTES"
LONGEST = 15  # seconds that a first fragment is known
COLUMNS = ("frame.time_epoch", "ip.src", "ip.dst", "ip.id", "ip.proto", "ip.flags.mf", "ip.frag_offset", "ip.len", "ipv6.src", "ipv6.dst",
           "ipv6.fraghdr.ident", "ipv6.fraghdr.more", "ipv6.fraghdr.offset", "ipv6.fraghdr.nxt", "ipv6.nxt", "ipv6.plen", "udp.srcport",
           "udp.dstport", "tcp.srcport", "tcp.dstport", "icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code")
WITH_PORTS = {1, 6, 17, 33, 58, 132, 136}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def frames_of(capture):
    command = ["tshark", "-r", str(capture), "-n", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-o",
               "tcp.desegment_tcp_streams:FALSE", "-T", "fields", "-E", "occurrence=f"]
    for column in COLUMNS:
        command += ["-e", column]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    for line in said.splitlines():
        yield dict(zip(COLUMNS, line.split("\t") + [""] * len(COLUMNS)))


def number(text):
    if text in ("True", "False"):
        return int(text == "True")
    return int(text, 0) if text else 0


def ports_in(frame):
    for name in ("udp", "tcp"):
        if frame[f"{name}.srcport"]:
            return number(frame[f"{name}.srcport"]), number(frame[f"{name}.dstport"])
    for name in ("icmp", "icmpv6"):
        if frame[f"{name}.type"]:
            return 0, number(frame[f"{name}.type"]) * 256 + number(frame[f"{name}.code"])
    return 0, 0


def facts_of(frame):
    """Addresses, protocol, octets, what tells the datagram from others, whether it is in fragments, whether this is a later one."""
    if frame["ip.src"]:
        ends, protocol = (frame["ip.src"], frame["ip.dst"]), number(frame["ip.proto"])
        offset, more = number(frame["ip.frag_offset"]), number(frame["ip.flags.mf"])
        return ends, protocol, number(frame["ip.len"]), (*ends, number(frame["ip.id"]), protocol), offset or more, offset
    ends, octets = (frame["ipv6.src"], frame["ipv6.dst"]), number(frame["ipv6.plen"]) + 40
    if not frame["ipv6.fraghdr.ident"]:
        return ends, number(frame["ipv6.nxt"]), octets, None, 0, 0
    offset, more = number(frame["ipv6.fraghdr.offset"]), number(frame["ipv6.fraghdr.more"])
    return ends, number(frame["ipv6.fraghdr.nxt"]), octets, (*ends, number(frame["ipv6.fraghdr.ident"])), offset or more, offset


def flows_of_tshark(capture):
    flows, known, missed = collections.defaultdict(lambda: [0, 0]), {}, 0
    for frame in frames_of(capture):
        if not frame["ip.src"] and not frame["ipv6.src"]:
            continue
        ends, protocol, octets, datagram, in_fragments, later = facts_of(frame)
        ports, now = ports_in(frame) if not later else (0, 0), float(frame["frame.time_epoch"])
        if in_fragments and not later:
            known[datagram] = (ports, now)
        elif later and protocol in WITH_PORTS:
            first = known.get(datagram)
            if first and abs(now - first[1]) < LONGEST:
                ports = first[0]
            else:
                missed += 1
        flow = flows[(*ends, protocol, *ports)]
        flow[0] += 1
        flow[1] += octets
    return {key: tuple(counts) for key, counts in flows.items()}, missed


def flows_of_xdpflow(xdpflow, capture, scratch):
    stats = pathlib.Path(scratch) / "stats.json"
    command = [xdpflow, "read", str(capture), "--fragments", "--fields", FIELDS, "--format", "json", "--active", "0", "--idle", "0",
               "--stats", str(stats)]
    flows = {}
    for flow in map(json.loads, subprocess.run(command, capture_output=True, timeout=120, check=True, text=True).stdout.splitlines()):
        family = "IPV4" if "IPV4_SRC_ADDR" in flow else "IPV6"
        key = (flow[f"{family}_SRC_ADDR"], flow[f"{family}_DST_ADDR"], flow["PROTOCOL"], flow["L4_SRC_PORT"], flow["L4_DST_PORT"])
        flows[key] = (flow["IN_PKTS"], flow["IN_BYTES"])
    return flows, json.loads(stats.read_text(encoding="utf-8"))["fragments_without_first"]


def differences(xdpflow, capture, scratch):
    ours, our_missed = flows_of_xdpflow(xdpflow, capture, scratch)
    theirs, their_missed = flows_of_tshark(capture)
    for key in sorted(set(ours) | set(theirs), key=str):
        if ours.get(key) != theirs.get(key):
            yield f"{capture}: {key}: xdpflow has {ours.get(key)}, tshark {theirs.get(key)} (packets, octets)"
    if our_missed != their_missed:
        yield f"{capture}: {our_missed} fragments without their first one for xdpflow, {their_missed} for tshark"
    print(f"{pathlib.Path(capture).name}: {len(ours)} flows, {our_missed} fragments without their first one")


def reversed_capture(capture, scratch):
    octets, frames = capture.read_bytes(), []
    order = "<" if octets[:1] in (b"\xd4", b"\x4d") else ">"
    at = 24
    while at < len(octets):
        end = at + 16 + struct.unpack_from(f"{order}I", octets, at + 8)[0]
        frames.append(octets[at:end])
        at = end
    copy = pathlib.Path(scratch) / f"reversed-{capture.name}"
    copy.write_bytes(octets[:24] + b"".join(reversed(frames)))
    return copy


def main():
    xdpflow, captures = sys.argv[1], sys.argv[2:]
    if not shutil.which("tshark"):
        skip("there is no tshark")
    corpus = os.environ.get("XDPFLOW_CORPUS", "")
    if not captures and not corpus:
        skip("XDPFLOW_CORPUS names no folder of captures")
    with tempfile.TemporaryDirectory() as scratch:
        if not captures:
            captures = [pathlib.Path(corpus) / name for name in CORPUS]
            captures += [reversed_capture(capture, scratch) for capture in captures]
        wrong = [line for capture in captures for line in differences(xdpflow, capture, scratch)]
    print("\n".join(wrong[:40]) if wrong else "every flow equals that of tshark's view")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
