#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every capture of the corpus with xdpflow and compares with expected/: keys, counters, times, and every frame accounted for.

Usage: compare.py XDPFLOW CORPUS ENGINE [NAME…]; a CORPUS of - is the folder that XDPFLOW_CORPUS names. There is no list of
exceptions. Captures of other link types than Ethernet must be refused with an error. Exit code 0: all equal; 77: skipped.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter

FIELDS = """INPUT_SNMP IP_PROTOCOL_VERSION IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT SRC_TOS SRC_VLAN DOT1Q_SRC_VLAN
IN_SRC_MAC IN_DST_MAC ICMP_TYPE IN_PKTS IN_BYTES layer2OctetDeltaCount TCP_FLAGS tcpControlBits MIN_TTL MAX_TTL MIN_IP_PKT_LEN MAX_IP_PKT_LEN
FLOW_START_MILLISECONDS FLOW_END_MILLISECONDS FLOW_END_REASON"""
# Left out in expected/ where it is 0.
ZERO_BY_DEFAULT = ("SRC_VLAN", "DOT1Q_SRC_VLAN", "ICMP_TYPE")


def run(xdpflow, capture, engine, stats):
    command = [xdpflow, "read", str(capture), "--engine", engine, "--active", "0", "--idle", "0", "--format", "json", "--fields", FIELDS,
               "--features", "/nonexistent", "--stats", str(stats)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def canonical(flow):
    flow = {key: value for key, value in flow.items()}
    for key in ZERO_BY_DEFAULT:
        flow.setdefault(key, 0)
    return json.dumps(flow, sort_keys=True)


def expected_flows(path, names):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    flows = [{key: value for key, value in line.items() if key in names} for line in lines if line["type"] == "flow"]
    return flows, next(line for line in lines if line["type"] == "summary")


def complaints(xdpflow, capture, expected, engine, scratch):
    names = set(FIELDS.split()) | {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"}
    flows, summary = expected_flows(expected, names)
    stats = pathlib.Path(scratch) / (capture.name + ".stats")
    result = run(xdpflow, capture, engine, stats)
    if summary["frames"] > 0 and summary["unsupported_linktype"] == summary["frames"]:
        if result.returncode == 0 or "link type" not in result.stderr:
            yield f"must be refused for its link type: exit code {result.returncode}, {result.stderr!r}"
        return
    if result.returncode != 0:
        yield f"exit code {result.returncode}: {result.stderr.strip()}"
        return
    got = Counter(canonical(json.loads(line)) for line in result.stdout.splitlines())
    want = Counter(canonical(flow) for flow in flows)
    for flow in list((want - got).elements())[:3]:
        yield f"missing   {flow}"
    for flow in list((got - want).elements())[:3]:
        yield f"unwanted  {flow}"
    counters = json.loads(stats.read_text())
    for ours, theirs in (("frames", "frames"), ("packets", "flow_packets"), ("non_ip", "non_ip"), ("malformed", "malformed"),
                         ("unsupported", "unsupported_linktype"), ("octets", "flow_l3_octets"), ("exported", "flows")):
        if counters[ours] != summary[theirs]:
            yield f"{ours} is {counters[ours]}, expected {summary[theirs]}"
    if counters["frames"] != counters["packets"] + counters["non_ip"] + counters["malformed"] + counters["unsupported"]:
        yield f"frames do not add up: {counters}"


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def corpus_folder(argument):
    named = os.environ.get("XDPFLOW_CORPUS", "") if argument == "-" else argument
    return pathlib.Path(named) if named else skip("XDPFLOW_CORPUS names no folder of captures")


def require_privileges(xdpflow, capture, engine):
    with tempfile.NamedTemporaryFile() as stats:
        complaint = run(xdpflow, capture, engine, stats.name).stderr
    if engine == "kernel" and "no permission" in complaint:
        skip(complaint.strip())


def main():
    xdpflow, corpus, engine, chosen = sys.argv[1], corpus_folder(sys.argv[2]), sys.argv[3], sys.argv[4:]
    captures = sorted(path for path in corpus.iterdir() if (corpus / "expected" / (path.name + ".jsonl")).exists())
    if captures:
        require_privileges(xdpflow, captures[0], engine)
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        for capture in captures:
            if chosen and capture.name not in chosen:
                continue
            found = list(complaints(xdpflow, capture, corpus / "expected" / (capture.name + ".jsonl"), engine, scratch))
            for complaint in found:
                print(f"{capture.name}: {complaint}")
            wrong += bool(found)
    print(f"{engine}: {len(captures)} captures, {wrong} wrong")
    return 1 if wrong or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
