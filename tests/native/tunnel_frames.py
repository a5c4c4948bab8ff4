# SPDX-License-Identifier: Apache-2.0
"""Frames with tunnels that the corpus has no capture of, written octet by octet from the standards."""
import struct

IPV4, IPV6, BRIDGED, PPP_TYPE, PPPOE_TYPE, VLAN = 0x0800, 0x86DD, 0x6558, 0x880B, 0x8864, 0x8100
SOURCE6, TARGET6 = bytes.fromhex("20010db8" + "0" * 23 + "1"), bytes.fromhex("20010db8" + "0" * 23 + "2")


def ethernet(kind, payload, tags=()):
    addresses = bytes.fromhex("00005e005302" "00005e005301")
    return addresses + b"".join(struct.pack("!HH", VLAN, tag) for tag in tags) + struct.pack("!H", kind) + payload


def ipv4(protocol, payload, host=1, options=b"", fragment=0):
    return struct.pack("!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, 20 + len(options) + len(payload), 7, fragment, 64, protocol, 0,
                       bytes([192, 0, 2, host]), bytes([198, 51, 100, host])) + options + payload


def ipv6(following, payload):
    return struct.pack("!IHBB", 0x60000000, len(payload), following, 64) + SOURCE6 + TARGET6 + payload


def udp(payload, port, source=50000):
    return struct.pack("!HHHH", source, port, 8 + len(payload), 0) + payload


def inside4(host, octets=16):
    return ipv4(17, udp(bytes(octets), 5001, 6000 + host), host)


def inside6(octets=16):
    return ipv6(6, struct.pack("!HHIIHHHH", 6001, 443, 1, 0, 0x5010, 1000, 0, 0) + bytes(octets))


def gre(kind, payload, key=None, sequence=None, checksum=False):
    flags = (0x8000 if checksum else 0) | (0 if key is None else 0x2000) | (0 if sequence is None else 0x1000)
    members = ([0] if checksum else []) + [member for member in (key, sequence) if member is not None]
    return struct.pack(f"!HH{len(members)}I", flags, kind, *members) + payload


def pptp(payload, sequence=1, acknowledgement=None):
    flags = 0x3001 | (0 if acknowledgement is None else 0x80)
    members = [sequence] + ([] if acknowledgement is None else [acknowledgement])
    return struct.pack(f"!HHHH{len(members)}I", flags, PPP_TYPE, len(payload), 77, *members) + payload


def ppp(protocol, payload, address=True, short=False):
    return (b"\xff\x03" if address else b"") + struct.pack("!B" if short else "!H", protocol) + payload


def l2tp(payload, length=False, sequence=False, padding=None):
    flags = (0x4000 if length else 0) | (0x0800 if sequence else 0) | (0 if padding is None else 0x0200) | 2
    middle = struct.pack("!HH", 12, 34) + (struct.pack("!HH", 1, 1) if sequence else b"")
    middle += b"" if padding is None else struct.pack("!H", padding) + bytes(padding)
    size = struct.pack("!H", 4 + len(middle) + len(payload)) if length else b""
    return struct.pack("!H", flags) + size + middle + payload


def gtp(payload, extensions=(), sequence=None, message=255):
    """An extension is its type and what it holds, 2 octets short of a multiple of 4."""
    flags = 0x30 | (4 if extensions else 0) | (0 if sequence is None else 2)
    more = b""
    if extensions or sequence is not None:
        more = struct.pack("!HB", sequence or 0, 0)
        for kind, content in extensions:
            more += struct.pack("!BB", kind, (len(content) + 2) // 4) + content
        more += b"\0"
    return struct.pack("!BBHI", flags, message, len(more) + len(payload), 0x1234) + more + payload


def vxlan(payload, network=5):
    return struct.pack("!II", 0x08000000, network << 8) + payload


def geneve(kind, payload, options=b""):
    return struct.pack("!BBHI", len(options) // 4, 0, kind, 9 << 8) + options + payload


def pppoe(payload):
    return struct.pack("!BBHH", 0x11, 0, 3, len(payload)) + payload


def snap(kind, payload, tags=()):
    content = bytes.fromhex("aaaa03000000") + struct.pack("!H", kind) + payload
    return ethernet(len(content), content, tags)


OPTION = bytes.fromhex("0102800100000007")  # of GENEVE: class 0x0102, type 0x80, 4 octets

FRAMES = (
    ethernet(IPV6, ipv6(4, inside4(2))),
    ethernet(IPV6, ipv6(41, inside6())),
    ethernet(IPV4, ipv4(41, inside6(), options=b"\x94\x04\0\0"), (5, 6)),
    ethernet(IPV6, ipv6(60, bytes([4, 0, 1, 4, 0, 0, 0, 0]) + inside4(3))),
    ethernet(IPV4, ipv4(47, gre(IPV4, inside4(4), key=1, sequence=2, checksum=True))),
    ethernet(IPV6, ipv6(47, gre(IPV6, inside6(20), sequence=2))),
    ethernet(IPV4, ipv4(47, gre(BRIDGED, ethernet(IPV4, inside4(5), (9,)), key=7))),
    ethernet(IPV4, ipv4(47, gre(IPV4, ipv4(47, gre(IPV4, inside4(6)))))),
    ethernet(IPV4, ipv4(47, pptp(ppp(0x21, inside4(7))))),
    ethernet(IPV4, ipv4(47, pptp(ppp(0x57, inside6(30)), acknowledgement=4))),
    ethernet(IPV4, ipv4(17, udp(vxlan(ethernet(IPV6, inside6(40))), 4789))),
    ethernet(IPV4, ipv4(17, udp(geneve(BRIDGED, ethernet(IPV4, inside4(8)), OPTION), 6081))),
    ethernet(IPV6, ipv6(17, udp(geneve(IPV4, inside4(9), OPTION * 2), 6081))),
    ethernet(IPV4, ipv4(17, udp(gtp(inside4(10), sequence=3), 2152, 2152))),
    ethernet(IPV4, ipv4(17, udp(gtp(inside4(11), extensions=((0x85, b"\x10\x09"),)), 2152))),
    ethernet(IPV4, ipv4(17, udp(gtp(inside6(50), extensions=((0x85, bytes(6)), (0xC0, b"\0\1")), sequence=3), 2152))),
    ethernet(IPV4, ipv4(17, udp(gtp(b"\x0e\1", message=1), 2152))),
    ethernet(IPV4, ipv4(17, udp(l2tp(ppp(0x21, inside4(12)), length=True), 1701, 1701))),
    ethernet(IPV4, ipv4(17, udp(l2tp(ppp(0x57, inside6(60)), length=True, sequence=True), 1701))),
    ethernet(IPV4, ipv4(17, udp(l2tp(ppp(0x21, inside4(13), address=False), length=True, padding=6), 1701, 1701))),
    ethernet(IPV4, ipv4(17, udp(l2tp(ppp(0xC021, b"\1\1\0\4"), length=True), 1701, 1701))),
    ethernet(PPPOE_TYPE, pppoe(ppp(0x21, inside4(14), address=False)), (8,)),
    ethernet(PPPOE_TYPE, pppoe(ppp(0xC021, b"\1\1\0\4", address=False))),
    snap(IPV6, inside6(70)),
    snap(IPV4, inside4(15), (4,)),
    ethernet(IPV4, ipv4(4, inside4(16), fragment=5)),
)


def written_capture(path):
    text = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for place, frame in enumerate(FRAMES):
        text += struct.pack("<IIII", 1700000000 + place, 0, len(frame), len(frame)) + frame
    path.write_bytes(text)
    return path
