#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The judges themselves are tried, with messages that another hand wrote: they accept good ones and object to each bad one."""
import csv
import io
import json

import plain_exporter
from judges import ALL, Fastnetmon, Nfacctd, Nfcapd, PythonLines
from judging import Judging, main
from protocols import ROWS

FLOWS = list(plain_exporter.some_flows(24))
TRANSPORTS = ("udp", "tcp", "unix", "file")  # that this test can send over by itself
OTHERS = {"IN_BYTES": 999, "L4_SRC_PORT": 7, "FLOW_START_MILLISECONDS": plain_exporter.BOOT + 100_000}
SILENT = (Nfcapd, Nfacctd, Fastnetmon)  # do not say that templates are missing; their flows are, which is what they are judged by


class OfJudges(Judging):
    def each(self, judges=ALL):
        """Protocols, a judge that knows them over this transport, and the messages and what is in them."""
        for protocol, transport in ROWS:
            for judge in judges:
                if protocol.name in plain_exporter.ENCODERS and transport in TRANSPORTS and \
                        not judge.reason_against(protocol.name, transport):
                    self.transport = transport
                    self.what = {"protocol": protocol.title, "transport": transport, "judge": judge.name}
                    yield protocol, judge, list(plain_exporter.ENCODERS[protocol.name](FLOWS))

    def judge(self, protocol, judge_class, messages, flows):
        """The judge, once it has got these messages and with them these flows."""
        self.doCleanups()  # of the judge before
        self.setUp()
        judge = judge_class(self, protocol.name, self.transport)
        self.send_messages(self.transport, judge.start(), [message for message, _ in messages])
        judge.finish(protocol.carried(flows))
        return judge

    def assert_others(self, judge, protocol, flows):
        """What the judge shows is not what these flows would be."""
        with self.assertRaises(AssertionError):
            self.assert_same(judge.expected(protocol.carried(flows)), judge.kept())

    def assert_notices_others(self, judge, protocol):
        self.assert_others(judge, protocol, FLOWS[1:])
        self.assert_others(judge, protocol, FLOWS + FLOWS[:1])
        for field, value in OTHERS.items() if judge.shows == "records" else ():
            self.assert_others(judge, protocol, [FLOWS[0] | {field: value}] + FLOWS[1:])

    def test_find_nothing_wrong_with_good_messages_and_notice_other_values(self):
        for protocol, judge_class, messages in self.each():
            with self.subTest(**self.what):
                judge = self.judge(protocol, judge_class, messages, FLOWS)
                self.assertEqual([], judge.warnings())
                self.assertEqual([], judge.gaps())
                self.assert_same(judge.expected(protocol.carried(FLOWS)), judge.kept())
                self.assert_notices_others(judge, protocol)

    def test_notice_a_gap_in_the_sequence(self):
        for protocol, judge_class, messages in self.each([judge for judge in ALL if judge is not Fastnetmon]):  # which does not look
            with self.subTest(**self.what):
                gone = 3 if protocol.has_templates else 1  # with flows, and not the last one, of which no number would tell
                rest = messages[:gone] + messages[gone + 1:]
                judge = self.judge(protocol, judge_class, rest, [flow for _, some in rest for flow in some])
                self.assertNotEqual([], judge.gaps())
                self.assertEqual([], judge.warnings())

    def test_notice_data_without_a_template(self):
        for protocol, judge_class, messages in self.each():
            if protocol.has_templates:
                with self.subTest(**self.what):
                    judge = self.judge(protocol, judge_class, messages[1:], FLOWS[1::2])  # IPv4 is lost
                    self.assert_others(judge, protocol, FLOWS)
                    self.assertTrue(judge.warnings() or judge_class in SILENT)

    def text_judge(self, protocol, text):
        judge = PythonLines(self, protocol, "file")
        self.send_messages("file", judge.start(), [text.encode()])
        judge.finish(FLOWS)
        return judge

    def test_of_text_notice_other_values_and_broken_lines(self):
        lines = "".join(json.dumps(flow) + "\n" for flow in FLOWS)
        rows = io.StringIO(newline="")
        names = list(dict.fromkeys(name for flow in FLOWS for name in flow))
        writer = csv.DictWriter(rows, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(FLOWS)
        for protocol, text, broken in (("json", lines, lines.replace("\n", " ", 1)), ("csv", rows.getvalue(), rows.getvalue() + '"')):
            with self.subTest(protocol):
                judge = self.text_judge(protocol, text)
                self.assertEqual([], judge.warnings())
                self.assert_same(judge.expected(FLOWS), judge.kept())
                with self.assertRaises(AssertionError):
                    self.assert_same(judge.expected([FLOWS[0] | {"IN_BYTES": 999}] + FLOWS[1:]), judge.kept())
                self.assertNotEqual([], self.text_judge(protocol, broken).warnings())


if __name__ == "__main__":
    main(judges=ALL)
