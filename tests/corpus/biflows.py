#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every capture of the corpus with both directions of TCP connections joined, and compares with what tshark finds in it:
packets and octets of each direction, who began, latencies of both networks (its analysis of acknowledgements) and of the application.
Then: what split_biflow makes of them is what is metered without joining, and biflows_export loses no packet uncounted.

Usage: biflows.py XDPFLOW CORPUS [NAME...]; a CORPUS of - is the folder that XDPFLOW_CORPUS names. Exit code 0: all equal, but for what
EXPLAINED says; 77: skipped.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from decimal import Decimal

KEY = "IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT PROTOCOL"
COUNTERS = ("IN_PKTS", "IN_BYTES", "OUT_PKTS", "OUT_BYTES")
LATENCIES = ("SERVER_NW_LATENCY_MS", "CLIENT_NW_LATENCY_MS", "APPL_LATENCY_MS")
COLUMNS = """frame.number frame.time_epoch frame.protocols ip.src ip.dst ipv6.src ipv6.dst tcp.srcport tcp.dstport ip.len ipv6.plen
tcp.flags tcp.urgent_pointer tcp.len tcp.stream tcp.analysis.acks_frame tcp.analysis.ack_rtt""".split()
SYN, RST, ACK = 0x02, 0x04, 0x10

# Where tshark sees something else, and why: file, field.
EXPLAINED = {
    ("snap-tcp.pcap", "flows"): "LLC and SNAP are not walked: not IP",
}


def run(xdpflow, capture, fields, *options):
    with tempfile.NamedTemporaryFile("r") as stats:
        command = [xdpflow, "read", str(capture), "--active", "0", "--idle", "0", "--format", "json", "--fields", fields, "--features",
                   "/nonexistent", "--stats", stats.name, *options]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if result.returncode != 0:
            return None, result.stderr
        with open(stats.name, encoding="utf-8") as file:  # it has been replaced
            counters = json.load(file)
    return [json.loads(line) for line in result.stdout.splitlines()], counters


def address(flow, end):
    return flow.get(f"IPV4_{end}_ADDR") or flow.get(f"IPV6_{end}_ADDR")


def ends(flow):
    return (address(flow, "SRC"), flow["L4_SRC_PORT"]), (address(flow, "DST"), flow["L4_DST_PORT"])


def is_tcp(flow):
    return flow["PROTOCOL"] == 6 and flow["L4_SRC_PORT"] != 0


class Connection:
    """As tshark dissects it; all that share addresses and ports are one, because no timeout ends flows here."""

    def __init__(self):
        self.packets, self.octets = Counter(), Counter()
        self.first, self.client, self.syns = None, None, set()
        self.first_payload, self.first_stream = {}, None
        self.syn_times, self.syn_acks, self.rtt = [], {}, {}

    def add(self, frame):
        source = frame["source"]
        self.packets[source] += 1
        self.octets[source] += frame["octets"]
        flags, stream = frame["flags"], frame["stream"]
        if self.first is None:
            self.first, self.first_stream = (source, flags), stream
        if flags & (SYN | ACK) == SYN:
            self.client = self.client or source
        if flags & SYN:
            self.syns.add(source)
        if frame["payload"] and source not in self.first_payload:
            self.first_payload[source] = frame["time"]
        if stream != self.first_stream:
            return
        if flags & (SYN | ACK) == SYN:
            self.syn_times.append(frame["time"])
        elif flags & (SYN | ACK) == SYN | ACK:
            self.syn_acks[frame["number"]] = frame["time"]
            self.note("SERVER_NW_LATENCY_MS", frame, self.syn_times)
        elif flags & ACK and not flags & RST and frame["acks"] in self.syn_acks:
            self.note("CLIENT_NW_LATENCY_MS", frame, list(self.syn_acks.values()))

    def note(self, name, answer, questions):
        """tshark's round trip; it counts from the first of several SYNs: then the time since the last one."""
        if answer["rtt"] is not None:
            self.rtt.setdefault(name, answer["rtt"] if len(questions) == 1 else answer["time"] - questions[-1])

    def latency(self, name):
        if len(self.syns) < 2:
            return 0  # the handshake was not seen
        if name != "APPL_LATENCY_MS":
            return int(self.rtt.get(name, Decimal(0)) * 1000 / 2)
        times = {source == self.client: time for source, time in self.first_payload.items()}
        if len(times) < 2 or times[False] < times[True]:
            return 0
        return int((times[False] - times[True]) * 1000)


def tshark_rows(capture):
    command = ["tshark", "-n", "-r", str(capture), "-Y", "tcp", "-T", "fields", "-E", "occurrence=f", "-o", "ip.defragment:FALSE",
               "-o", "ipv6.defragment:FALSE", "-o", "ip.check_checksum:FALSE", "-o", "tcp.relative_sequence_numbers:FALSE"]
    for column in COLUMNS:
        command += ["-e", column]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    for line in result.stdout.splitlines():
        yield dict(zip(COLUMNS, line.split("\t")))


def frames_of(capture):
    """TCP that is neither inside a tunnel nor quoted by ICMP, which is not metered as TCP, and whose minimal header is all there."""
    for row in tshark_rows(capture):
        layers = row["frame.protocols"].split(":")
        if layers.count("ip") + layers.count("ipv6") != 1 or "pppoes" in layers or not row["tcp.urgent_pointer"]:
            continue
        here, there = (row["ip.src"] or row["ipv6.src"]), (row["ip.dst"] or row["ipv6.dst"])
        yield {
            "number": int(row["frame.number"]),
            "time": Decimal(row["frame.time_epoch"]),
            "source": (here, int(row["tcp.srcport"])),
            "destination": (there, int(row["tcp.dstport"])),
            "octets": int(row["ip.len"]) if row["ip.len"] else int(row["ipv6.plen"]) + 40,
            "flags": int(row["tcp.flags"], 16),
            "payload": int(row["tcp.len"] or 0) > 0,
            "stream": row["tcp.stream"],
            "acks": int(row["tcp.analysis.acks_frame"] or 0),
            "rtt": Decimal(row["tcp.analysis.ack_rtt"]) if row["tcp.analysis.ack_rtt"] else None,
        }


def connections_of(capture):
    connections = defaultdict(Connection)
    for frame in frames_of(capture):
        connections[frozenset((frame["source"], frame["destination"]))].add(frame)
    return connections


def differences(flow, connection):
    source, destination = ends(flow)
    theirs = (connection.packets[source], connection.octets[source], connection.packets[destination], connection.octets[destination])
    for name, expected in zip(COUNTERS, theirs):
        if flow[name] != expected:
            yield name, flow[name], expected
    first, flags = connection.first
    if flags & (SYN | ACK) == SYN and source != first:
        yield "IPV4_SRC_ADDR", source, first
    for name in LATENCIES:
        if flow[name] != connection.latency(name):
            yield name, flow[name], connection.latency(name)


def compare_with_tshark(xdpflow, capture, totals):
    flows, counters = run(xdpflow, capture, f"{KEY} TCP_FLAGS {' '.join(COUNTERS + LATENCIES)}")
    if flows is None:
        return
    packets = sum(flow["IN_PKTS"] + flow["OUT_PKTS"] for flow in flows)
    if packets != counters["packets"] or packets != counters["frames"] - counters["non_ip"] - counters["malformed"] - counters["unsupported"]:
        yield "all packets", packets, counters
    connections = connections_of(capture)
    seen = Counter(frozenset(ends(flow)) for flow in flows if is_tcp(flow))
    for name, count in seen.items():
        if count != 1:
            yield "flows", count, f"one of {sorted(name)}"
    for missing in set(connections) - set(seen):
        yield "flows", 0, f"one of {sorted(missing)}"
    for flow in filter(is_tcp, flows):
        connection = connections.get(frozenset(ends(flow)))
        if connection is None:
            yield "flows", flow, "none"
            continue
        yield from differences(flow, connection)
        totals["connections"] += 1
        totals["both directions"] += flow["OUT_PKTS"] > 0
        for name in LATENCIES:
            totals[name] += connection.latency(name) > 0


def canonical(flow):
    return json.dumps(flow, sort_keys=True)


def compare_with_one_way(xdpflow, capture):
    fields = f"{KEY} IN_PKTS IN_BYTES TCP_FLAGS MIN_TTL FIRST_SWITCHED LAST_SWITCHED"
    one_way, before = run(xdpflow, capture, fields)
    if one_way is None:
        return
    split, after = run(xdpflow, capture, fields + " OUT_PKTS OUT_BYTES", "--split-biflow")
    if Counter(map(canonical, one_way)) != Counter(map(canonical, split)) or before["packets"] != after["packets"]:
        yield "split_biflow", len(split), len(one_way)
    joined, whole = run(xdpflow, capture, fields + " OUT_PKTS")
    parts = Counter()
    for policy in ("bidirectional", "unidirectional"):
        flows, counters = run(xdpflow, capture, fields + " OUT_PKTS", "--biflows-export", policy)
        parts.update(map(canonical, flows))
        if any((flow["OUT_PKTS"] > 0) != (policy == "bidirectional") for flow in flows):
            yield policy, "other flows", "none"
        if counters["packets"] + counters["withheld"]["packets"] != whole["packets"]:
            yield policy, counters, whole["packets"]
    if parts != Counter(map(canonical, joined)):
        yield "biflows_export", sum(parts.values()), len(joined)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def main():
    xdpflow, corpus, chosen = sys.argv[1], sys.argv[2], sys.argv[3:]
    corpus = os.environ.get("XDPFLOW_CORPUS", "") if corpus == "-" else corpus
    if not corpus:
        skip("XDPFLOW_CORPUS names no folder of captures")
    if not shutil.which("tshark"):
        skip("tshark is not installed")
    wrong, explained, totals = 0, set(), Counter()
    captures = [path for path in sorted(pathlib.Path(corpus).iterdir()) if path.is_file() and ".pcap" in path.name]
    for capture in captures:
        if chosen and capture.name not in chosen:
            continue
        for field, ours, theirs in [*compare_with_tshark(xdpflow, capture, totals), *compare_with_one_way(xdpflow, capture)]:
            if (capture.name, field) in EXPLAINED:
                explained.add((capture.name, field))
                continue
            wrong += 1
            print(f"{capture.name}: {field} is {ours}, expected {theirs}")
    for name, field in sorted(explained):
        print(f"{name}: {field} differs: {EXPLAINED[name, field]}")
    print(f"{len(captures)} captures: {', '.join(f'{name} {count}' for name, count in totals.items())}; {wrong} wrong")
    return 1 if wrong or not totals else 0


if __name__ == "__main__":
    sys.exit(main())
