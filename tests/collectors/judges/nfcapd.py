# SPDX-License-Identifier: Apache-2.0
"""nfcapd, which keeps, and nfdump, which shows (nfdump)."""
import json
import os
import re
import subprocess

from judges.judge import Judge, complaints
from judging import Address, address, eventually, milliseconds

FLAGS = "CEUAPRSF"
ICMP = (1, 58)  # shown with type and code in the place of ports
TIME = "%Y-%m-%dT%H:%M:%S.%f"
NOT_OF_THE_RECORD = ("type", "sampled", "export_sysid", "received", "label", "ip4_router", "ip6_router")
NO_MAC = "00:00:00:00:00:00"
FURTHER = {  # fields of which it shows more in the same breath
    "SRC_VLAN": lambda flow: {"src_vlan": flow["SRC_VLAN"], "dst_vlan": 0},
    "IN_SRC_MAC": lambda flow: {"in_src_mac": flow["IN_SRC_MAC"], "out_dst_mac": NO_MAC},
    "IN_DST_MAC": lambda flow: {"in_dst_mac": flow["IN_DST_MAC"], "out_src_mac": NO_MAC},
}


def transport(flow):
    port = flow["L4_DST_PORT"]
    if flow["PROTOCOL"] in ICMP:
        return {"icmp_type": port >> 8, "icmp_code": port & 0xff}
    flags = "".join(letter if flow["TCP_FLAGS"] & 0x80 >> i else "." for i, letter in enumerate(FLAGS))
    return {"tcp_flags": flags, "src_port": flow["L4_SRC_PORT"], "dst_port": port}


class Nfcapd(Judge):
    name, package, programs = "nfcapd", "nfdump", ("nfcapd", "nfdump")
    refuses = (dict.fromkeys(("json", "csv"), "reads NetFlow and IPFIX only")
               | dict.fromkeys(("tcp", "tls", "unix", "file", "kafka"), "takes messages over UDP only"))
    where = process = None

    def start(self, host="127.0.0.1"):
        self.where = Address(host)
        (self.test.folder / "nfcapd").mkdir()
        self.process = self.test.start("nfcapd", "-6" if ":" in host else "-4", "-b", host, "-p", str(self.where.port), "-w", "nfcapd",
                                       "-t", "3600", log="nfcapd.log")
        eventually(lambda: self.where.row() or self.process.poll() is not None, "nfcapd to listen")
        return self.where.url.removeprefix("udp://")

    def finish(self, flows):
        eventually(self.where.is_read, "nfcapd to read all")
        self.test.end(self.process)

    def expected(self, flows):
        return [self.of(flow) for flow in flows]

    def of(self, flow):
        end = "4" if "IPV4_SRC_ADDR" in flow else "6"
        shown = transport(flow) | {
            f"src{end}_addr": address(flow, "SRC"), f"dst{end}_addr": address(flow, "DST"), "first": flow["FLOW_START_MILLISECONDS"],
            "last": flow["FLOW_END_MILLISECONDS"], "in_packets": flow["IN_PKTS"], "in_bytes": flow["IN_BYTES"],
            "proto": flow["PROTOCOL"], "src_tos": flow["SRC_TOS"], "input_snmp": flow["INPUT_SNMP"], "output_snmp": flow["OUTPUT_SNMP"],
            "direction": flow.get("DIRECTION", 0), "src_mask": 0, "dst_mask": 0, "src_net": "", "dst_net": "", "fwd_status": 0,
            "dst_tos": 0}
        if self.protocol != "netflow5":  # which has AS numbers, but only other ones than 0 are kept
            shown |= {"src_as": flow["SRC_AS"], "dst_as": flow["DST_AS"]}
        for name, more in FURTHER.items():
            shown |= more(flow) if name in flow else {}
        if self.protocol == "netflow9" and "DOT1Q_SRC_VLAN" in flow:  # of the two VLAN ids it keeps this one there, in IPFIX the other
            shown["src_vlan"] = flow["DOT1Q_SRC_VLAN"]
        return shown

    def kept(self):
        read = subprocess.run(["nfdump", "-6", "-R", "nfcapd", "-o", "json"], capture_output=True, text=True, check=True,
                              cwd=self.test.folder, env={**os.environ, "TZ": "UTC"})
        flows = json.loads(read.stdout) if "{" in read.stdout else []  # of none it makes no JSON
        return [{name: milliseconds(value, TIME) if name in ("first", "last") else value
                 for name, value in flow.items() if name not in NOT_OF_THE_RECORD} for flow in flows]

    def warnings(self):
        said = self.test.said("nfcapd.log")
        bad = [line for line in said.splitlines() if "Bad Packets: " in line and "Bad Packets: 0" not in line]
        return bad + complaints(said, ("rror:", "arning", "unknown", "malformed", "skip"))

    def gaps(self):
        found = re.findall(r"Sequence Errors: (\d+),", self.test.said("nfcapd.log"))
        assert found, "nfcapd did not say how many sequence errors there were"
        return [f"{count} sequence errors" for count in found if count != "0"]
