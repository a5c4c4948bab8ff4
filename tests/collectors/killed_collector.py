#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A collector that is killed and started again (XDPFLOW_DEATHS times, 2 unless given) while flows come, over TCP and TLS: without a spool each flow arrives or is counted
as lost or unconfirmed, with one each arrives at least once."""
import json
import multiprocessing
import os
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from certificates import make_self_signed
from judging import Judging, eventually
from replay import FROM, TO, enter_namespace
from stalled_collector import frame

DEATHS = int(os.environ.get("XDPFLOW_DEATHS", "2"))


def serve(port, file, certificate):
    """Keeps the octets of the connections that it accepts, one after the other. What was not kept was not read: plain octets are looked
    at first, and taken from the socket when they are on file."""
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        connection, _ = listener.accept()
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate, certificate)
            try:
                connection = context.wrap_socket(connection, server_side=True)
            except OSError:
                continue
        kept = os.open(f"{file}.{time.monotonic_ns()}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        while True:
            try:
                part = connection.recv(1 << 16) if certificate else connection.recv(1 << 16, socket.MSG_PEEK)
            except OSError:
                break
            if not part:
                break
            os.write(kept, part)
            if not certificate:
                connection.recv(len(part))
        os.close(kept)


def whole_messages(octets):
    """Without the message that the end of the collector has cut."""
    at = 0
    while at + 16 <= len(octets) and at + struct.unpack_from(">H", octets, at + 2)[0] <= len(octets):
        at += struct.unpack_from(">H", octets, at + 2)[0]
    return octets[:at]


class KilledCollector(Judging):
    def setUp(self):
        super().setUp()
        with socket.create_server(("127.0.0.1", 0)) as any_port:  # nobody else is in this namespace
            self.port = any_port.getsockname()[1]
        self.certificate = None

    def live(self):
        """One life of the collector."""
        process = multiprocessing.get_context("fork").Process(
            target=serve, args=(self.port, str(self.folder / "kept"), self.certificate), daemon=True)
        process.start()
        self.addCleanup(process.kill)
        return process

    def flood(self, wire, over):
        """New flows, about 10,000 a second, until it is over."""
        while not over.wait(0.01):
            for _ in range(100):
                wire.send(frame(self.flows))
                self.flows += 1

    def octets(self):
        return sum(file.stat().st_size for file in self.folder.glob("kept.*"))

    def kill_often(self, url):
        self.flows = 0
        self.probe = self.start(self.sender, "run", "-i", TO, "--control", "off", "--idle", "0.1", "--interval", "0.05", "--options-interval", "0", "--stats",
                                "stats", "--fields", "IPV4_SRC_ADDR L4_SRC_PORT IN_PKTS", "-n", url, log="probe.log")
        eventually(lambda: "metering" in self.said("probe.log") or self.probe.poll() is not None, "xdpflow to run")
        over = threading.Event()
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((FROM, 0))
            flood = threading.Thread(target=self.flood, args=(wire, over))
            flood.start()
            try:
                for _ in range(DEATHS):
                    before, collector = self.octets(), self.live()
                    eventually(lambda: self.octets() > before + 100_000, "flows to arrive", 100)  # pauses between attempts grow to 30 s
                    collector.kill()
                    collector.join()
                self.live()
            finally:
                over.set()
                flood.join()
            eventually(lambda: self.stats(self.probe)["exported"] == self.flows and self.stats(self.probe)["collectors"][0]["waiting_messages"] == 0,
                       "everything to be sent", 100)
        self.end(self.probe, signal.SIGINT)
        self.assertEqual(0, self.probe.returncode, self.said("probe.log"))
        return json.loads((self.folder / "stats").read_text())["collectors"][0]

    def kept(self):
        """How often each flow was kept."""
        times = {}
        for file in sorted(self.folder.glob("kept.*")):
            file.write_bytes(whole_messages(file.read_bytes()))
            done = subprocess.run([self.sender, "collect", str(file), "--format", "json"], capture_output=True, text=True, check=False)
            for line in done.stdout.splitlines():
                flow = json.loads(line)
                key = (flow["sourceIPv4Address"], flow["sourceTransportPort"])
                times[key] = times.get(key, 0) + 1
        return times

    def assert_arrived_or_counted(self, url):
        report = self.kill_often(url)
        kept = self.kept()
        counted = sum(report["lost_flows"].values()) + report["unconfirmed_flows"]
        print(f"{url.partition(':')[0]}: {self.flows} flows, {len(kept)} arrived, {sum(report['lost_flows'].values())} lost, "
              f"{report['unconfirmed_flows']} unconfirmed")
        self.assertGreaterEqual(len(kept) + counted, self.flows)
        self.assertEqual({1}, set(kept.values()), "nothing comes twice")
        return report

    def assert_all_arrived(self, url):
        report = self.kill_often(url)
        kept = self.kept()
        twice = sum(times - 1 for times in kept.values())
        print(f"{url.partition(':')[0]}, spool: {self.flows} flows, {len(kept)} arrived, {twice} twice, {report['sent_again_flows']} sent again")
        self.assertEqual(self.flows, len(kept))
        self.assertLessEqual(twice, report["sent_again_flows"])
        self.assertEqual(0, sum(report["lost_flows"].values()))

    def tls_url(self):
        self.certificate, key = make_self_signed(self.folder, "IP:127.0.0.1")
        with Path(self.certificate).open("ab") as both:
            both.write(Path(key).read_bytes())
        return f"tls://127.0.0.1:{self.port}?ca={self.certificate}"

    def tcp_url(self):
        return f"tcp://127.0.0.1:{self.port}"

    def test_tcp(self):
        self.assert_arrived_or_counted(self.tcp_url())

    def test_tls(self):
        self.assert_arrived_or_counted(self.tls_url())

    def test_tcp_with_a_spool(self):
        self.assert_all_arrived(f"{self.tcp_url()}?spool={self.folder}/spool")

    def test_tls_with_a_spool(self):
        self.assert_all_arrived(f"{self.tls_url()}&spool={self.folder}/spool")


if __name__ == "__main__":
    reason = "it needs root" if os.geteuid() != 0 else enter_namespace()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main()
