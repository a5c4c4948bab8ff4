#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`xdpflow collect` prints what it was sent, over UDP, TCP and TLS and from files, and says in one line what is wrong.

Usage: own_collector.py XDPFLOW
"""
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
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "corpus"))
from compare import FIELDS, ZERO_BY_DEFAULT, expected_flows  # noqa: E402
from judges.elements import elements_of  # noqa: E402
from certificates import make_authority, make_certificate
from judging import PATIENCE, Judging, eventually, milliseconds  # noqa: E402

TIMES = ("flowStartMilliseconds", "flowEndMilliseconds")


def message(sequence, *sets):
    body = b"".join(struct.pack(">HH", number, 4 + len(octets)) + octets for number, octets in sets)
    return struct.pack(">HHIII", 10, 16 + len(body), 0x5c000000, sequence, 7) + body


# Template 256: sourceIPv4Address and packetDeltaCount; records of it.
TEMPLATE = message(0, (2, struct.pack(">HHHHHH", 256, 2, 8, 4, 2, 4)))
RECORDS = [message(i, (256, socket.inet_aton("192.0.2.1") + struct.pack(">I", i))) for i in range(1000)]
PRINTED = [{"sourceIPv4Address": "192.0.2.1", "packetDeltaCount": i} for i in range(1000)]


class OwnCollector(Judging):
    xdpflow = ""
    corpus = None

    def collect(self, url, *arguments, log="collector"):
        """A collector that listens, and its address."""
        output = self.enterContext((self.folder / (log + ".flows")).open("wb"))
        process = self.start(self.xdpflow, "collect", url, "--format", "json", *arguments, log=log, output=output)
        found = eventually(lambda: re.search(r"listening at (\w+)://(.*):(\d+)\n", self.said(log)), "the collector to listen")
        return process, found.group(1), found.group(2).strip("[]"), int(found.group(3))

    def printed(self, log="collector"):
        return [json.loads(line) for line in (self.folder / (log + ".flows")).read_text().splitlines()]

    def wait_for_exit(self, process):
        self.assertEqual(0, process.wait(PATIENCE), self.said("collector"))

    def read(self, capture, url):
        command = [self.xdpflow, "read", str(capture), "--active", "0", "--idle", "0", "--fields", FIELDS, "-n", url, "--features", "/nonexistent"]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def judge_capture(self, capture):
        names = set(FIELDS.split()) | {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"}
        flows, _ = expected_flows(self.corpus / "expected" / (capture.name + ".jsonl"), names)
        if not flows:
            return 0
        process, scheme, _, port = self.collect("udp://127.0.0.1:0", "--count", str(len(flows)))
        done = self.read(capture, f"{scheme}://127.0.0.1:{port}")
        self.assertEqual(0, done.returncode, done.stderr)
        self.wait_for_exit(process)
        found = []
        for flow in self.printed():
            if "options" in flow:
                continue
            for name in TIMES:
                flow[name] = milliseconds(flow[name], "%Y-%m-%dT%H:%M:%S.%fZ")
            found.append({name: str(value) for name, value in flow.items()})
        self.assert_same([elements_of(dict.fromkeys(ZERO_BY_DEFAULT, 0) | flow, "ipfix") for flow in flows], found)
        self.assertIn("0 malformed messages, 0 sets without a template, 0 gaps of 0 records", self.said("collector"))
        return len(flows)

    def test_prints_every_flow_of_every_capture(self):
        if self.corpus is None:
            self.skipTest("XDPFLOW_CORPUS names no folder of captures")
        total = 0
        for capture in sorted(self.corpus.iterdir()):
            if (self.corpus / "expected" / (capture.name + ".jsonl")).exists():
                with self.subTest(capture.name):
                    total += self.judge_capture(capture)
        self.assertGreater(total, 1000)

    def test_listens_at_both_families_without_a_host(self):
        process, _, host, port = self.collect("udp://:0", "--count", "2")
        self.assertEqual("::", host)
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with socket.socket(family, socket.SOCK_DGRAM) as sender:
                sender.sendto(TEMPLATE, (address, port))
                sender.sendto(RECORDS[0], (address, port))
        self.wait_for_exit(process)
        self.assertEqual([PRINTED[0]] * 2, self.printed())
        self.assertIn("4 messages in 2 sessions: 2 flow records", self.said("collector"))

    def test_reads_what_was_sent_before_the_signal(self):
        for url, kind in (("udp://127.0.0.1:0", socket.SOCK_DGRAM), ("tcp://127.0.0.1:0", socket.SOCK_STREAM)):
            process, _, _, port = self.collect(url)
            process.send_signal(signal.SIGSTOP)
            with socket.socket(socket.AF_INET, kind) as sender:
                sender.connect(("127.0.0.1", port))
                for one in [TEMPLATE, *RECORDS[:100]]:
                    sender.send(one)
                process.send_signal(signal.SIGTERM)
                process.send_signal(signal.SIGCONT)
                self.wait_for_exit(process)
            self.assertEqual(PRINTED[:100], self.printed(), url)

    def test_tells_gaps(self):
        process, _, _, port = self.collect("udp://127.0.0.1:0", "--count", "2")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", port))
            for one in (TEMPLATE, RECORDS[0], RECORDS[10]):
                sender.send(one)
        self.wait_for_exit(process)
        self.assertIn("domain 7: 9 records are missing before number 10\n", self.said("collector"))
        self.assertIn("1 gaps of 9 records", self.said("collector"))

    def test_joins_what_tcp_has_cut(self):
        process, _, _, port = self.collect("tcp://127.0.0.1:0", "--count", "1000")
        with socket.create_connection(("127.0.0.1", port)) as sender:
            stream = TEMPLATE + b"".join(RECORDS)
            sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(0, len(stream), 7):
                sender.sendall(stream[at:at + 7])
            self.wait_for_exit(process)
        self.assertEqual(PRINTED, self.printed())

    def test_closes_a_tcp_connection_without_ipfix(self):
        process, _, _, port = self.collect("tcp://127.0.0.1:0")
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sender:
            sender.sendall(TEMPLATE + b"GET / HTTP/1.1\r\n\r\n")
            sender.shutdown(socket.SHUT_WR)
            self.assertEqual(b"", self.received(sender))
        eventually(lambda: "is not IPFIX (version 10)" in self.said("collector"), "the line about it")
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(TEMPLATE[:20])
        eventually(lambda: "the connection ends in the middle of it" in self.said("collector"), "the line about it")
        self.end(process)
        self.assertEqual(0, process.returncode)
        self.assertIn("2 malformed messages", self.said("collector"))

    @staticmethod
    def received(connection):
        try:
            return connection.recv(1)
        except ConnectionResetError:
            return b""

    def test_reads_files_and_standard_input(self):
        file = self.folder / "flows.ipfix"
        file.write_bytes(TEMPLATE + b"".join(RECORDS))
        for source, given in ((str(file), None), (f"file://{file}", None), ("-", file.read_bytes())):
            done = subprocess.run([self.xdpflow, "collect", source], input=given, capture_output=True, timeout=PATIENCE, check=True)
            self.assertEqual(PRINTED, [json.loads(line) for line in done.stdout.splitlines()])

    def test_prints_what_precedes_the_end_of_a_broken_file(self):
        for ending, why in ((RECORDS[1][:20], "the file ends after 20"), (b"\x0a\x0d\x0d\x0a" * 5, "version 2573 is not IPFIX")):
            file = self.folder / "broken.ipfix"
            file.write_bytes(TEMPLATE + RECORDS[0] + ending)
            done = subprocess.run([self.xdpflow, "collect", file], capture_output=True, text=True, timeout=PATIENCE, check=False)
            self.assertEqual(1, done.returncode)
            self.assertEqual(PRINTED[:1], [json.loads(line) for line in done.stdout.splitlines()])
            self.assertIn(why, done.stderr)
            self.assertIn(f"is not read further than to octet {len(TEMPLATE + RECORDS[0])}", done.stderr)

    def client(self, name=None):
        context = ssl.create_default_context(cafile=self.folder / "authority.pem")
        if name:
            context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context

    def send_over_tls(self, context, port):
        """Whether the collector took it; with TLS 1.3 a client learns of a refusal with its first read."""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain, \
                    context.wrap_socket(plain, server_hostname="collector.example") as sender:
                sender.sendall(TEMPLATE + b"".join(RECORDS))
                plain_end = sender.unwrap()
                plain_end.close()
        except OSError:
            return False
        return True

    def test_takes_messages_over_tls_from_clients_of_the_authority_alone(self):
        for name in ("authority", "other"):
            make_authority(self.folder, name)
        for authority, name in (("authority", "collector.example"), ("authority", "good.example"), ("other", "bad.example")):
            make_certificate(self.folder, authority, name)
        process, scheme, _, port = self.collect("tls://127.0.0.1:0", "--count", "1000", "--cert", "collector.example.pem", "--key",
                                                "collector.example.key", "--ca", "authority.pem")
        self.assertEqual("tls", scheme)
        self.send_over_tls(self.client(), port)
        eventually(lambda: "no TLS connection: peer did not return a certificate" in self.said("collector"), "the refusal without one")
        self.send_over_tls(self.client("bad.example"), port)
        eventually(lambda: "its certificate is refused: unable to get local issuer certificate" in self.said("collector"), "the refusal")
        old = self.client("good.example")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("DEFAULT@SECLEVEL=0")
        self.assertFalse(self.send_over_tls(old, port))
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(TEMPLATE * 10)
            self.assertLessEqual(len(self.received(sender)), 1)
        self.assertEqual([], self.printed())

        self.send_over_tls(self.client("good.example"), port)
        self.wait_for_exit(process)
        self.assertEqual(PRINTED, self.printed())
        self.assertIn("4 refused connections", self.said("collector"))

    def test_says_what_is_wrong_with_certificates(self):
        make_authority(self.folder, "authority")
        make_authority(self.folder, "other")

        def refusal(*arguments):
            command = [self.xdpflow, "collect", "tls://127.0.0.1:0", *arguments]
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=self.folder)
            self.assertNotEqual(0, done.returncode)
            self.assertEqual(1, done.stderr.count("\n"), done.stderr)
            return done.stderr
        self.assertIn("add --cert FILE --key FILE", refusal())
        self.assertIn("cannot use the certificate in nowhere.pem: No such file", refusal("--cert", "nowhere.pem", "--key", "other.key"))
        self.assertIn("cannot use the key in other.key: key values mismatch", refusal("--cert", "authority.pem", "--key", "other.key"))
        self.assertIn("cannot use the authority in other.key",
                      refusal("--cert", "authority.pem", "--key", "authority.key", "--ca", "other.key"))


if __name__ == "__main__":
    OwnCollector.xdpflow = sys.argv.pop(1)
    if shutil.which("openssl") is None:
        print("skipped: openssl is not installed")
        sys.exit(77)
    if "XDPFLOW_CORPUS" in os.environ:
        OwnCollector.corpus = Path(os.environ["XDPFLOW_CORPUS"])
    unittest.main()
