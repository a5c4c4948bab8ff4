# SPDX-License-Identifier: Apache-2.0
"""The export protocols, what each of them carries of a flow, and the transports that xdpflow offers for it."""
from dataclasses import dataclass

from judging import MORE_FIELDS

# Not tcpControlBits: of its two octets nfacctd reads the first. FIRST_ and LAST_SWITCHED become what each protocol has for times.
ASKED_FOR = MORE_FIELDS.replace("tcpControlBits", "").replace("FLOW_START_MILLISECONDS", "")
V5_FIELDS = """IPV4_SRC_ADDR IPV4_DST_ADDR INPUT_SNMP OUTPUT_SNMP IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED L4_SRC_PORT L4_DST_PORT
TCP_FLAGS PROTOCOL SRC_TOS SRC_AS DST_AS"""
V5 = {"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "INPUT_SNMP", "OUTPUT_SNMP", "IN_PKTS", "IN_BYTES", "FLOW_START_MILLISECONDS",
      "FLOW_END_MILLISECONDS", "L4_SRC_PORT", "L4_DST_PORT", "TCP_FLAGS", "PROTOCOL", "SRC_TOS", "SRC_AS", "DST_AS"}


@dataclass(frozen=True)
class Protocol:
    name: str  # as in a collector's URL: NAME+TRANSPORT://
    title: str  # in the README's table
    has_templates: bool
    fields: str  # that are asked for
    transports: tuple

    def carried(self, flows):
        """The flows that the protocol knows, with the fields that it has room for."""
        if self.fields != V5_FIELDS:
            return list(flows)
        return [{name: value for name, value in flow.items() if name in V5} for flow in flows if "IPV4_SRC_ADDR" in flow]


IPFIX = Protocol("ipfix", "IPFIX", True, ASKED_FOR, ("udp", "tcp", "tls", "unix", "file", "kafka"))
NETFLOW9 = Protocol("netflow9", "NetFlow v9", True, ASKED_FOR, ("udp",))
NETFLOW5 = Protocol("netflow5", "NetFlow v5", False, V5_FIELDS, ("udp",))
JSON = Protocol("json", "JSON", False, ASKED_FOR, ("tcp", "tls", "unix", "file", "kafka"))
CSV = Protocol("csv", "CSV", False, ASKED_FOR, ("tcp", "tls", "unix", "file"))
PROTOCOLS = (IPFIX, NETFLOW9, NETFLOW5, JSON, CSV)
OVER_UDP = (IPFIX, NETFLOW9, NETFLOW5)
# Those of UDP first: it is the transport that every collector has.
ROWS = tuple((protocol, "udp") for protocol in OVER_UDP) + tuple(
    (protocol, transport) for protocol in PROTOCOLS for transport in protocol.transports if transport != "udp")
