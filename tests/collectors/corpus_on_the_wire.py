#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Captures over tcpreplay, a live interface and IPFIX to four collectors: each keeps the flows expected of the file, at the times
of the replay. XDPFLOW_CORPUS names the folder of captures."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

import ipfixdump_test
import nfacctd_test
import nfcapd_test
import tshark_test
from judging import MORE_FIELDS, Address, Judging, Listener, eventually
from replay import FROM, TO, Capture, enter_namespace

PROGRAMS = ("nfcapd", "nfdump", "nfacctd", "tshark", "ipfixDump", "tcpreplay", "ethtool")
# Not tcpControlBits: of its two octets nfacctd reads the first.
ASKED_FOR = MORE_FIELDS.replace("tcpControlBits", "")
TIMES = ("FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS")
KEY = ("IP_PROTOCOL_VERSION", "IPV4_SRC_ADDR", "IPV4_DST_ADDR", "IPV6_SRC_ADDR", "IPV6_DST_ADDR", "PROTOCOL", "L4_SRC_PORT",
       "L4_DST_PORT")
ABSENT = {"SRC_VLAN": 0, "DOT1Q_SRC_VLAN": 0, "ICMP_TYPE": 0, "SRC_AS": 0, "DST_AS": 0, "OUTPUT_SNMP": 0, "DIRECTION": 0}


def key_of(flow):
    return tuple(flow.get(name) for name in KEY)


def by_key(flows):
    result = {key_of(flow): flow for flow in flows}
    assert len(result) == len(flows)
    return result


def without_times(flow):
    return {name: value for name, value in flow.items() if name not in TIMES}


class Corpus(Judging):
    corpus = Path()

    def expectation(self, capture):
        """The flows that the file is known to have, and its summary."""
        names = (set(ASKED_FOR.split()) | {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"}) - set(TIMES)
        lines = [json.loads(line) for line in (self.corpus / "expected" / f"{capture}.jsonl").read_text().splitlines()]
        here = {"INPUT_SNMP": socket.if_nametoindex(TO)}
        flows = [ABSENT | {name: value for name, value in line.items() if name in names} | here
                 for line in lines if line["type"] == "flow"]
        return flows, lines[-1]

    def start_nfcapd(self):
        where = Address("127.0.0.1")
        (self.folder / "nfcapd").mkdir()
        process = self.start("nfcapd", "-4", "-b", where.host, "-p", str(where.port), "-w", "nfcapd", "-t", "3600", log="nfcapd.log")
        eventually(where.row, "nfcapd to listen")
        return where, process

    def start_nfacctd(self):
        where = Address("127.0.0.1")
        configuration = self.folder / "nfacctd.conf"
        configuration.write_text(nfacctd_test.CONFIGURATION.format(host=where.host, port=where.port, folder=self.folder))
        process = self.start("nfacctd", "-f", str(configuration), log="nfacctd.log")
        eventually(lambda: "waiting for NetFlow/IPFIX data" in self.said("nfacctd.log"), "nfacctd to listen")
        return where, process

    def start_probe(self, *urls):
        command = [self.sender, "run", "-i", TO, "--active", "0", "--idle", "0", "--format", "json", "--stats", "stats",
                   "--domain", "7", "--fields", ASKED_FOR]
        for url in urls:
            command += ["-n", url]
        output = self.enterContext((self.folder / "flows").open("wb"))
        process = self.start(*command, log="probe.log", output=output)
        eventually(lambda: "metering" in self.said("probe.log") or process.poll() is not None, "xdpflow to run")
        self.assertIsNone(process.poll(), self.said("probe.log"))
        return process

    def stats(self, process):
        file = self.folder / "stats"
        file.unlink(missing_ok=True)
        process.send_signal(signal.SIGUSR1)
        eventually(file.exists, "statistics")
        return json.loads(file.read_text())

    def replay(self, capture, frames):
        """Sends the file; returns the flows of what was sent and of what came in, whose times are the kernel's."""
        done = subprocess.run(["tcpreplay", "--intf1", FROM, "--pps", "3000", str(self.corpus / capture)], capture_output=True,
                              text=True, timeout=60, check=True)
        self.assertRegex(done.stdout, rf"Successful packets: +{frames}\n")
        for seen in self.seen:
            eventually(lambda seen=seen: seen.count() == frames, "all frames")
        return [self.read(seen) for seen in self.seen]

    def read(self, seen):
        file = self.folder / "seen.pcap"
        seen.write(file)
        command = [self.sender, "read", str(file), "--active", "0", "--idle", "0", "--format", "json", "--fields", ASKED_FOR]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return by_key([json.loads(line) for line in done.stdout.splitlines()])

    def assert_times(self, flows, sent, came, bounds):
        """No packet is metered before it is sent, or after it has gone on: to the millisecond."""
        for flow in flows:
            for name in TIMES:
                least, most = sent[key_of(flow)][name], came[key_of(flow)][name]
                self.assertTrue(least - 1 <= flow[name] <= most + 1, f"{name} of {flow} is not from {least} to {most}")
                self.assertTrue(bounds[0] <= least <= most <= bounds[1])

    def judge_nfcapd(self, where, process, flows):
        eventually(where.is_read, "nfcapd to read all")
        self.end(process)
        self.assertIn("Sequence Errors: 0, Bad Packets: 0", self.said("nfcapd.log"))
        for word in ("rror:", "arning", "unknown", "malformed", "skip"):
            self.assertNotIn(word, self.said("nfcapd.log"))
        read = subprocess.run(["nfdump", "-6", "-R", "nfcapd", "-o", "json"], capture_output=True, text=True, check=True,
                              cwd=self.folder, env={**os.environ, "TZ": "UTC"})
        self.assert_same([nfcapd_test.expected(flow) for flow in flows], [nfcapd_test.kept(flow) for flow in json.loads(read.stdout)])

    def judge_nfacctd(self, flows):
        output = self.folder / "flows.json"
        eventually(lambda: output.exists() and output.read_text().count("\n") >= len(flows), "nfacctd to write all flows")
        for word in ("WARN", "sequence", "expecting", "Discarding", "unknown"):
            self.assertNotIn(word, self.said("nfacctd.log"))
        found = [json.loads(line) for line in output.read_text().splitlines()]
        self.assert_same([nfacctd_test.expected(flow) for flow in flows], [nfacctd_test.kept(flow) for flow in found])

    def judge(self, capture):
        flows, summary = self.expectation(capture)
        (nfcapd, nfcapd_process), (nfacctd, _) = self.start_nfcapd(), self.start_nfacctd()
        listener = Listener()
        self.addCleanup(listener.close)
        self.seen = [Capture(FROM), Capture(TO)]
        for seen in self.seen:
            self.addCleanup(seen.close)
        probe = self.start_probe(nfcapd.url, nfacctd.url, listener.url)

        begin = time.time_ns() // 1_000_000
        sent, came = self.replay(capture, summary["frames"])
        eventually(lambda: self.stats(probe)["frames"] == summary["frames"], "xdpflow to have seen all")
        bounds = (begin, time.time_ns() // 1_000_000)
        self.end(probe, signal.SIGINT)

        self.assertEqual(0, probe.returncode)
        printed = [json.loads(line) for line in (self.folder / "flows").read_text().splitlines()]
        self.assert_same(flows, [without_times(flow) for flow in printed])
        self.assert_times(printed, sent, came, bounds)
        times = by_key(printed)
        flows = [flow | {name: times[key_of(flow)][name] for name in TIMES} for flow in flows]
        self.judge_nfcapd(nfcapd, nfcapd_process, flows)
        self.judge_nfacctd(flows)
        messages = listener.messages()
        ipfixdump_test.judge(self, messages, flows)
        tshark_test.judge(self, messages, flows)

    def test_ipv4(self):
        self.judge("http-get.pcap")

    def test_ipv6(self):
        self.judge("ipv6-smtp.pcap")

    def test_vlan(self):
        self.judge("vlan.pcap")

    def test_qinq(self):
        self.judge("qinq-0x8100.pcap")

    def test_fragments(self):
        self.judge("ipv4-frag-udp.pcap")

    def test_mixed(self):
        self.judge("mix-example2.pcap")


def why_not():
    if "XDPFLOW_CORPUS" not in os.environ:
        return "XDPFLOW_CORPUS names no folder of captures"
    for program in PROGRAMS:
        if shutil.which(program) is None:
            return f"{program} is not installed"
    return enter_namespace()


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    Corpus.corpus = Path(os.environ["XDPFLOW_CORPUS"])
    unittest.main()
