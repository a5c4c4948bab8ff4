#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes small captures of everything that the parsers tell apart: captures.py FOLDER"""
import struct
import sys
from pathlib import Path

IPV4, IPV6, ARP, VLAN, SERVICE_VLAN, MPLS = 0x0800, 0x86DD, 0x0806, 0x8100, 0x88A8, 0x8847
ICMP, TCP, UDP, FRAGMENT, HOP_BY_HOP = 1, 6, 17, 44, 0


def ethernet(kind, payload, *tags):
    frame = bytes.fromhex("020000000002" "020000000001")
    for tag_kind, number in tags:
        frame += struct.pack("!HH", tag_kind, number)
    return frame + struct.pack("!H", kind) + payload


def ipv4(protocol, payload, host=1, options=b"", fragment=0, length=None, words=None, tos=0, ttl=64):
    words = 5 + len(options) // 4 if words is None else words
    length = 20 + len(options) + len(payload) if length is None else length
    return struct.pack("!BBHHHBBH4B4B", 0x40 | words, tos, length, 7, fragment, ttl, protocol, 0,
                       192, 0, 2, host, 198, 51, 100, 1) + options + payload


def ipv6(following, payload, length=None, version=6):
    source, target = (bytes.fromhex("20010db8" + "0" * 22 + end) for end in ("01", "02"))
    length = len(payload) if length is None else length
    return struct.pack("!IHBB", version << 28 | 0x2E << 20, length, following, 63) + source + target + payload


def udp(port=53, octets=20):
    return struct.pack("!HHHH", 40000, port, 8 + octets, 0) + bytes(octets)


def tcp(flags, octets=0):
    return struct.pack("!HHIIBBHHH", 40001, 443, 1, 1, 0x50, flags, 1000, 0, 0) + bytes(octets)


def mpls(*labels):
    return b"".join(struct.pack("!I", label << 12 | (label == labels[-1]) << 8 | 64) for label in labels)


CAPTURES = {
    "ipv4": [ethernet(IPV4, ipv4(TCP, tcp(flags, octets), tos=0xB8)) for flags, octets in ((2, 0), (16, 1000), (24, 9), (17, 0))]
    + [ethernet(IPV4, ipv4(UDP, udp())), ethernet(IPV4, ipv4(ICMP, bytes([8, 0]) + bytes(30)))],
    "ipv4-options": [ethernet(IPV4, ipv4(UDP, udp(), options=bytes([148, 4, 0, 0]) * n)) for n in (1, 5, 10)],
    "ipv6": [ethernet(IPV6, ipv6(UDP, udp())), ethernet(IPV6, ipv6(TCP, tcp(2))), ethernet(IPV6, ipv6(58, bytes([128, 0]) + bytes(6))),
             ethernet(IPV6, ipv6(HOP_BY_HOP, bytes([UDP, 0, 1, 4, 0, 0, 0, 0]) + udp())), ethernet(IPV6, ipv6(59, b""))],
    "vlan": [ethernet(IPV4, ipv4(UDP, udp()), (VLAN, 0x6064)), ethernet(IPV6, ipv6(TCP, tcp(16)), (VLAN, 7))],
    "qinq": [ethernet(IPV4, ipv4(UDP, udp()), (outer, 10), (VLAN, 20)) for outer in (VLAN, SERVICE_VLAN)],
    "mpls": [ethernet(MPLS, mpls(*labels) + ipv4(UDP, udp())) for labels in ((16,), (16, 17), (16, 17, 18))]
    + [ethernet(MPLS, mpls(16) + ipv6(UDP, udp()))],
    "fragments": [ethernet(IPV4, ipv4(UDP, udp(octets=1000), fragment=0x2000)), ethernet(IPV4, ipv4(UDP, bytes(500), fragment=126)),
                  ethernet(IPV6, ipv6(FRAGMENT, struct.pack("!BBHI", UDP, 0, 1, 9) + udp(octets=1000))),
                  ethernet(IPV6, ipv6(FRAGMENT, struct.pack("!BBHI", UDP, 0, 1008, 9) + bytes(100)))],
    "malformed": [ethernet(IPV4, ipv4(UDP, udp(), words=3)), ethernet(IPV4, ipv4(UDP, udp(), length=900)),
                  ethernet(IPV4, ipv4(TCP, tcp(2)[:9])), ethernet(IPV4, ipv4(UDP, b"")[:19]), ethernet(IPV4, ipv4(UDP, udp(), words=15)),
                  ethernet(IPV6, ipv6(UDP, b"", length=8)), ethernet(IPV6, ipv6(UDP, udp())[:39]), ethernet(IPV6, ipv6(UDP, udp(), version=5)),
                  ethernet(MPLS, b"\0\1"), ethernet(IPV4, b"", (VLAN, 1))],
    "not-ip": [ethernet(ARP, bytes(28)), ethernet(0x88CC, bytes(50)), ethernet(38, bytes([0x42, 0x42, 3]) + bytes(35))],
    "many": [ethernet(IPV4, ipv4(UDP, udp(port=1000 + n % 250), host=n % 4 + 1, ttl=32 + n % 7)) for n in range(1000)],
}


def capture(frames):
    text = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames):
        text += struct.pack("<IIII", 1_700_000_000 + number // 10, number % 10 * 100_000, len(frame), len(frame)) + frame
    return text


for name, frames_of_capture in CAPTURES.items():
    (Path(sys.argv[1]) / f"{name}.pcap").write_bytes(capture(frames_of_capture))
