#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demonstration shows equal flows, says so only if they are, and leaves nothing behind, whenever it is interrupted."""
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PATIENCE = 200  # seconds
PROGRAMS = ("ip", "nsenter", "unshare", "setpriv", "curl", "dnsmasq", "dig", "iperf3", "nfcapd", "nfdump")
TABLE = """IPV4_SRC_ADDR  L4_SRC_PORT  IPV4_DST_ADDR  L4_DST_PORT  PROTOCOL  TCP_FLAGS  IN_PKTS  IN_BYTES  FLOW_START (UTC)  FLOW_END (UTC)
192.0.2.1  40000  192.0.2.2  80  6  ...AP.SF  6  393  2026-01-02T03:04:05.006Z  2026-01-02T03:04:05.007Z

IPV6_SRC_ADDR  L4_SRC_PORT  IPV6_DST_ADDR  L4_DST_PORT  PROTOCOL  TCP_FLAGS  IN_PKTS  IN_BYTES  FLOW_START (UTC)  FLOW_END (UTC)
2001:db8::1  0  2001:db8::2  34560  58  ........  1  72  2026-01-02T03:04:05.008Z  2026-01-02T03:04:05.008Z
"""
DUMP = [
    {"src4_addr": "192.0.2.1", "dst4_addr": "192.0.2.2", "src_port": 40000, "dst_port": 80, "proto": 6, "tcp_flags": "...AP.SF",
     "in_packets": 6, "in_bytes": 393, "first": "2026-01-02T03:04:05.006", "last": "2026-01-02T03:04:05.007"},
    {"src6_addr": "2001:db8::1", "dst6_addr": "2001:db8::2", "proto": 58, "icmp_type": 135, "icmp_code": 0, "in_packets": 1,
     "in_bytes": 72, "first": "2026-01-02T03:04:05.008", "last": "2026-01-02T03:04:05.008"},
]
source = Path()
xdpflow = ""


def processes_of(session):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(words[3]) == session and words[0] not in "ZX":
            found.append((stat.parent / "cmdline").read_text() if stat.exists() else "")
    return found


class Verdict(unittest.TestCase):
    def compare(self, table, dump):
        with tempfile.TemporaryDirectory(prefix="xdpflow-") as folder:
            (Path(folder) / "table").write_text(table)
            (Path(folder) / "json").write_text(json.dumps(dump))
            done = subprocess.run([source / "packaging/side_by_side.py", f"{folder}/table", f"{folder}/json"], capture_output=True,
                                  text=True, check=False)
        self.assertEqual("", done.stderr)
        self.assertIn("verdict: equal" if done.returncode == 0 else "verdict: NOT EQUAL", done.stdout)
        return done.returncode

    def test_is_equal_for_the_same_flows(self):
        self.assertEqual(0, self.compare(TABLE, DUMP))
        self.assertEqual(0, self.compare(TABLE, DUMP[::-1]))

    def test_is_not_equal_if_one_value_differs(self):
        for name, value in {"in_packets": 7, "in_bytes": 394, "tcp_flags": "...AP.S.", "src_port": 40001, "dst_port": 81,
                            "src4_addr": "192.0.2.3", "first": "2026-01-02T03:04:05.005", "last": "2026-01-02T03:04:05.008"}.items():
            self.assertEqual(1, self.compare(TABLE, [DUMP[0] | {name: value}, DUMP[1]]), name)

    def test_is_not_equal_if_a_flow_is_missing_or_double(self):
        self.assertEqual(1, self.compare(TABLE, DUMP[:1]))
        self.assertEqual(1, self.compare(TABLE, DUMP + DUMP[:1]))
        self.assertEqual(1, self.compare("", []))


class Demo(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="xdpflow-")))
        self.folder.chmod(0o755)  # the compiler runs without privileges, and makes its files in there

    def start(self):
        demo = subprocess.Popen([source / "packaging/demo.sh"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, start_new_session=True,
                                env={**os.environ, "TMPDIR": str(self.folder), "XDPFLOW_BINARY": xdpflow})
        self.addCleanup(demo.stdout.close)
        self.addCleanup(demo.wait)
        self.addCleanup(demo.kill)
        return demo

    def assert_nothing_left(self, demo):
        self.assertEqual([], processes_of(demo.pid))
        self.assertEqual([], list(self.folder.iterdir()))
        self.assertNotIn("xdpflow-demo", Path("/proc/self/mounts").read_text())

    def interrupt(self, condition, send):
        demo = self.start()
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertTrue(time.monotonic() < end and demo.poll() is None, "the demonstration does not get so far")
            select.select([], [], [], 0.01)
        send(demo.pid, signal.SIGINT)
        demo.communicate(timeout=PATIENCE)
        self.assertEqual(130, demo.returncode)
        self.assert_nothing_left(demo)

    def has(self, pattern):
        return lambda: any(self.folder.glob(f"xdpflow-demo.*/{pattern}"))

    def test_shows_equal_flows(self):
        demo = self.start()
        said = demo.communicate(timeout=PATIENCE)[0].decode()
        self.assertEqual(0, demo.returncode, said)
        self.assertRegex(said, r"verdict: equal: \d+ flows of xdpflow")
        for words in ("192.0.2.2:80 ", "[2001:db8::2]:80 ", "192.0.2.2:53 ", "[2001:db8::2]:53 ", "192.0.2.2:5201 ",
                      "[2001:db8::2]:5201 "):
            self.assertIn(words, said)
        self.assert_nothing_left(demo)

    def test_leaves_nothing_when_interrupted_while_servers_start(self):
        self.interrupt(self.has("dns.log"), os.kill)

    def test_leaves_nothing_when_interrupted_in_the_middle_of_traffic(self):
        self.interrupt(self.has("iperf3.report"), os.kill)

    def test_leaves_nothing_when_the_terminal_interrupts_all_of_it(self):
        self.interrupt(self.has("names"), os.killpg)

    def test_leaves_no_process_when_it_is_killed(self):
        demo = self.start()
        end = time.monotonic() + PATIENCE
        while not self.has("names")():
            self.assertLess(time.monotonic(), end)
            select.select([], [], [], 0.01)
        demo.kill()
        demo.wait(PATIENCE)
        while processes_of(demo.pid):
            self.assertLess(time.monotonic(), end, processes_of(demo.pid))
            select.select([], [], [], 0.01)


def why_not():
    if os.geteuid() != 0:
        return "namespaces need root"
    return next((f"{program} is not installed" for program in PROGRAMS if shutil.which(program) is None), None)


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    xdpflow = sys.argv.pop(2)
    source = Path(sys.argv.pop(1))
    unittest.main()
