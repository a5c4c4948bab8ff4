# SPDX-License-Identifier: Apache-2.0
"""nfacctd with its print plugin (pmacct)."""
import json
import signal
from collections import Counter

from judges.judge import DOMAIN, Judge, complaints, gaps_in
from judging import Address, address, eventually, milliseconds

# It looks at sequence numbers only when asked to: nfacctd_disable_checks.
CONFIGURATION = """daemonize: false
nfacctd_ip: {host}
nfacctd_port: {port}
nfacctd_as: netflow
nfacctd_net: netflow
nfacctd_disable_checks: false
plugins: print[p]
aggregate[p]: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags, in_iface, out_iface, src_as, dst_as, src_mac, dst_mac, \
vlan, timestamp_start, timestamp_end, export_proto_version, export_proto_sysid, export_proto_seqno
print_output: json
print_output_file: {folder}/nfacctd.json
print_output_file_append: true
print_refresh_time: 1
print_cache_entries: 4099
timestamps_utc: true
"""
READY = ("waiting for NetFlow/IPFIX data", "Purging cache - END")
VERSIONS = {"ipfix": 10, "netflow9": 9, "netflow5": 5}
PROTOCOLS = {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 58: "ipv6-icmp"}
KEY = ("ip_src", "ip_dst", "port_src", "port_dst", "ip_proto", "iface_in")
NO_MAC = "00:00:00:00:00:00"
TIME = "%Y-%m-%d %H:%M:%S.%f"
TIMES = {"timestamp_start": "FLOW_START_MILLISECONDS", "timestamp_end": "FLOW_END_MILLISECONDS"}


class Nfacctd(Judge):
    name, package, programs = "nfacctd", "pmacct", ("nfacctd",)
    refuses = (dict.fromkeys(("json", "csv"), "reads NetFlow and IPFIX only")
               | dict.fromkeys(("tcp", "tls", "unix", "file"), "takes messages over UDP, DTLS and Kafka only")
               | {"kafka": "reads from Kafka what has headers of IP and UDP before each message, as its own tee plugin writes it"})
    where, flows, log = None, (), ""

    def start(self, host="127.0.0.1"):
        self.where = Address(host)
        configuration = self.test.folder / "nfacctd.conf"
        configuration.write_text(CONFIGURATION.format(host=host, port=self.where.port, folder=self.test.folder))
        self.process = self.test.start("nfacctd", "-f", str(configuration), log="nfacctd.log")
        eventually(lambda: self.is_ready() or self.process.poll() is not None, "nfacctd to listen")
        return self.where.url.removeprefix("udp://")

    def is_ready(self):
        """Both its parts. The plugin is when its second of collecting nothing is over: what the core hands it before it has first
        waited for something stays where it is until more comes."""
        return all(words in self.test.said("nfacctd.log") for words in READY)

    def finish(self, flows):
        self.flows = flows
        output = self.test.folder / "nfacctd.json"
        eventually(self.where.is_read, "nfacctd to read all")
        eventually(lambda: not flows or output.exists() and output.read_text().count("\n") >= len(flows), "nfacctd to write all flows")
        self.log = self.test.said("nfacctd.log")
        self.process.send_signal(signal.SIGINT)  # and SIGKILL at the end of the test: it may ignore all others

    def expected(self, flows):
        return [self.of(flow) for flow in flows]

    def of(self, flow):
        return {"ip_src": address(flow, "SRC"), "ip_dst": address(flow, "DST"), "port_src": flow["L4_SRC_PORT"],
                "port_dst": flow["L4_DST_PORT"], "ip_proto": PROTOCOLS[flow["PROTOCOL"]], "tos": flow["SRC_TOS"],
                "tcp_flags": str(flow["TCP_FLAGS"]), "iface_in": flow["INPUT_SNMP"], "iface_out": flow["OUTPUT_SNMP"],
                "as_src": flow["SRC_AS"], "as_dst": flow["DST_AS"], "mac_src": flow.get("IN_SRC_MAC", NO_MAC),
                "mac_dst": flow.get("IN_DST_MAC", NO_MAC), "vlan": flow.get("SRC_VLAN", 0), "packets": flow["IN_PKTS"],
                "bytes": flow["IN_BYTES"], "export_proto_version": VERSIONS[self.protocol], "export_proto_sysid": DOMAIN,
                "event_type": "purge"} | {name: self.time(flow[field]) for name, field in TIMES.items()}

    def time(self, since_1970):
        """Of NetFlow v9 and v5 it keeps whole seconds, calculated from the header's time backwards: a begun second is a whole one."""
        return since_1970 if self.protocol == "ipfix" else -(-since_1970 // 1000) * 1000

    def kept(self):
        found = [flow | {name: milliseconds(flow[name], TIME) for name in TIMES} for flow in self.written()]
        for flow in found:
            del flow["export_proto_seqno"]
        return found if self.protocol != "netflow5" else self.with_whole_seconds(found)

    def with_whole_seconds(self, found):
        """Of the header of v5 it leaves out the nanoseconds, so that its second may be the one before; another one may not be."""
        wanted = {tuple(flow[name] for name in KEY): flow for flow in self.expected(self.flows)}
        for flow in found:
            same = wanted.get(tuple(flow[name] for name in KEY), {})
            for name in TIMES:
                if same.get(name) == flow[name] + 1000:
                    flow[name] += 1000
        return found

    def written(self):
        output = self.test.folder / "nfacctd.json"  # which is made when there is something to write
        return [json.loads(line) for line in output.read_text().splitlines()] if output.exists() else []

    def warnings(self):
        return complaints(self.log, ("WARN", "ERROR", "Discarding", "unknown"))

    def gaps(self):
        """What it says, and, where messages without records do not count, the numbers that it keeps with each record."""
        said = complaints(self.log, ("expecting", "sequence"))
        if self.protocol == "netflow9":
            return said
        records = Counter(flow["export_proto_seqno"] for flow in self.written())
        return said + gaps_in(self.protocol, sorted(records.items()))
