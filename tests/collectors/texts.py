#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Texts in flow records (names of services, systems, cities, interfaces) as tshark reads them, in NetFlow v9 and in IPFIX."""
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import unittest

from judges.tshark import PORT, capture_of
from judging import Judging, Listener, eventually
from replay import FROM, TO, enter_namespace

FIELDS = """IPV4_SRC_ADDR IPV4_DST_ADDR L4_DST_PORT PROTOCOL IN_PKTS SRC_AS SRC_AS_MAP SRC_IP_COUNTRY SRC_IP_CITY NPROBE_INSTANCE_NAME
INTERFACE_NAME PROTOCOL_MAP L4_DST_PORT_MAP"""
CARRIER = "A carrier of bits and octets"
# By what tshark calls them. Those that it has no name for it shows as octets, by their number: 57472 more in NetFlow v9.
NAMED = {"SrcAS": "64500", "Organization name for SRC_AS": CARRIER[:16], "Country where the src IP is located": "NL",
         "City where the src IP is located": "Den Haag", "Flow server name (if known)": "probe 1", "IfName": TO}
NUMBERED = {1028: "UDP", 1035: "domain"}


def text(words):
    return bytes([2 << 5 | len(words)] if len(words) < 29 else [2 << 5 | 29, len(words) - 29]) + words.encode()


def number(kind, value, octets):
    return bytes([kind << 5 | octets] if kind < 8 else [octets, kind - 7]) + value.to_bytes(octets, "big")


def of_members(members):
    """A map: texts to what is encoded already."""
    return bytes([7 << 5 | len(members)]) + b"".join(text(name) + value for name, value in members.items())


def data_base(kind, record):
    """MaxMind's format, version 2.0, with one record for all addresses of IPv4: a tree of one node, whose branches both lead to it."""
    place = (1 + 16).to_bytes(3, "big")
    about = {"node_count": number(6, 1, 4), "record_size": number(5, 24, 2), "ip_version": number(5, 4, 2), "database_type": text(kind),
             "languages": bytes([1, 4]) + text("en"), "binary_format_major_version": number(5, 2, 2),
             "binary_format_minor_version": number(5, 0, 2), "build_epoch": number(9, 1_795_169_472, 8),
             "description": of_members({"en": text("made by a test")})}
    return place * 2 + bytes(16) + record + b"\xab\xcd\xefMaxMind.com" + of_members(about)


def frame():
    udp = struct.pack(">HHHH", 50000, 53, 8, 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


class Texts(Judging):
    def setUp(self):
        super().setUp()
        (self.folder / "as.mmdb").write_bytes(data_base("GeoLite2-ASN", of_members(
            {"autonomous_system_number": number(6, 64500, 4), "autonomous_system_organization": text(CARRIER)})))
        (self.folder / "city.mmdb").write_bytes(data_base("GeoLite2-City", of_members(
            {"country": of_members({"iso_code": text("NL")}), "city": of_members({"names": of_members({"en": text("Den Haag")})})})))

    def messages(self, protocol):
        """What a collector is sent of one packet."""
        listener = Listener()
        self.addCleanup(listener.close)
        process = self.start(self.sender, "run", "-i", TO, "--fields", FIELDS, "--as-list", "as.mmdb", "--city-list", "city.mmdb",
                             "--instance-name", "probe 1", "--options-interval", "0", "-n", protocol + listener.url)
        eventually(lambda: "metering" in self.said() or process.poll() is not None, "xdpflow to run")
        self.assertIsNone(process.poll(), self.said())
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((FROM, 0))
            wire.send(frame())
        self.end(process, signal.SIGINT)
        self.assertEqual(0, process.returncode, self.said())
        return listener.messages()

    def judge(self, protocol, offset):
        file = self.folder / "messages.pcap"
        file.write_bytes(capture_of(self.messages(protocol)))
        command = ["tshark", "-n", "-r", str(file), "-d", f"udp.port=={PORT},cflow", "-V", "-O", "cflow"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.assertNotIn("Malformed", shown)
        values = dict(re.findall(r"^ {12}([^:\n]+): (.*)$", shown[shown.index("Flow 1\n"):], re.MULTILINE))
        self.assertEqual(NAMED, {name: values.get(name, "").strip() for name in NAMED}, shown)
        for element, words in NUMBERED.items():
            octets = re.search(rf"Type {element + offset}\b.*: Value \(hex bytes\): ([0-9a-f ]+)", shown)
            self.assertIsNotNone(octets, shown)
            self.assertEqual(words.encode().ljust(16, b"\0"), bytes.fromhex(octets[1]))

    def test_netflow_9(self):
        self.judge("netflow9+", 57472)

    def test_ipfix(self):
        self.judge("", 0)


def why_not():
    if shutil.which("tshark") is None:
        return "tshark is not installed"
    if os.geteuid() != 0:
        return "not root"
    return enter_namespace()


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main()
