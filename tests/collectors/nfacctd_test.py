#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""nfacctd (pmacct) keeps every flow and every field it knows."""
import json
import signal

from judging import Address, Judging, address, eventually, main, milliseconds

CONFIGURATION = """daemonize: false
nfacctd_ip: {host}
nfacctd_port: {port}
nfacctd_as: netflow
nfacctd_net: netflow
plugins: print[p]
aggregate[p]: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags, in_iface, out_iface, src_as, dst_as, src_mac, dst_mac, \
vlan, timestamp_start, timestamp_end, export_proto_version, export_proto_sysid
print_output: json
print_output_file: {folder}/flows.json
print_refresh_time: 1
print_cache_entries: 4099
timestamps_utc: true
"""
PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "ipv6-icmp"}
TIME = "%Y-%m-%d %H:%M:%S.%f"


def expected(flow):
    return {"ip_src": address(flow, "SRC"), "ip_dst": address(flow, "DST"), "port_src": flow["L4_SRC_PORT"],
            "port_dst": flow["L4_DST_PORT"], "ip_proto": PROTOCOLS[flow["PROTOCOL"]], "tos": flow["SRC_TOS"],
            "tcp_flags": str(flow["TCP_FLAGS"]), "iface_in": flow["INPUT_SNMP"], "iface_out": 0, "as_src": 0, "as_dst": 0,
            "mac_src": flow["IN_SRC_MAC"], "mac_dst": flow["IN_DST_MAC"], "vlan": flow["SRC_VLAN"],
            "timestamp_start": flow["FLOW_START_MILLISECONDS"], "timestamp_end": flow["FLOW_END_MILLISECONDS"],
            "packets": flow["IN_PKTS"], "bytes": flow["IN_BYTES"], "export_proto_version": 10, "export_proto_sysid": 7,
            "event_type": "purge"}


def kept(flow):
    return flow | {name: milliseconds(flow[name], TIME) for name in ("timestamp_start", "timestamp_end")}


class Nfacctd(Judging):
    def test_keeps_all(self):
        count = 600
        where = Address("127.0.0.1")
        configuration = self.folder / "nfacctd.conf"
        configuration.write_text(CONFIGURATION.format(host=where.host, port=where.port, folder=self.folder))
        process = self.start("nfacctd", "-f", str(configuration))
        eventually(lambda: "waiting for NetFlow/IPFIX data" in self.said() or process.poll() is not None, "nfacctd to listen")
        flows = self.send(count, where.url)
        output = self.folder / "flows.json"
        eventually(lambda: output.exists() and output.read_text().count("\n") >= count, "nfacctd to write all flows")
        process.send_signal(signal.SIGINT)  # and SIGKILL at the end of the test: it may ignore all others
        for word in ("WARN", "sequence", "expecting", "Discarding", "unknown"):
            self.assertNotIn(word, self.said())
        found = [json.loads(line) for line in output.read_text().splitlines()]
        self.assert_same([expected(flow) for flow in flows], [kept(flow) for flow in found])


if __name__ == "__main__":
    main("nfacctd")
