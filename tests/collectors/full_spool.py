#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The disk of a spool becomes full while flows come: that is said in one line and counted, the probe goes on, and so does the spool when
there is room again. The disk is a small tmpfs that nobody else sees."""
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from judging import Judging, eventually
from replay import FROM, TO, enter_namespace
from stalled_collector import frame

CLONE_NEWNS = 0x00020000
BURST = 2000  # flows


def enter_mount_namespace():
    """From now on nobody else sees what this process mounts. Returns why not, or None."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        return f"no mount namespace: {os.strerror(ctypes.get_errno())}"
    # The mount that the test's folder lies in: "/" may be no mount at all (chroot).
    place = Path(tempfile.gettempdir()).resolve()
    while not place.is_mount():
        place = place.parent
    if subprocess.run(["mount", "--make-rprivate", str(place)], check=False, capture_output=True).returncode != 0:
        return f"what is mounted below {place} cannot be kept from others: it is no mount of its own"
    return None


class FullSpool(Judging):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(self.disk)], check=True)
        self.addCleanup(subprocess.run, ["umount", str(self.disk)], check=True)
        with socket.create_server(("127.0.0.1", 0)) as any_port:  # nobody else is in this namespace
            self.port = any_port.getsockname()[1]
        self.flows = 0
        self.wire = self.enterContext(socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
        self.wire.bind((FROM, 0))

    def start_probe(self):
        self.probe = self.start(self.sender, "run", "-i", TO, "--control", "off", "--idle", "0.1", "--interval", "0.05", "--options-interval", "0", "--stats",
                                "stats", "--fields", "IPV4_SRC_ADDR L4_SRC_PORT IN_PKTS", "-n",
                                f"tcp://127.0.0.1:{self.port}?spool={self.disk}/spool", log="probe.log")
        eventually(lambda: "metering" in self.said("probe.log") or self.probe.poll() is not None, "xdpflow to run")

    def meter_more(self):
        """So many flows more, all of which have been given to the spool when it returns; what the collector's report says then."""
        for _ in range(BURST):
            self.wire.send(frame(self.flows))
            self.flows += 1
        eventually(lambda: self.stats(self.probe)["exported"] == self.flows, "the flows to end")
        return self.stats(self.probe)["collectors"][0]

    def lost(self):
        return self.stats(self.probe)["collectors"][0]["lost_flows"]["spool_full"]

    def fill(self):
        """Until flows are lost, and then some more."""
        before = self.lost()
        eventually(lambda: self.meter_more()["lost_flows"]["spool_full"] > before, "the disk to be full")
        for _ in range(3):
            self.meter_more()

    def told(self):
        return [line for line in self.said("probe.log").splitlines() if "No space left" in line]

    def printed(self, octets):
        (self.folder / "kept.ipfix").write_bytes(octets)
        done = subprocess.run([self.sender, "collect", "kept.ipfix", "--format", "json"], cwd=self.folder, capture_output=True, text=True,
                              check=True)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def collect(self):
        """Starts the collector; a call gives what it was sent until the connection ended."""
        octets = bytearray()
        listener = socket.create_server(("127.0.0.1", self.port))
        self.addCleanup(listener.close)
        thread = threading.Thread(target=self.read, args=(listener, octets), daemon=True)
        thread.start()
        return lambda: thread.join(30) or bytes(octets)

    @staticmethod
    def read(listener, octets):
        connection, _ = listener.accept()
        with connection:
            while part := connection.recv(1 << 16):
                octets += part

    def test_is_told_once_and_goes_on_when_there_is_room(self):
        self.start_probe()
        self.fill()
        self.assertEqual(1, len(self.told()), self.said("probe.log"))
        self.assertRegex(self.told()[0], f"xdpflow: tcp://127.0.0.1:{self.port}: cannot (make|write) {self.disk}/spool/.*: "
                                         "No space left on device; flows are lost until there is room in the spool$")

        subprocess.run(["mount", "-o", "remount,size=4m", str(self.disk)], check=True)
        lost = self.lost()
        for _ in range(5):
            self.meter_more()
        self.assertEqual(lost, self.lost(), "there is room")

        collected = self.collect()
        eventually(lambda: self.stats(self.probe)["collectors"][0]["waiting_messages"] == 0, "everything to be sent")
        self.end(self.probe, signal.SIGINT)
        self.assertEqual(0, self.probe.returncode, self.said("probe.log"))
        flows, said = self.printed(collected())
        report = json.loads((self.folder / "stats").read_text())["collectors"][0]
        self.assertEqual(self.flows - lost, len(flows))
        self.assertEqual((self.flows - lost, lost, 0),
                         (report["sent_flows"], sum(report["lost_flows"].values()), report["unconfirmed_flows"]))
        self.assertIn("0 malformed messages, 0 sets without a template", said)
        self.assertEqual(1, len(self.told()), self.said("probe.log"))
        self.assertIn(f"{lost} flows not delivered", self.said("probe.log"))
        print(f"{self.flows} flows, {lost} of them when the disk was full")


if __name__ == "__main__":
    reason = "it needs root" if os.geteuid() != 0 else enter_namespace() or enter_mount_namespace()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main()
