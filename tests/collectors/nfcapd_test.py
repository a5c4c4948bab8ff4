#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""nfcapd (nfdump) keeps every flow and every field it knows, over IPv4 and IPv6."""
import json
import os
import subprocess

from judging import Address, Judging, address, eventually, main, milliseconds

FLAGS = "CEUAPRSF"
ICMP = (1, 58)  # shown with type and code in the place of ports
TIME = "%Y-%m-%dT%H:%M:%S.%f"


def expected(flow):
    port = flow["L4_DST_PORT"]
    if flow["PROTOCOL"] in ICMP:
        transport = {"icmp_type": port >> 8, "icmp_code": port & 0xff}
    else:
        flags = "".join(letter if flow["TCP_FLAGS"] & 0x80 >> i else "." for i, letter in enumerate(FLAGS))
        transport = {"tcp_flags": flags, "src_port": flow["L4_SRC_PORT"], "dst_port": port}
    return transport | {
        "src": address(flow, "SRC"), "dst": address(flow, "DST"), "first": flow["FLOW_START_MILLISECONDS"],
        "last": flow["FLOW_END_MILLISECONDS"], "in_packets": flow["IN_PKTS"], "in_bytes": flow["IN_BYTES"],
        "proto": flow["PROTOCOL"], "src_tos": flow["SRC_TOS"], "input_snmp": flow["INPUT_SNMP"], "output_snmp": 0,
        "src_vlan": flow["SRC_VLAN"], "src_as": 0, "dst_as": 0, "direction": 0, "in_src_mac": flow["IN_SRC_MAC"],
        "in_dst_mac": flow["IN_DST_MAC"]}


def kept(flow):
    transport = ("icmp_type", "icmp_code") if flow["proto"] in ICMP else ("tcp_flags", "src_port", "dst_port")
    known = {name: flow[name] for name in ("in_packets", "in_bytes", "proto", *transport, "src_tos", "input_snmp", "output_snmp",
                                           "src_vlan", "src_as", "dst_as", "direction", "in_src_mac", "in_dst_mac")}
    for end in ("src", "dst"):
        known[end] = flow.get(f"{end}4_addr") or flow[f"{end}6_addr"]
    return known | {"first": milliseconds(flow["first"], TIME), "last": milliseconds(flow["last"], TIME)}


class Nfcapd(Judging):
    def collect(self, host, count, **options):
        where = Address(host)
        folder = self.folder / "flows"
        folder.mkdir()
        process = self.start("nfcapd", "-6" if ":" in host else "-4", "-b", host, "-p", str(where.port), "-w", str(folder), "-t", "3600")
        eventually(lambda: where.row() or process.poll() is not None, "nfcapd to listen")
        flows = self.send(count, where.url, **options)
        eventually(where.is_read, "nfcapd to read all")
        self.end(process)
        self.assertIn("Sequence Errors: 0, Bad Packets: 0", self.said())
        self.assertIn(f"Flows: {count},", self.said())
        for word in ("rror:", "arning", "unknown", "malformed", "skip"):
            self.assertNotIn(word, self.said())
        read = subprocess.run(["nfdump", "-6", "-R", str(folder), "-o", "json"], capture_output=True, text=True, check=True,
                              env={**os.environ, "TZ": "UTC"})
        return flows, json.loads(read.stdout)

    def test_keeps_all_over_ipv4(self):
        flows, found = self.collect("127.0.0.1", 1000)
        self.assert_same([expected(flow) for flow in flows], [kept(flow) for flow in found])

    def test_keeps_all_over_ipv6_in_small_messages(self):
        flows, found = self.collect("::1", 300, octets=512)
        self.assert_same([expected(flow) for flow in flows], [kept(flow) for flow in found])


if __name__ == "__main__":
    main("nfcapd", "nfdump")
