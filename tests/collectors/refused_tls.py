#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Collectors over TLS that are not to be trusted, or that do not trust the probe: no flow goes there, and the reason is said once and
stands in the statistics, in `xdpflow run` and in `xdpflow read`."""
import json
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import unittest

from certificates import make_authority, make_certificate
from judging import Judging, eventually
from replay import FROM, TO, enter_namespace
from stalled_collector import frame

FLOWS = 20
FIELDS = "IPV4_SRC_ADDR L4_SRC_PORT IN_PKTS"


class Server:
    """Python's own TLS, as collector.example; asks for a certificate of the authority or for none."""

    def __init__(self, folder, asks):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if asks:
            self.context.load_verify_locations(folder / "authority.pem")
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.context.load_cert_chain(folder / "collector.example.pem", folder / "collector.example.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tls://127.0.0.1:{self.listener.getsockname()[1]}"
        self.attempts, self.octets = 0, b""
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:  # closed
                return
            try:
                with self.context.wrap_socket(plain, server_side=True) as connection:
                    while part := connection.recv(1 << 16):
                        self.octets += part
            except OSError:
                pass
            self.attempts += 1


class RefusedTls(Judging):
    def setUp(self):
        super().setUp()
        for name in ("authority", "other"):
            make_authority(self.folder, name)
        for authority, name in (("authority", "collector.example"), ("authority", "good.example"), ("other", "bad.example")):
            make_certificate(self.folder, authority, name)

    def start_server(self, asks=False):
        server = Server(self.folder, asks)
        self.addCleanup(server.listener.close)
        return server

    def url(self, server, ca="authority", name="collector.example", own=None):
        mine = f"&cert={self.folder}/{own}.pem&key={self.folder}/{own}.key" if own else ""
        return f"{server.url}?ca={self.folder}/{ca}.pem&name={name}{mine}"

    def read(self, url):
        capture = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
        for number in range(FLOWS):
            octets = frame(number)
            capture += struct.pack("<IIII", 1700000000, number, len(octets), len(octets)) + octets
        (self.folder / "trace.pcap").write_bytes(capture)
        done = subprocess.run([self.sender, "read", "trace.pcap", "--options-interval", "0", "--stats", "stats", "--fields", FIELDS, "-n",
                               url], cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        return done, json.loads((self.folder / "stats").read_text())["collectors"][0]

    def run_with(self, server, url):
        """The probe, which meters some flows and tries to send them thrice; its reports before and after the server has gone."""
        self.probe = self.start(self.sender, "run", "-i", TO, "--control", "off", "--idle", "0.1", "--interval", "0.05", "--options-interval", "0", "--stats",
                                "stats", "--fields", FIELDS, "-n", url, log="probe.log")
        eventually(lambda: "metering" in self.said("probe.log") or self.probe.poll() is not None, "xdpflow to run")
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((FROM, 0))
            for number in range(FLOWS):
                wire.send(frame(number))
        eventually(lambda: self.stats(self.probe)["exported"] == FLOWS and server.attempts >= 3, "flows, and attempts to send them")
        now = self.stats(self.probe)["collectors"][0]
        server.listener.shutdown(socket.SHUT_RDWR)
        eventually(lambda: "nobody listens" in self.stats(self.probe)["collectors"][0]["reason"], "the last attempt")
        self.end(self.probe, signal.SIGINT)
        return now, json.loads((self.folder / "stats").read_text())["collectors"][0]

    def assert_refused(self, reason, asks=False, **parameters):
        """Nothing comes, and everybody knows why. In the end the flows count as lost, or, where the server was so busy that its refusal
        came late, as what was sent and perhaps not read."""
        server = self.start_server(asks)
        now, report = self.run_with(server, self.url(server, **parameters))
        self.assertEqual(b"", server.octets)
        self.assertRegex(now["reason"], reason)
        self.assertEqual("unreachable", now["state"])
        self.assertEqual(FLOWS, sum(report["lost_flows"].values()) + report["unconfirmed_flows"])
        said = [line for line in self.said("probe.log").splitlines() if line.startswith(f"xdpflow: {server.url}: ")]
        self.assertRegex(said[0], reason)
        self.assertEqual(1 + sum("flows are being sent" in line for line in said), sum(bool(re.search(reason, line)) for line in said))

    def assert_not_read(self, reason, **parameters):
        server = self.start_server()
        done, report = self.read(self.url(server, **parameters))
        self.assertEqual((1, b""), (done.returncode, server.octets))
        self.assertRegex(done.stderr, reason)
        self.assertIn(f"{FLOWS} flows not delivered to {server.url}", done.stderr)
        self.assertRegex(report["reason"], reason)
        self.assertEqual(("unreachable", FLOWS), (report["state"], report["lost_flows"]["unreachable"]))

    def test_another_authority(self):
        reason = "its certificate is refused: unable to get local issuer certificate.*parameter ca"
        self.assert_refused(reason, ca="other")
        self.assert_not_read(reason, ca="other")

    def test_another_name(self):
        reason = 'its certificate is refused: hostname mismatch; it is verified for "other.example"'
        self.assert_refused(reason, name="other.example")
        self.assert_not_read(reason, name="other.example")

    def test_no_certificate_of_ours(self):
        self.assert_refused("it has ended TLS: .*certificate required.*parameters ca, cert and key", asks=True)

    def test_a_certificate_of_ours_that_another_authority_has_signed(self):
        self.assert_refused("it has ended TLS: .*unknown ca.*parameters ca, cert and key", asks=True, own="bad.example")

    def test_all_is_well_with_the_right_ones(self):
        server = self.start_server(asks=True)
        done, report = self.read(self.url(server, own="good.example"))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(("reachable", "", FLOWS), (report["state"], report["reason"], report["sent_flows"]))
        eventually(lambda: server.attempts == 1, "the connection to end")
        (self.folder / "kept.ipfix").write_bytes(server.octets)
        kept = subprocess.run([self.sender, "collect", "kept.ipfix", "--format", "json"], cwd=self.folder, capture_output=True, check=True)
        self.assertEqual(FLOWS, kept.stdout.count(b"sourceTransportPort"))


if __name__ == "__main__":
    reason = "it needs root" if os.geteuid() != 0 else "openssl is not installed" if shutil.which("openssl") is None else enter_namespace()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main()
