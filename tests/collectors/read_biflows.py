#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`xdpflow read FILE -n URL` with both directions of flows joined: nfcapd keeps both of each flow, as nProbe's elements (IPFIX, NetFlow
v9) and split (v5); ipfixDump and tshark find RFC 5103's reverse elements."""
import json
import os
import shutil
import struct
import subprocess
import unittest

from judging import Address, Judging, eventually, main

FLOWS = 300
KEY = "IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT PROTOCOL FIRST_SWITCHED LAST_SWITCHED IN_PKTS IN_BYTES"
CLIENT, SERVER = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])


def frame(source, destination, source_port, destination_port, payload):
    udp = struct.pack(">HHHH", source_port, destination_port, 8 + payload, 0) + bytes(payload)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, source, destination)
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


def exchange(number):
    """Two packets there, one back that is larger."""
    question = frame(CLIENT, SERVER, 1000 + number, 53, 10)
    return [question, frame(SERVER, CLIENT, 53, 1000 + number, 100), question]


THERE, BACK = (2, 2 * 38), (1, 128)


class ReadBiflows(Judging):
    def setUp(self):
        super().setUp()
        text = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
        for number in range(FLOWS):
            for i, octets in enumerate(exchange(number)):
                text += struct.pack("<IIII", 1700000000, number * 1000 + i, len(octets), len(octets)) + octets
        self.capture = self.folder / "trace.pcap"
        self.capture.write_bytes(text)

    def read(self, url, *options, fields=KEY + " OUT_PKTS OUT_BYTES"):
        return subprocess.run([self.sender, "read", str(self.capture), "-n", url, "--options-interval", "0", "--fields", fields, *options],
                              capture_output=True, text=True, timeout=60, check=False)

    def kept_by_nfcapd(self, protocol, *options):
        where = Address("127.0.0.1")
        folder = self.folder / "flows"
        folder.mkdir()
        process = self.start("nfcapd", "-4", "-b", "127.0.0.1", "-p", str(where.port), "-w", str(folder), "-t", "3600")
        eventually(lambda: where.row() or process.poll() is not None, "nfcapd to listen")
        done = self.read(protocol + where.url, *options)
        self.assertEqual((0, ""), (done.returncode, done.stdout), done.stderr)
        eventually(where.is_read, "nfcapd to read all")
        self.end(process)
        self.assertIn("Sequence Errors: 0, Bad Packets: 0", self.said())
        return json.loads(subprocess.run(["nfdump", "-R", str(folder), "-o", "json"], capture_output=True, text=True, check=True,
                                         env={**os.environ, "TZ": "UTC"}).stdout)

    def both_directions_arrive(self, protocol):
        kept = self.kept_by_nfcapd(protocol)
        self.assertEqual([(1000 + number, 53, *THERE, *BACK) for number in range(FLOWS)],
                         sorted((flow["src_port"], flow["dst_port"], flow["in_packets"], flow["in_bytes"], flow["out_packets"],
                                 flow["out_bytes"]) for flow in kept))

    def test_both_directions_arrive(self):
        self.both_directions_arrive("")

    def test_both_directions_arrive_as_netflow_9(self):
        self.both_directions_arrive("netflow9+")

    def test_each_direction_arrives_as_netflow_5(self):
        kept = self.kept_by_nfcapd("netflow5+", "--split-biflow")
        expected = [(1000 + number, 53, *THERE) for number in range(FLOWS)] + [(53, 1000 + number, *BACK) for number in range(FLOWS)]
        self.assertEqual(sorted(expected),
                         sorted((flow["src_port"], flow["dst_port"], flow["in_packets"], flow["in_bytes"]) for flow in kept))

    def test_netflow_5_refuses_them_by_name(self):
        done = self.read("netflow5+udp://127.0.0.1:9")
        self.assertEqual(2, done.returncode)
        self.assertIn("NetFlow v5 has no place for OUT_PKTS; set split_biflow", done.stderr)

    def rfc5103_file(self):
        path = self.folder / "flows.ipfix"
        done = self.read(f"file://{path}", "--biflow", "rfc5103", fields=KEY + " OUT_PKTS OUT_BYTES DST_TOS")
        self.assertEqual((0, ""), (done.returncode, done.stdout), done.stderr)
        return path

    @unittest.skipUnless(shutil.which("ipfixDump"), "ipfixDump is not installed")
    def test_ipfixdump_finds_reverse_elements(self):
        said = subprocess.run(["ipfixDump", "--in", str(self.rfc5103_file())], capture_output=True, text=True, check=True).stdout
        for name, value in (("octetDeltaCount", THERE[1]), ("packetDeltaCount", THERE[0]), ("reverseOctetDeltaCount", BACK[1]),
                            ("reversePacketDeltaCount", BACK[0]), ("reverseIpClassOfService", 0), ("biflowDirection", 1)):
            lines = [line.split() for line in said.splitlines() if f" {name} " in line and ": " in line and "tmpl" not in line.lower()]
            values = [line[-1] for line in lines if line[-2] == ":"]
            self.assertEqual([str(value)] * FLOWS, values, name)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_tshark_finds_reverse_elements(self):
        said = subprocess.run(["tshark", "-r", str(self.rfc5103_file()), "-V"], capture_output=True, text=True, check=True).stdout
        for line in (f"Octets: {THERE[1]}", f"Octets: {BACK[1]} (Reverse Type 1 BYTES)", f"Packets: {THERE[0]}",
                     f"Packets: {BACK[0]} (Reverse Type 2 PKTS)"):
            self.assertEqual(FLOWS, [found.strip() for found in said.splitlines()].count(line), line)


if __name__ == "__main__":
    main("nfcapd", "nfdump")
