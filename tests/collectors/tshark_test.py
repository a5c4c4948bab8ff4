#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tshark (Wireshark) dissects every field of every flow and has nothing to complain about."""
import json
import struct
import subprocess

from judging import MORE_FIELDS, Judging, Listener, address, main, milliseconds

PLAIN = {
    "inputint": "INPUT_SNMP", "outputint": "OUTPUT_SNMP", "packets": "IN_PKTS", "octets": "IN_BYTES", "srcport": "L4_SRC_PORT",
    "dstport": "L4_DST_PORT", "protocol": "PROTOCOL", "srcas": "SRC_AS", "dstas": "DST_AS", "srcmac": "IN_SRC_MAC",
    "dstmac": "IN_DST_MAC", "vlanid": "SRC_VLAN", "dot1q_vlan_id": "DOT1Q_SRC_VLAN", "flow_end_reason": "FLOW_END_REASON",
    "direction": "DIRECTION", "ttl_min": "MIN_TTL", "ttl_max": "MAX_TTL", "length_min": "MIN_IP_PKT_LEN",
    "length_max": "MAX_IP_PKT_LEN", "ip_version": "IP_PROTOCOL_VERSION", "layer2_octet_delta_count": "layer2OctetDeltaCount",
}
PORT = 4739  # in the file only


def expected(flow):
    is_ipv4 = "IPV4_SRC_ADDR" in flow
    shown = {name: str(flow[field]) for name, field in PLAIN.items()}
    shown |= {"tos": f"0x{flow['SRC_TOS']:02x}",
              "tcpflags": f"0x{flow['tcpControlBits']:04x}" if "tcpControlBits" in flow else f"0x{flow['TCP_FLAGS']:02x}"}
    if is_ipv4:
        shown["icmp_type_code_ipv4"] = f"0x{flow['ICMP_TYPE']:04x}"
    else:
        shown |= {"icmp_ipv6_type": str(flow["ICMP_TYPE"] >> 8), "icmp_ipv6_code": str(flow["ICMP_TYPE"] & 0xff)}
    shown["srcaddr" if is_ipv4 else "srcaddrv6"] = address(flow, "SRC")
    shown["dstaddr" if is_ipv4 else "dstaddrv6"] = address(flow, "DST")
    return shown | {"abstimestart": flow["FLOW_START_MILLISECONDS"], "abstimeend": flow["FLOW_END_MILLISECONDS"]}


def kept(flow):
    times = flow.pop("cflow.timedelta_tree")
    del flow["cflow.timedelta"], flow["cflow.tcpflags_tree"]
    shown = {name.removeprefix("cflow."): value for name, value in flow.items()}
    for name in ("abstimestart", "abstimeend"):
        text = times[f"cflow.{name}"].removesuffix("000 UTC")  # nanoseconds, of which Python reads microseconds
        shown[name] = milliseconds(text, "%b %d, %Y %H:%M:%S.%f")
    return shown


def capture_of(messages):
    """A capture file with these messages as UDP datagrams between documentation addresses."""
    capture = struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    for message in messages:
        udp = struct.pack(">HHHH", 40000, PORT, 8 + len(message), 0) + message
        addresses = bytes([192, 0, 2, 1, 192, 0, 2, 2])
        packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + addresses + udp
        frame = bytes(12) + b"\x08\x00" + packet
        capture += struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
    return capture


def tshark(file, *arguments):
    command = ["tshark", "-n", "-r", str(file), "-d", f"udp.port=={PORT},cflow", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def judge(test, messages, flows):
    """tshark dissects these flows in these messages."""
    file = test.folder / "flows.pcap"
    file.write_bytes(capture_of(messages))
    found = []
    for packet in json.loads(tshark(file, "-T", "json")):
        layer = packet["_source"]["layers"]["cflow"]
        test.assertEqual("7", layer["cflow.od_id"])
        if any("Template" in name for name in layer):
            continue
        test.assertEqual(str(len(found)), layer["cflow.sequence"])
        for name, records in layer.items():
            if name.startswith("Set "):
                found += [kept(record) for label, record in records.items() if label.startswith("Flow ")]
    test.assert_same([expected(flow) for flow in flows], found)
    test.assertEqual("", tshark(file, "-Y", "_ws.expert || _ws.malformed"))


class Tshark(Judging):
    def test_dissects_all(self):
        listener = Listener()
        self.addCleanup(listener.close)
        flows = self.send(600, listener.url, fields=MORE_FIELDS)
        judge(self, listener.messages(), flows)


if __name__ == "__main__":
    main("tshark")
