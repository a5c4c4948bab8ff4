#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""TCP directions of the corpus: retransmissions, segments out of order and gaps between packets, as xdpflow and as tshark see them.

Usage: tshark_tcp.py XDPFLOW CORPUS; a CORPUS of - is the folder that XDPFLOW_CORPUS names. Gaps must be equal everywhere, the rest but
for DIFFERENCES. Exit code 0: so it is; 77: skipped.
"""
import decimal
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict

NAMES = ("RETRANSMITTED_IN_PKTS", "OOORDER_IN_PKTS", "SRC_TO_DST_IAT_MIN", "SRC_TO_DST_IAT_MAX")
KEY = "IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT PROTOCOL".split()
TSHARK = """frame.protocols ip.src ip.dst ipv6.src ipv6.dst tcp.srcport tcp.dstport frame.time_epoch
tcp.analysis.retransmission tcp.analysis.out_of_order""".split()
PLAIN = re.compile(r"eth:ethertype(:vlan:ethertype)*:(ip|ipv6):tcp")  # no tunnel, and no header in an ICMP message

# Why tshark, which sees both directions, may say something else.
SOON = "tshark takes the handshake's round-trip time where xdpflow takes 3 ms, and does not ask whether there was a hole"
ACKED = "what was acknowledged before is a retransmission to tshark, though the probe sees it for the first time"
NEW = "a SYN/ACK with another number begins a new connection; tshark takes it and what follows for retransmissions"
BEYOND = "copies whose IP length is beyond the frame: xdpflow goes by the IP header, tshark by the frame"
# File: {(retransmitted, out of order) of xdpflow, the same of tshark: directions}, why.
DIFFERENCES = {
    "composite-a.pcap": ({((2, 0), (1, 1)): 2, ((4, 0), (1, 3)): 1, ((88, 0), (87, 1)): 1, ((1, 0), (8, 0)): 1, ((0, 0), (2, 0)): 1,
                          ((6, 0), (1, 0)): 1}, [SOON, NEW, ACKED, BEYOND]),
    "fuzz-2006.pcap": ({((3, 1), (3, 2)): 1}, [SOON, ACKED]),
    "mix-example2.pcap": ({((2, 0), (1, 1)): 1}, [SOON]),
    "tcp-longlived-206.pcap": ({((108, 0), (56, 52)): 1}, [SOON]),
    "tls-213-flows.pcap": ({((0, 0), (8, 0)): 1, ((4, 4), (0, 8)): 1, ((37, 4), (20, 21)): 1, ((4, 0), (1, 3)): 1, ((6, 5), (0, 11)): 1,
                            ((2, 2), (1, 3)): 1, ((0, 0), (3, 0)): 1, ((7, 0), (3, 4)): 1}, [SOON, NEW]),
}


def rows(capture):
    command = ["tshark", "-n", "-r", str(capture), "-Y", "tcp", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-o",
               "tcp.desegment_tcp_streams:FALSE", "-T", "fields", "-E", "separator=|"]
    for field in TSHARK:
        command += ["-e", field]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in result.stdout.splitlines():
        yield dict(zip(TSHARK, line.split("|")))


def of_tshark(capture):
    """By direction: packets, then the four values."""
    directions = defaultdict(lambda: [0, 0, 0, None, 0])
    latest = {}
    for row in rows(capture):
        if not PLAIN.match(row["frame.protocols"]) or "," in row["tcp.srcport"] or not row["tcp.srcport"]:
            continue
        key = (row["ip.src"] or row["ipv6.src"], row["ip.dst"] or row["ipv6.dst"], int(row["tcp.srcport"]), int(row["tcp.dstport"]), 6)
        time = int(decimal.Decimal(row["frame.time_epoch"]) * 10**9)
        values = directions[key]
        values[0] += 1
        values[1] += bool(row["tcp.analysis.retransmission"])
        values[2] += bool(row["tcp.analysis.out_of_order"])
        if key in latest:
            gap = max(time - latest[key], 0) // 10**6
            values[3] = gap if values[3] is None else min(gap, values[3])
            values[4] = max(gap, values[4])
        latest[key] = max(time, latest.get(key, time))
    return {key: [value or 0 for value in values] for key, values in directions.items()}


def of_xdpflow(xdpflow, capture):
    command = [xdpflow, "read", str(capture), "--active", "0", "--idle", "0", "--format", "json", "--features", "/nonexistent", "--fields",
               " ".join(KEY + ["IN_PKTS"] + list(NAMES))]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    flows = {}
    for line in result.stdout.splitlines():
        flow = json.loads(line)
        key = (flow.get("IPV4_SRC_ADDR") or flow["IPV6_SRC_ADDR"], flow.get("IPV4_DST_ADDR") or flow["IPV6_DST_ADDR"],
               flow["L4_SRC_PORT"], flow["L4_DST_PORT"], flow["PROTOCOL"])
        flows[key] = [flow["IN_PKTS"]] + [flow[name] for name in NAMES]
    return flows


def compare(xdpflow, capture):
    """What is wrong, and the differences in retransmissions and segments out of order with the number of directions."""
    wrong, differences, compared = [], Counter(), 0
    ours, theirs = of_xdpflow(xdpflow, capture), of_tshark(capture)
    for key, values in theirs.items():
        if key not in ours or ours[key][0] != values[0]:  # cut packets, fragments, and what tshark alone takes for TCP
            continue
        compared += 1
        if ours[key][3:] != values[3:]:
            wrong.append(f"{key}: gaps {ours[key][3:]}, tshark: {values[3:]}")
        if ours[key][1:3] != values[1:3]:
            differences[tuple(ours[key][1:3]), tuple(values[1:3])] += 1
    return wrong, differences, compared


def main(xdpflow, corpus):
    folder = pathlib.Path(os.environ.get("XDPFLOW_CORPUS", "") if corpus == "-" else corpus)
    if not shutil.which("tshark") or not folder.name or not folder.is_dir():
        print("skipped: there is no tshark (apt install tshark), or XDPFLOW_CORPUS names no folder")
        return 77
    code = directions = 0
    for capture in sorted(folder.glob("*.pcap*")):
        wrong, differences, compared = compare(xdpflow, capture)
        directions += compared
        known, why = DIFFERENCES.get(capture.name, ({}, []))
        if differences != Counter(known):
            wrong.append(f"(retransmitted, out of order) of xdpflow and of tshark: {dict(differences)}, expected {known}")
        for line in wrong[:8]:
            print(f"{capture.name}: {line}")
            code = 1
        if known and not wrong:
            print(f"{capture.name}: {sum(known.values())} of {compared} directions differ: {'; '.join(why)}")
    print(f"{directions} directions compared")
    return code


sys.exit(main(*sys.argv[1:]))
