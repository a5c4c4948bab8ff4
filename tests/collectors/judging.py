# SPDX-License-Identifier: Apache-2.0
"""What the tests of this folder share: a port, a collector as a child process, the sender, and waiting for conditions."""
import json
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timezone
from pathlib import Path

PATIENCE = 30  # seconds until a condition counts as failed
FIELDS = """IPV4_SRC_ADDR IPV4_DST_ADDR INPUT_SNMP OUTPUT_SNMP IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED L4_SRC_PORT L4_DST_PORT
TCP_FLAGS PROTOCOL SRC_TOS SRC_AS DST_AS IN_SRC_MAC IN_DST_MAC SRC_VLAN FLOW_END_REASON DIRECTION"""
MORE_FIELDS = FIELDS + """ tcpControlBits FLOW_START_MILLISECONDS DOT1Q_SRC_VLAN MIN_TTL MAX_TTL MIN_IP_PKT_LEN MAX_IP_PKT_LEN
IP_PROTOCOL_VERSION ICMP_TYPE layer2OctetDeltaCount"""


def eventually(condition, what, patience=PATIENCE):
    """Asks until the answer is true; fails the test after so many seconds. Returns the answer."""
    end = time.monotonic() + patience
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"in vain waited for {what}")
        select.select([], [], [], 0.02)


class Address:
    """A free port of the loopback interface, of IPv4 or IPv6."""

    def __init__(self, host):
        self.host = host
        self.family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(self.family, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))
            self.port = probe.getsockname()[1]
        self.url = f"udp://[{host}]:{self.port}" if ":" in host else f"udp://{host}:{self.port}"

    def row(self):
        """The row of the kernel's table for the socket that listens here, or None."""
        for name in ("udp", "udp6"):
            for line in Path("/proc/net", name).read_text().splitlines()[1:]:
                row = line.split()
                if int(row[1].rpartition(":")[2], 16) == self.port:
                    return row
        return None

    def is_read(self):
        """Whether the collector has taken all that has arrived, and nothing was dropped before it."""
        row = self.row()
        assert row is not None, "the collector does not listen any more"
        assert row[-1] == "0", f"{row[-1]} messages dropped before the collector read them"
        return int(row[4].rpartition(":")[2], 16) == 0


class Listener:
    """A socket that keeps the messages it is sent."""

    def __init__(self, host="127.0.0.1"):
        self.family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(self.family, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind((host, 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"udp://[{host}]:{self.port}" if ":" in host else f"udp://{host}:{self.port}"

    def messages(self):
        """All that have arrived; over the loopback interface that is all that were sent."""
        self.socket.setblocking(False)
        messages = []
        try:
            while True:
                messages.append(self.socket.recv(65535))
        except BlockingIOError:
            return messages

    def close(self):
        self.socket.close()


class Judging(unittest.TestCase):
    sender = ""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="xdpflow-")))

    def start(self, *command, log="said", output=None):
        """A program that is killed at the end of the test; what it says is in self.said(log)."""
        said = self.enterContext((self.folder / log).open("wb"))
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output or said, stderr=said, cwd=self.folder)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def said(self, log="said"):
        return (self.folder / log).read_text(errors="replace")

    def stats(self, process):
        """What a probe that was started with `--stats stats` has counted so far."""
        file = self.folder / "stats"
        file.unlink(missing_ok=True)
        process.send_signal(signal.SIGUSR1)
        eventually(file.exists, "statistics")
        return json.loads(file.read_text())

    def end(self, process, number=signal.SIGTERM):
        process.send_signal(number)
        process.wait(PATIENCE)

    def send(self, count, *urls, fields=FIELDS, octets=1420):
        """Sends flows and returns them as the printer shows them."""
        command = [self.sender, fields, str(count), str(octets), *urls]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        flows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(count, len(flows))
        return flows

    def judge_made_up_flows(self, judge_class, count, host="127.0.0.1", transport="udp", **options):
        """The judge has the flows that send_records makes up and sends to it as IPFIX."""
        judge = judge_class(self, "ipfix", transport)
        judge.judge(self.send(count, f"ipfix+{transport}://{judge.start(host)}", **options))
        return judge

    def send_messages(self, transport, where, messages):
        """Each by itself over UDP; as a stream over TCP and to a Unix socket; to a file."""
        if transport == "file":
            Path(where).write_bytes(b"".join(messages))
            return
        family = socket.AF_UNIX if transport == "unix" else socket.AF_INET
        host, _, port = where.rpartition(":")
        with socket.socket(family, socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM) as sender:
            sender.connect(where if transport == "unix" else (host, int(port)))
            for message in messages:
                sender.sendall(message)

    def assert_same(self, expected, kept):
        """Lists of dictionaries, equal but for their order."""
        def ordered(flows):
            return sorted(flows, key=lambda flow: json.dumps(flow, sort_keys=True))
        self.maxDiff = None
        self.assertEqual(len(expected), len(kept))
        for one, other in zip(ordered(expected), ordered(kept)):
            self.assertEqual(one, other)


def address(flow, end):
    return flow.get(f"IPV4_{end}_ADDR") or flow[f"IPV6_{end}_ADDR"]


def milliseconds(text, form):
    """Milliseconds since 1970 of a time in UTC."""
    time_then = datetime.strptime(text, form).replace(tzinfo=timezone.utc)
    return round(time_then.timestamp() * 1000)


def main(*programs, judges=()):
    """Runs the tests of the calling file, with the path of the sender as the argument, if programs and judges are installed."""
    missing = [program for program in programs if shutil.which(program) is None] + [judge.missing() for judge in judges]
    for program in filter(None, missing):
        print(f"skipped: {program} is not installed")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main(module="__main__")
