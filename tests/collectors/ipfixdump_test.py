#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ipfixDump (libfixbuf) reads every field of every flow, with the elements' IANA names, and sees no gap in the sequence."""
import re
import subprocess
from ipaddress import ip_address

from judging import MORE_FIELDS, Judging, Listener, main, milliseconds

# What the printer calls otherwise, or what is not sent because a wider field of the same element is.
ELEMENTS = {
    "IPV4_SRC_ADDR": "sourceIPv4Address", "IPV4_DST_ADDR": "destinationIPv4Address", "IPV6_SRC_ADDR": "sourceIPv6Address",
    "IPV6_DST_ADDR": "destinationIPv6Address", "INPUT_SNMP": "ingressInterface", "OUTPUT_SNMP": "egressInterface",
    "IN_PKTS": "packetDeltaCount", "IN_BYTES": "octetDeltaCount", "FLOW_START_MILLISECONDS": "flowStartMilliseconds",
    "FLOW_END_MILLISECONDS": "flowEndMilliseconds", "L4_SRC_PORT": "sourceTransportPort",
    "L4_DST_PORT": "destinationTransportPort", "TCP_FLAGS": None, "tcpControlBits": "tcpControlBits",
    "PROTOCOL": "protocolIdentifier", "SRC_TOS": "ipClassOfService", "SRC_AS": "bgpSourceAsNumber",
    "DST_AS": "bgpDestinationAsNumber", "IN_SRC_MAC": "sourceMacAddress", "IN_DST_MAC": "destinationMacAddress",
    "SRC_VLAN": "vlanId", "DOT1Q_SRC_VLAN": "dot1qVlanId", "FLOW_END_REASON": "flowEndReason", "DIRECTION": "flowDirection",
    "MIN_TTL": "minimumTTL", "MAX_TTL": "maximumTTL", "MIN_IP_PKT_LEN": "minimumIpTotalLength",
    "MAX_IP_PKT_LEN": "maximumIpTotalLength", "IP_PROTOCOL_VERSION": "ipVersion", "layer2OctetDeltaCount": "layer2OctetDeltaCount",
}
RECORD = re.compile(r"--- data record \d+ ---\nheader:\n.*\nfields:\n((?:\t\(.*\n)+)")
FIELD = re.compile(r"\t\((\d+)\)\s+(\w+) : (.*)")
SEQUENCE = re.compile(r"sequence number: (\d+) ")


def expected(flow):
    icmp = "icmpTypeCodeIPv4" if "IPV4_SRC_ADDR" in flow else "icmpTypeCodeIPv6"
    names = ELEMENTS | {"ICMP_TYPE": icmp}
    if "tcpControlBits" not in flow:
        names["TCP_FLAGS"] = "tcpControlBits"
    return {names[name]: str(value) for name, value in flow.items() if names[name]}


def kept(text):
    flow = {name: value for _, name, value in FIELD.findall(text)}
    for name in ("flowStartMilliseconds", "flowEndMilliseconds"):
        flow[name] = str(milliseconds(flow[name], "%Y-%m-%d %H:%M:%S.%f"))
    for name in ("sourceIPv6Address", "destinationIPv6Address"):
        if name in flow:
            flow[name] = str(ip_address(flow[name]))  # without leading zeros
    return flow


def judge(test, messages, flows):
    """ipfixDump reads these flows in these messages."""
    file = test.folder / "flows.ipfix"
    file.write_bytes(b"".join(messages))
    dump = subprocess.run(["ipfixDump", "--in", str(file)], capture_output=True, text=True, check=True)
    test.assertEqual("", dump.stderr)
    found = []
    for message in dump.stdout.split("--- Message Header ---")[1:]:
        test.assertEqual(str(len(found)), SEQUENCE.search(message).group(1))
        found += [kept(fields) for fields in RECORD.findall(message)]
    test.assert_same([expected(flow) for flow in flows], found)


class IpfixDump(Judging):
    def test_reads_all(self):
        listener = Listener()
        self.addCleanup(listener.close)
        flows = self.send(1000, listener.url, fields=MORE_FIELDS, octets=700)
        messages = listener.messages()
        self.assertLessEqual(max(len(message) for message in messages), 700)
        judge(self, messages, flows)


if __name__ == "__main__":
    main("ipfixDump")
