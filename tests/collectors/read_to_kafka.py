#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`xdpflow read FILE -n kafka://…`: kcat reads every flow that a capture is known to have once, as JSON and as IPFIX; the records of a
flow are in one partition. XDPFLOW_CORPUS names the folder of captures."""
import json
import os
import subprocess
import sys
import unittest
from collections import defaultdict
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "corpus"))
import compare  # noqa: E402
from judges.elements import elements_of  # noqa: E402
from judges.ipfixdump import flows_of  # noqa: E402
from judging import Judging, main  # noqa: E402

CAPTURE = "mix-example2.pcap"
KEY = ("INPUT_SNMP", "IPV4_SRC_ADDR", "IPV4_DST_ADDR", "IPV6_SRC_ADDR", "IPV6_DST_ADDR", "PROTOCOL", "L4_SRC_PORT", "L4_DST_PORT")


@unittest.skipUnless("XDPFLOW_CORPUS" in os.environ, "XDPFLOW_CORPUS names no folder of captures")
class ReadToKafka(Judging):
    cluster = ""

    def setUp(self):
        super().setUp()
        self.corpus = Path(os.environ["XDPFLOW_CORPUS"])
        cluster = self.enterContext(subprocess.Popen([self.cluster, "flows", "4"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                                     stderr=subprocess.DEVNULL, text=True))
        self.brokers = cluster.stdout.readline().strip()
        self.addCleanup(cluster.stdin.close)

    def read(self, url, *more, code=0):
        command = [self.sender, "read", str(self.corpus / CAPTURE), "--idle", "0", "--fields", compare.FIELDS, "-n", url, *more]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(code, done.returncode, done.stderr)
        return done

    def kcat(self, form):
        """All messages of the topic, in this form."""
        command = ["kcat", "-b", self.brokers, "-C", "-t", "flows", "-e", "-q", "-o", "beginning", "-f", form]
        return subprocess.run(command, capture_output=True, timeout=60, check=True).stdout

    def expectation(self):
        names = set(compare.FIELDS.split()) | {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"}
        flows, _ = compare.expected_flows(self.corpus / "expected" / f"{CAPTURE}.jsonl", names)
        return [{name: 0 for name in compare.ZERO_BY_DEFAULT} | flow for flow in flows]

    def test_every_flow_is_there_once_as_json(self):
        stats = self.folder / "stats"
        self.read(f"kafka://{self.brokers}/flows", "--active", "0", "--stats", str(stats))
        lines = self.kcat("%k %p %s\n").decode().splitlines()
        self.assert_same(self.expectation(), [json.loads(line.split(" ", 2)[2]) for line in lines])
        report = json.loads(stats.read_text())["collectors"][0]
        self.assertEqual((len(lines), "reachable", 0), (report["sent_flows"], report["state"], report["waiting_messages"]))

    def test_every_flow_is_there_once_as_ipfix(self):
        self.read(f"ipfix+kafka://{self.brokers}/flows", "--active", "0")
        file = self.folder / "kept.ipfix"
        file.write_bytes(self.kcat("%s"))
        self.assert_same([elements_of(flow, "ipfix") for flow in self.expectation()], flows_of(file)[0])

    def test_records_of_a_flow_have_one_key_and_one_partition(self):
        self.read(f"kafka://{self.brokers}/flows", "--active", "1")  # several records of long flows
        places = defaultdict(set)
        lines = self.kcat("%k %p %s\n").decode().splitlines()
        for line in lines:
            key, partition, text = line.split(" ", 2)
            flow = json.loads(text)
            places[tuple(flow.get(name) for name in KEY)].add((key, partition))
        self.assertGreater(len(lines), len(places))
        self.assertEqual({1}, {len(place) for place in places.values()})
        self.assertGreater(len({partition for place in places.values() for _, partition in place}), 1)

    def test_brokers_that_are_not_there_are_said(self):
        done = self.read("kafka://127.0.0.1:1/flows", "--active", "0", code=1)
        self.assertIn("flows not delivered", done.stderr)
        self.assertNotIn("%3|", done.stderr)  # librdkafka's own log

    def test_wrong_settings_are_refused(self):
        done = self.read("kafka://127.0.0.1/flows?security.protocol=NONSENSE", code=2)
        self.assertRegex(done.stderr, "^xdpflow: kafka://127.0.0.1/flows: librdkafka refuses .*NONSENSE")


if __name__ == "__main__":
    ReadToKafka.cluster = sys.argv.pop(2)
    main("kcat", "ipfixDump")
