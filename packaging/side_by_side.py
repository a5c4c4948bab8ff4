#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""side_by_side.py TABLE JSON: flows as in xdpflow's table, and as `nfdump -o json` (TZ=UTC) has them. Exit code 1 unless equal."""
import json
import sys
from collections import defaultdict

PROTOCOLS = {1: "ICMP", 6: "TCP", 17: "UDP", 58: "ICMP6"}
NO_FLAGS = "........"  # nfdump has none of ICMP
KEY = ("source", "source_port", "destination", "destination_port", "protocol")
VALUES = ("flags", "packets", "octets", "first", "last")


def from_table(text):
    """Flows of tables, each with a header of its own; no value has blanks in it."""
    flows, columns = [], []
    for line in text.splitlines():
        words = line.replace(" (UTC)", "").split()
        if "IN_PKTS" in words:
            columns = words
        elif words:
            row = dict(zip(columns, words, strict=True))
            family = "IPV4" if "IPV4_SRC_ADDR" in row else "IPV6"
            flows.append({
                "source": row[f"{family}_SRC_ADDR"], "source_port": int(row["L4_SRC_PORT"]),
                "destination": row[f"{family}_DST_ADDR"], "destination_port": int(row["L4_DST_PORT"]),
                "protocol": int(row["PROTOCOL"]), "flags": row["TCP_FLAGS"], "packets": int(row["IN_PKTS"]),
                "octets": int(row["IN_BYTES"]), "first": row["FLOW_START"].removesuffix("Z"),
                "last": row["FLOW_END"].removesuffix("Z")})
    return flows


def from_nfdump(text):
    flows = []
    for row in json.loads(text):
        port = row["icmp_type"] << 8 | row["icmp_code"] if "icmp_type" in row else row["dst_port"]
        flows.append({
            "source": row.get("src4_addr") or row["src6_addr"], "source_port": row.get("src_port", 0),
            "destination": row.get("dst4_addr") or row["dst6_addr"], "destination_port": port, "protocol": row["proto"],
            "flags": row.get("tcp_flags", NO_FLAGS), "packets": row["in_packets"], "octets": row["in_bytes"],
            "first": row["first"], "last": row["last"]})
    return flows


def pairs(ours, theirs):
    """Flows of both sides with the same key, by time; None where one side has no such flow (any more)."""
    sides = defaultdict(lambda: ([], []))
    for side, flows in enumerate((ours, theirs)):
        for flow in sorted(flows, key=lambda flow: flow["first"]):
            sides[tuple(flow[name] for name in KEY)][side].append(flow)
    for left, right in sides.values():
        for place in range(max(len(left), len(right))):
            yield tuple(side[place] if place < len(side) else None for side in (left, right))


def view(flow):
    if flow is None:
        return f"{'no such flow':55}"
    first, last = (flow[name].partition("T")[2] for name in ("first", "last"))
    return f"{flow['flags']:8} {flow['packets']:8} {flow['octets']:10}  {first:12} {last:12} "


def show(ours, theirs):
    """Prints all and returns whether they are equal."""
    print(f"{'':56} | {'xdpflow':55}| nfdump")
    head = f"{'flags':8} {'packets':>8} {'octets':>10}  {'first':12} {'last':12} "
    print(f"{'flow':56} | {head}| {head}")
    equal = True
    for left, right in sorted(pairs(ours, theirs), key=lambda pair: (pair[0] or pair[1])["first"]):
        flow = left or right
        ends = [f"[{flow[end]}]:{flow[end + '_port']}" if ":" in flow[end] else f"{flow[end]}:{flow[end + '_port']}"
                for end in ("source", "destination")]
        protocol = PROTOCOLS.get(flow["protocol"], str(flow["protocol"]))
        same = left is not None and right is not None and all(left[name] == right[name] for name in VALUES)
        equal = equal and same
        print(f"{protocol:5} {ends[0]:>24} > {ends[1]:23} | {view(left)}| {view(right)}{'' if same else '  <-- differs'}")
    return equal


def main():
    with open(sys.argv[1], encoding="ascii") as table, open(sys.argv[2], encoding="ascii") as dump:
        ours, theirs = from_table(table.read()), from_nfdump(dump.read())
    equal = show(ours, theirs) and len(ours) > 0
    print(f"\nverdict: {'equal' if equal else 'NOT EQUAL'}: {len(ours)} flows of xdpflow, {len(theirs)} of nfdump; "
          "addresses, ports, protocols, flags, packets, octets and times to the millisecond")
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
