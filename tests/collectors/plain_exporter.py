# SPDX-License-Identifier: Apache-2.0
"""Messages of IPFIX, NetFlow v9 and v5 as the documents have them, written down plainly: what the judges are tried with.

Nothing of xdpflow is in here. Flows are dictionaries with the names of xdpflow's JSON; all of them are sent with all of FIELDS."""
import struct
from ipaddress import ip_address

DOMAIN = 7
BOOT = 1_700_000_000_123  # when the sender was started, in milliseconds since 1970
NOW = BOOT + 3_600_789  # when it sends
RECORDS = 5  # per message, at most
FIELDS = (  # name, number, octets; IANA's registry, of which RFC 3954 section 8 has the numbers up to 80
    ("INPUT_SNMP", 10, 4), ("OUTPUT_SNMP", 14, 4), ("IN_PKTS", 2, 8), ("IN_BYTES", 1, 8), ("L4_SRC_PORT", 7, 2), ("L4_DST_PORT", 11, 2),
    ("PROTOCOL", 4, 1), ("SRC_TOS", 5, 1), ("TCP_FLAGS", 6, 1), ("DIRECTION", 61, 1), ("SRC_AS", 16, 4), ("DST_AS", 17, 4),
    ("IN_SRC_MAC", 56, 6), ("IN_DST_MAC", 80, 6), ("SRC_VLAN", 58, 2), ("MIN_TTL", 52, 1), ("MAX_TTL", 53, 1),
    ("FLOW_END_REASON", 136, 1))
START, END = "FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS"
TIMES = {9: ((START, 22, 4), (END, 21, 4)), 10: ((START, 152, 8), (END, 153, 8))}
ADDRESSES = {4: (("IPV4_SRC_ADDR", 8, 4), ("IPV4_DST_ADDR", 12, 4)), 6: (("IPV6_SRC_ADDR", 27, 16), ("IPV6_DST_ADDR", 28, 16))}
V5 = (("IPV4_SRC_ADDR", 4), ("IPV4_DST_ADDR", 4), (None, 4), ("INPUT_SNMP", 2), ("OUTPUT_SNMP", 2), ("IN_PKTS", 4), ("IN_BYTES", 4),
      (START, 4), (END, 4), ("L4_SRC_PORT", 2), ("L4_DST_PORT", 2), (None, 1), ("TCP_FLAGS", 1), ("PROTOCOL", 1), ("SRC_TOS", 1),
      ("SRC_AS", 2), ("DST_AS", 2), (None, 4))


def family(flow):
    return 4 if "IPV4_SRC_ADDR" in flow else 6


def value(flow, name, octets):
    if name is None:
        return bytes(octets)
    if name.startswith("IPV"):
        return ip_address(flow[name]).packed
    if name.endswith("MAC"):
        return bytes.fromhex(flow[name].replace(":", ""))
    is_system_time = name in (START, END) and octets == 4
    return (flow[name] - (BOOT if is_system_time else 0)).to_bytes(octets, "big")


def sets(version, flows):
    """Templates of both families, then sets with their flows: RFC 3954 section 5, RFC 7011 section 3."""
    fields = {}
    for kind in (4, 6):
        icmp = ("ICMP_TYPE", 139 if (version, kind) == (10, 6) else 32, 2)
        fields[252 + kind] = FIELDS + (icmp,) + TIMES[version] + ADDRESSES[kind]
    for id_, names in fields.items():
        body = struct.pack(">HH", id_, len(names)) + b"".join(struct.pack(">HH", element, octets) for _, element, octets in names)
        yield struct.pack(">HH", 0 if version == 9 else 2, 4 + len(body)) + body, []
    for id_, names in fields.items():
        mine = [flow for flow in flows if family(flow) == id_ - 252]
        for i in range(0, len(mine), RECORDS):
            some = mine[i:i + RECORDS]
            body = b"".join(value(flow, name, octets) for flow in some for name, _, octets in names)
            body += bytes(-len(body) % 4)
            yield struct.pack(">HH", id_, 4 + len(body)) + body, some


def ipfix(flows):
    records = 0
    for body, some in sets(10, flows):
        yield struct.pack(">HHIII", 10, 16 + len(body), NOW // 1000, records, DOMAIN) + body, some
        records += len(some)


def netflow9(flows):
    """The header's time is in seconds. It is that of the next whole one, and so is its system time: no flow ends later."""
    seconds = -(-NOW // 1000)
    for number, (body, some) in enumerate(sets(9, flows)):
        yield struct.pack(">HHIIII", 9, len(some) or 1, seconds * 1000 - BOOT, seconds, number, DOMAIN) + body, some


def netflow5(flows):
    """As Cisco documents it: 24 octets of header, 48 a record."""
    mine = [flow for flow in flows if family(flow) == 4]
    for i in range(0, len(mine), RECORDS):
        some = mine[i:i + RECORDS]
        header = struct.pack(">HHIIIIBBH", 5, len(some), NOW - BOOT, NOW // 1000, NOW % 1000 * 1_000_000, i, 0, DOMAIN, 0)
        yield header + b"".join(value(flow, name, octets) for flow in some for name, octets in V5), some


# Each yields messages and the flows in them.
ENCODERS = {"ipfix": ipfix, "netflow9": netflow9, "netflow5": netflow5}


def some_flows(count):
    """Flows of TCP, UDP and ICMP, over IPv4 and IPv6 in turn; every field that can differ does."""
    for i in range(count):
        four, protocol = i % 2 == 0, (6, 17, 1 if i % 2 == 0 else 58)[i % 3]
        kind, near, far = ("IPV4", "192.0.2.", "198.51.100.") if four else ("IPV6", "2001:db8::", "2001:db8:1::")
        icmp = 8 << 8 if protocol in (1, 58) else 0
        yield {f"{kind}_SRC_ADDR": f"{near}{1 + i}", f"{kind}_DST_ADDR": f"{far}{1 + i}", "PROTOCOL": protocol, "INPUT_SNMP": 100 + i,
               "OUTPUT_SNMP": 0, "IN_PKTS": 1 + i, "IN_BYTES": 1000 + 37 * i, "L4_SRC_PORT": 0 if icmp else 1024 + i,
               "L4_DST_PORT": icmp or 50 + i, "ICMP_TYPE": icmp, "SRC_TOS": i, "TCP_FLAGS": 0x12 + i if protocol == 6 else 0,
               "DIRECTION": 0, "SRC_AS": 0, "DST_AS": 0, "IN_SRC_MAC": f"02:00:00:00:00:{1 + i:02x}",
               "IN_DST_MAC": f"02:00:00:00:01:{1 + i:02x}", "SRC_VLAN": 1 + i, "MIN_TTL": 60, "MAX_TTL": 61 + i,
               "FLOW_END_REASON": 1 + i % 5, START: BOOT + 1000 + 7 * i, END: NOW - i * 1001}
