# SPDX-License-Identifier: Apache-2.0
"""tshark (Wireshark), which dissects every field."""
import json
import struct
import subprocess

from judges.judge import DOMAIN, Reader, gaps_in
from judging import address, milliseconds
from replay import Capture

PLAIN = {
    "inputint": "INPUT_SNMP", "outputint": "OUTPUT_SNMP", "packets": "IN_PKTS", "octets": "IN_BYTES", "srcport": "L4_SRC_PORT",
    "dstport": "L4_DST_PORT", "protocol": "PROTOCOL", "srcas": "SRC_AS", "dstas": "DST_AS", "srcmac": "IN_SRC_MAC",
    "dstmac": "IN_DST_MAC", "vlanid": "SRC_VLAN", "dot1q_vlan_id": "DOT1Q_SRC_VLAN", "flow_end_reason": "FLOW_END_REASON",
    "direction": "DIRECTION", "ttl_min": "MIN_TTL", "ttl_max": "MAX_TTL", "length_min": "MIN_IP_PKT_LEN",
    "length_max": "MAX_IP_PKT_LEN", "ip_version": "IP_PROTOCOL_VERSION", "layer2_octet_delta_count": "layer2OctetDeltaCount",
}
ONLY_IN_V5 = {"nexthop": "0.0.0.0", "srcmask": "0", "dstmask": "0", "padding": "00:00"}
DOMAINS = ("cflow.od_id", "cflow.source_id", "cflow.engine_id")
PORT = 4739  # of datagrams: in the file only
ABSOLUTE = "%b %d, %Y %H:%M:%S.%f"


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


def records_of(layer):
    """The records of a message: in sets of NetFlow v9 and IPFIX, without those in v5."""
    for name, value in layer.items():
        if name.startswith("pdu "):
            yield value
        elif isinstance(value, dict):
            yield from (record for label, record in value.items() if label.startswith("Flow "))


def boot_of(layer):
    """When the sender's system time was 0: 1970 + so many milliseconds, by the header; a difference that must not be rounded."""
    stamp = layer["cflow.timestamp_tree"]
    now = int(stamp["cflow.unix_secs"]) * 1000 + int(stamp.get("cflow.unix_nsecs", 0)) // 1_000_000
    return now - thousandths(layer["cflow.sysuptime"])


def thousandths(text):
    seconds, _, rest = text.partition(".")
    return int(seconds) * 1000 + int(rest[:3])


def flow_of(record, layer):
    times = record.pop("cflow.timedelta_tree")
    del record["cflow.timedelta"]
    record.pop("cflow.tcpflags_tree", None)
    shown = {name.removeprefix("cflow."): value for name, value in record.items()}
    for name in ("start", "end"):
        if f"cflow.abstime{name}" in times:
            text = times[f"cflow.abstime{name}"].removesuffix("000 UTC")  # nanoseconds, of which Python reads microseconds
            shown[name] = milliseconds(text, ABSOLUTE)
        else:
            shown[name] = boot_of(layer) + thousandths(times[f"cflow.time{name}"])
    return shown


def with_all_messages(pairs):
    """A segment of TCP may have several messages, which tshark writes as members of one name."""
    messages = [value for name, value in pairs if name == "cflow"]
    return dict(pairs) | ({"cflow": messages} if messages else {})


class Tshark(Reader):
    """Of a connection it reads a capture, from which it has to put messages together; of others the file itself."""
    name, package, programs = "tshark", "tshark", ("tshark",)
    refuses = dict.fromkeys(("json", "csv"), "reads NetFlow and IPFIX only") | {"tls": "does not look for IPFIX within TLS"}
    capture, found, headers, said = None, (), (), ()

    def start(self, host="127.0.0.1"):
        where = super().start(host)
        if self.transport == "tcp":
            self.capture = Capture("lo")
            self.test.addCleanup(self.capture.close)
        return where

    def write(self, file):
        """Writes what tshark is to read."""
        if self.transport == "udp":
            file.write_bytes(capture_of(self.parts()))
        elif self.capture:
            self.capture.count()
            self.capture.write(file)
        else:
            file.write_bytes(self.octets)

    def finish(self, flows):
        super().finish(flows)
        self.write(self.test.folder / "flows.seen")
        self.found, self.headers = [], []
        self.said = self.tshark("(_ws.expert.severity > chat || _ws.malformed)", "-T", "fields", "-e", "_ws.expert.message").splitlines()
        for packet in json.loads(self.tshark("frame", "-T", "json"), object_pairs_hook=with_all_messages):
            layers = packet["_source"]["layers"].get("cflow")
            if layers is None:
                self.said.append("a message that is none")
                continue
            for layer in layers:
                self.take(layer)

    def take(self, layer):
        domain = next(layer[name] for name in DOMAINS if name in layer)
        if domain != str(DOMAIN):
            self.said.append(f"domain {domain} instead of {DOMAIN}")
        records = [flow_of(record, layer) for record in records_of(layer)]
        self.headers.append((int(layer["cflow.sequence"]), len(records)))
        self.found += records

    def tshark(self, which, *arguments):
        """What it says of these frames. Those of a connection are also such as have no message, or only a part of one."""
        settings = []
        if self.capture or self.transport == "udp":
            settings = ["-d", f"{self.transport}.port=={self.receiver.port if self.capture else PORT},cflow"]
        command = ["tshark", "-n", "-r", "flows.seen", *settings, "-Y", f"cflow && {which}" if self.capture else which, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=self.test.folder).stdout

    def expected(self, flows):
        return [self.of(flow) for flow in flows]

    def of(self, flow):
        is_ipv4 = "IPV4_SRC_ADDR" in flow
        shown = {name: str(flow[field]) for name, field in PLAIN.items() if field in flow}
        shown |= {"tos": f"0x{flow['SRC_TOS']:02x}",
                  "tcpflags": f"0x{flow['tcpControlBits']:04x}" if "tcpControlBits" in flow else f"0x{flow['TCP_FLAGS']:02x}"}
        if self.protocol == "netflow5":
            shown |= ONLY_IN_V5
        elif "ICMP_TYPE" in flow and (is_ipv4 or self.protocol == "netflow9"):  # which knows one element for both
            shown["icmp_type_code_ipv4"] = f"0x{flow['ICMP_TYPE']:04x}"
        elif "ICMP_TYPE" in flow:
            shown |= {"icmp_ipv6_type": str(flow["ICMP_TYPE"] >> 8), "icmp_ipv6_code": str(flow["ICMP_TYPE"] & 0xff)}
        shown["srcaddr" if is_ipv4 else "srcaddrv6"] = address(flow, "SRC")
        shown["dstaddr" if is_ipv4 else "dstaddrv6"] = address(flow, "DST")
        return shown | {"start": flow["FLOW_START_MILLISECONDS"], "end": flow["FLOW_END_MILLISECONDS"]}

    def kept(self):
        return self.found

    def warnings(self):
        return [line for line in self.said if "Unexpected flow sequence" not in line]

    def gaps(self):
        """What it says (of NetFlow v9 and IPFIX), and by the numbers."""
        return [line for line in self.said if "Unexpected flow sequence" in line] + gaps_in(self.protocol, self.headers)
