#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A collector that accepts a connection and does not read from it, for some seconds (XDPFLOW_STALL, 3 unless given): another one gets every
flow, memory is bounded, what is given up is counted, and options tell it when the collector reads again."""
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from judging import Judging, eventually
from replay import FROM, SO_RCVBUFFORCE, TO, enter_namespace

STALL = float(os.environ.get("XDPFLOW_STALL", "3"))  # seconds
BURST = 4000  # flows
MOST_GROWTH = 64 << 20  # octets of memory


def frame(number):
    udp = struct.pack(">HHHH", 1 + number % 65_000, 53, 8, 0)
    source = (0x0A000000 + number // 65_000).to_bytes(4, "big")
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0, source, bytes([192, 0, 2, 2]))
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


class Stalled:
    """Accepts one connection; reads when it is told to, and keeps what it reads."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.url = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.reads = threading.Event()
        self.octets = b""
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        connection, _ = self.listener.accept()
        with connection:
            self.reads.wait()
            while part := connection.recv(1 << 20):
                self.octets += part


class Reader:
    """Takes every message over UDP."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"udp://127.0.0.1:{self.socket.getsockname()[1]}"
        self.octets = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while message := self.socket.recv(65535):
            self.octets.append(message)


class StalledCollector(Judging):
    def memory(self):
        status = dict(line.split(":", 1) for line in Path("/proc", str(self.probe.pid), "status").read_text().splitlines())
        return int(status["VmRSS"].split()[0]) << 10

    def printed(self, octets):
        """What xdpflow's own collector reads in these messages."""
        (self.folder / "messages").write_bytes(octets)
        done = subprocess.run([self.sender, "collect", "messages", "--format", "json"], capture_output=True, text=True, check=True,
                              cwd=self.folder)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def test_holds_nobody_else_up(self):
        stalled, reader = Stalled(), Reader()
        self.addCleanup(stalled.listener.close)
        self.addCleanup(reader.socket.close)
        self.probe = self.start(self.sender, "run", "-i", TO, "--control", "off", "--idle", "0.2", "--interval", "0.1", "--max-message", "256",
                                "--options-interval", "1", "--stats", "stats", "-n", stalled.url, "-n", reader.url, log="probe.log")
        eventually(lambda: self.said("probe.log").count("flows are being sent") == 2, "both collectors to be reached")
        flows, memory = 0, None
        end = time.monotonic() + STALL
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((FROM, 0))
            while time.monotonic() < end or self.stats(self.probe)["collectors"][0]["lost_flows"]["no_buffer"] == 0:
                for _ in range(BURST):
                    wire.send(frame(flows))
                    flows += 1
                eventually(lambda: self.stats(self.probe)["collectors"][1]["sent_flows"] == flows, "the other collector's flows")
                if memory is None and self.stats(self.probe)["collectors"][0]["lost_flows"]["no_buffer"] > 0:
                    memory = self.memory()
                self.assertLess(time.monotonic(), end + 100, "nothing is given up")
        now = self.memory()
        self.assertLess(now - memory, MOST_GROWTH)
        stalled.reads.set()
        eventually(lambda: self.stats(self.probe)["collectors"][0]["waiting_messages"] == 0, "the collector to have read")
        self.end(self.probe, signal.SIGINT)
        stalled.thread.join(30)
        self.assertEqual(0, self.probe.returncode, self.said("probe.log"))

        first, second = json.loads((self.folder / "stats").read_text())["collectors"]
        lost = first["lost_flows"]["no_buffer"]
        self.assertEqual((flows, 0), (second["sent_flows"], sum(second["lost_flows"].values())))
        self.assertEqual(flows, first["sent_flows"] + lost)
        self.assertEqual({"unresolved": 0, "unreachable": 0, "no_buffer": lost, "unacknowledged": 0, "spool_full": 0}, first["lost_flows"])
        all_flows, _ = self.printed(b"".join(reader.octets))
        self.assertEqual(flows, sum("options" not in record for record in all_flows))
        kept, said = self.printed(stalled.octets)
        self.assertEqual(flows - lost, sum("options" not in record for record in kept))
        self.assertIn("0 malformed messages, 0 sets without a template", said)
        told = [record["notSentFlowTotalCount"] for record in kept if record.get("selectorName") == "no buffer"]
        self.assertEqual(lost, told[-1], "flows given up, in the last report")
        print(f"{STALL:.0f} s, {flows} flows: {lost} given up and told; {memory >> 20} MiB of memory then, {now >> 20} in the end")


if __name__ == "__main__":
    reason = "it needs root" if os.geteuid() != 0 else enter_namespace()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main()
