#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`xdpflow read FILE -n udp://…`: nfcapd keeps every flow of the file, in each protocol and with its times, though the file is years
old; flows that reach nobody are said and counted."""
import json
import os
import struct
import subprocess

from judging import Address, Judging, eventually, main, milliseconds

FLOWS = 300
TIME = "%Y-%m-%dT%H:%M:%S.%f"


def frame(number):
    udp = struct.pack(">HHHH", 1000 + number, 53, 8, 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


class Read(Judging):
    def setUp(self):
        super().setUp()
        text = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
        for number in range(FLOWS):
            octets = frame(number)
            text += struct.pack("<IIII", 1700000000, number * 1000, len(octets), len(octets)) + octets
        self.capture = self.folder / "trace.pcap"
        self.capture.write_bytes(text)

    def read(self, url):
        stats = self.folder / "stats"
        done = subprocess.run([self.sender, "read", str(self.capture), "-n", url, "--options-interval", "0", "--stats", str(stats)],
                              capture_output=True, text=True, timeout=60, check=False)
        return done, json.loads(stats.read_text())["collectors"][0]

    def test_every_flow_arrives(self):
        self.every_flow_arrives("")

    def test_every_flow_arrives_as_netflow_9(self):
        self.every_flow_arrives("netflow9+")

    def test_every_flow_arrives_as_netflow_5(self):
        self.every_flow_arrives("netflow5+")

    def every_flow_arrives(self, protocol):
        where = Address("127.0.0.1")
        folder = self.folder / "flows"
        folder.mkdir()
        process = self.start("nfcapd", "-4", "-b", "127.0.0.1", "-p", str(where.port), "-w", str(folder), "-t", "3600")
        eventually(lambda: where.row() or process.poll() is not None, "nfcapd to listen")
        done, report = self.read(protocol + where.url)
        self.assertEqual((0, ""), (done.returncode, done.stdout))
        eventually(where.is_read, "nfcapd to read all")
        self.end(process)
        self.assertIn("Sequence Errors: 0, Bad Packets: 0", self.said())
        kept = json.loads(subprocess.run(["nfdump", "-R", str(folder), "-o", "json"], capture_output=True, text=True, check=True,
                                         env={**os.environ, "TZ": "UTC"}).stdout)
        self.assertEqual([(1000 + number, 1, 28) for number in range(FLOWS)],
                         sorted((flow["src_port"], flow["in_packets"], flow["in_bytes"]) for flow in kept))
        self.assertEqual([(1700000000000 + number, 1700000000000 + number) for number in range(FLOWS)],
                         sorted((milliseconds(flow["first"], TIME), milliseconds(flow["last"], TIME)) for flow in kept))
        self.assertEqual((FLOWS, "reachable"), (report["sent_flows"], report["state"]))

    def test_flows_that_reach_nobody_are_said_and_counted(self):
        done, report = self.read(Address("127.0.0.1").url)
        self.assertEqual(1, done.returncode)
        self.assertIn(f"{FLOWS} flows not delivered", done.stderr)
        self.assertEqual((FLOWS, 0), (report["lost_flows"]["unreachable"], report["sent_flows"]))


if __name__ == "__main__":
    main("nfcapd", "nfdump")
