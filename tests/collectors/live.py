# SPDX-License-Identifier: Apache-2.0
"""A capture replayed on a live interface, metered by `xdpflow run`: whether the flows are those that the file is known to have."""
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from judging import Judging, eventually
from replay import FROM, TO, Capture

TIMES = ("FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS")
KEY = ("IP_PROTOCOL_VERSION", "IPV4_SRC_ADDR", "IPV4_DST_ADDR", "IPV6_SRC_ADDR", "IPV6_DST_ADDR", "PROTOCOL", "L4_SRC_PORT",
       "L4_DST_PORT")
ABSENT = {"SRC_VLAN": 0, "DOT1Q_SRC_VLAN": 0, "ICMP_TYPE": 0, "SRC_AS": 0, "DST_AS": 0, "OUTPUT_SNMP": 0, "DIRECTION": 0}


def corpus():
    """The folder of captures, with their flows in expected/."""
    return Path(os.environ["XDPFLOW_CORPUS"])


def key_of(flow):
    return tuple(flow.get(name) for name in KEY)


def by_key(flows):
    result = {key_of(flow): flow for flow in flows}
    assert len(result) == len(flows)
    return result


def without_times(flow):
    return {name: value for name, value in flow.items() if name not in TIMES}


def expectation(capture, fields):
    """The flows that the file is known to have, without their times, and its summary."""
    names = (set(fields.split()) | {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"}) - set(TIMES)
    lines = [json.loads(line) for line in (corpus() / "expected" / f"{capture}.jsonl").read_text().splitlines()]
    here = {"INPUT_SNMP": socket.if_nametoindex(TO)}
    absent = {name: value for name, value in ABSENT.items() if name in names}
    flows = [absent | {name: value for name, value in line.items() if name in names} | here
             for line in lines if line["type"] == "flow"]
    return flows, lines[-1]


class Live(Judging):
    fields = ""  # that are asked for

    def meter(self, capture, urls):
        """Replays the file while the probe runs and sends to these URLs; returns what it has printed: the flows that the file is
        known to have, at the times of the replay."""
        flows, summary = expectation(capture, self.fields)
        seen = [Capture(FROM), Capture(TO)]
        for interface in seen:
            self.addCleanup(interface.close)
        probe = self.start_probe(urls)

        begin = time.time_ns() // 1_000_000
        sent, came = self.replay(capture, summary["frames"], seen)
        eventually(lambda: self.stats(probe)["frames"] == summary["frames"], "xdpflow to have seen all")
        bounds = (begin, time.time_ns() // 1_000_000)
        self.end(probe, signal.SIGINT)

        self.assertEqual(0, probe.returncode, self.said("probe.log"))
        printed = [json.loads(line) for line in (self.folder / "flows").read_text().splitlines()]
        self.assert_same(flows, [without_times(flow) for flow in printed])
        self.assert_times(printed, sent, came, bounds)
        return printed

    def start_probe(self, urls):
        command = [self.sender, "run", "-i", TO, "--control", "off", "--active", "0", "--idle", "0", "--format", "json", "--stats", "stats",
                   "--domain", "7", "--options-interval", "0", "--fields", self.fields]  # options: see options_on_the_wire.py
        for url in urls:
            command += ["-n", url]
        output = self.enterContext((self.folder / "flows").open("wb"))
        process = self.start(*command, log="probe.log", output=output)
        eventually(lambda: "metering" in self.said("probe.log") or process.poll() is not None, "xdpflow to run")
        self.assertIsNone(process.poll(), self.said("probe.log"))
        return process

    def replay(self, capture, frames, seen):
        """Sends the file; returns the flows of what was sent and of what came in, whose times are the kernel's."""
        done = subprocess.run(["tcpreplay", "--intf1", FROM, "--pps", "3000", str(corpus() / capture)], capture_output=True,
                              text=True, timeout=60, check=True)
        self.assertRegex(done.stdout, rf"Successful packets: +{frames}\n")
        for interface in seen:
            eventually(lambda interface=interface: interface.count() >= frames, "all frames")
            self.assertEqual(frames, interface.count())
        return [self.read(interface) for interface in seen]

    def read(self, seen):
        file = self.folder / "seen.pcap"
        seen.write(file)
        command = [self.sender, "read", str(file), "--active", "0", "--idle", "0", "--format", "json", "--fields", self.fields]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return by_key([json.loads(line) for line in done.stdout.splitlines()])

    def assert_times(self, flows, sent, came, bounds):
        """No packet is metered before it is sent, or after it has gone on: to the millisecond."""
        for flow in flows:
            for name in TIMES:
                least, most = sent[key_of(flow)][name], came[key_of(flow)][name]
                self.assertTrue(least - 1 <= flow[name] <= most + 1, f"{name} of {flow} is not from {least} to {most}")
                self.assertTrue(bounds[0] <= least <= most <= bounds[1])
