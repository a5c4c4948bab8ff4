# SPDX-License-Identifier: Apache-2.0
"""The names of IANA's elements, as two of the judges show them."""

ELEMENTS = {
    "IPV4_SRC_ADDR": "sourceIPv4Address", "IPV4_DST_ADDR": "destinationIPv4Address", "IPV6_SRC_ADDR": "sourceIPv6Address",
    "IPV6_DST_ADDR": "destinationIPv6Address", "INPUT_SNMP": "ingressInterface", "OUTPUT_SNMP": "egressInterface",
    "IN_PKTS": "packetDeltaCount", "IN_BYTES": "octetDeltaCount", "FLOW_START_MILLISECONDS": "flowStartMilliseconds",
    "FLOW_END_MILLISECONDS": "flowEndMilliseconds", "L4_SRC_PORT": "sourceTransportPort",
    "L4_DST_PORT": "destinationTransportPort", "TCP_FLAGS": "tcpControlBits", "PROTOCOL": "protocolIdentifier",
    "SRC_TOS": "ipClassOfService", "SRC_AS": "bgpSourceAsNumber", "DST_AS": "bgpDestinationAsNumber",
    "IN_SRC_MAC": "sourceMacAddress", "IN_DST_MAC": "destinationMacAddress", "SRC_VLAN": "vlanId", "DOT1Q_SRC_VLAN": "dot1qVlanId",
    "FLOW_END_REASON": "flowEndReason", "DIRECTION": "flowDirection", "MIN_TTL": "minimumTTL", "MAX_TTL": "maximumTTL",
    "MIN_IP_PKT_LEN": "minimumIpTotalLength", "MAX_IP_PKT_LEN": "maximumIpTotalLength", "IP_PROTOCOL_VERSION": "ipVersion",
    "layer2OctetDeltaCount": "layer2OctetDeltaCount",
}


def elements_of(flow, protocol):
    """The flow as element: text. Where a wider field of the same element is asked for, only that one is sent."""
    names = dict(ELEMENTS)
    if "tcpControlBits" in flow:
        del names["TCP_FLAGS"]
        names["tcpControlBits"] = "tcpControlBits"
    is_ipv6_in_ipfix = "IPV6_SRC_ADDR" in flow and protocol == "ipfix"
    names["ICMP_TYPE"] = "icmpTypeCodeIPv6" if is_ipv6_in_ipfix else "icmpTypeCodeIPv4"  # NetFlow v9 knows one for both
    return {element: str(flow[name]) for name, element in names.items() if name in flow}
