# SPDX-License-Identifier: Apache-2.0
"""The export protocols, and what each of them carries of a flow."""
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
    name: str
    title: str  # in the README's table
    prefix: str  # of a collector's URL: PREFIXudp://
    has_templates: bool
    fields: str  # that are asked for

    def carried(self, flows):
        """The flows that the protocol knows, with the fields that it has room for."""
        if self.has_templates:
            return list(flows)
        return [{name: value for name, value in flow.items() if name in V5} for flow in flows if "IPV4_SRC_ADDR" in flow]


IPFIX = Protocol("ipfix", "IPFIX", "", True, ASKED_FOR)
NETFLOW9 = Protocol("netflow9", "NetFlow v9", "netflow9+", True, ASKED_FOR)
NETFLOW5 = Protocol("netflow5", "NetFlow v5", "netflow5+", False, V5_FIELDS)
PROTOCOLS = (IPFIX, NETFLOW9, NETFLOW5)
