#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The judges themselves are tried, with messages that another hand wrote: they accept good ones and object to each bad one."""
from itertools import product

import plain_exporter
from judges import ALL, Fastnetmon, Nfacctd, Nfcapd
from judging import Judging, main
from protocols import PROTOCOLS

FLOWS = list(plain_exporter.some_flows(24))
OTHERS = {"IN_BYTES": 999, "L4_SRC_PORT": 7, "FLOW_START_MILLISECONDS": plain_exporter.BOOT + 100_000}
SILENT = (Nfcapd, Nfacctd, Fastnetmon)  # do not say that templates are missing; their flows are, which is what they are judged by


class OfJudges(Judging):
    def each(self, judges=ALL):
        """Protocols, a judge that knows them, and the messages and what is in them."""
        for protocol, judge in product(PROTOCOLS, judges):
            if protocol.name not in judge.refuses:
                yield protocol, judge, list(plain_exporter.ENCODERS[protocol.name](FLOWS))

    def judge(self, protocol, judge_class, messages, flows):
        """The judge, once it has got these messages and with them these flows."""
        self.doCleanups()  # of the judge before
        self.setUp()
        judge = judge_class(self, protocol.name)
        self.send_messages(judge.start(), [message for message, _ in messages])
        judge.finish(protocol.carried(flows))
        return judge

    def assert_others(self, judge, protocol, flows):
        """What the judge shows is not what these flows would be."""
        with self.assertRaises(AssertionError):
            self.assert_same(judge.expected(protocol.carried(flows)), judge.kept())

    def test_find_nothing_wrong_with_good_messages_and_notice_other_values(self):
        for protocol, judge_class, messages in self.each():
            with self.subTest(protocol=protocol.title, judge=judge_class.name):
                judge = self.judge(protocol, judge_class, messages, FLOWS)
                self.assertEqual([], judge.warnings())
                self.assertEqual([], judge.gaps())
                self.assert_same(judge.expected(protocol.carried(FLOWS)), judge.kept())

                self.assert_others(judge, protocol, FLOWS[1:])
                self.assert_others(judge, protocol, FLOWS + FLOWS[:1])
                for field, value in OTHERS.items() if judge.shows == "records" else ():
                    self.assert_others(judge, protocol, [FLOWS[0] | {field: value}] + FLOWS[1:])

    def test_notice_a_gap_in_the_sequence(self):
        for protocol, judge_class, messages in self.each([judge for judge in ALL if judge is not Fastnetmon]):  # which does not look
            with self.subTest(protocol=protocol.title, judge=judge_class.name):
                gone = 3 if protocol.has_templates else 1  # with flows, and not the last one, of which no number would tell
                rest = messages[:gone] + messages[gone + 1:]
                judge = self.judge(protocol, judge_class, rest, [flow for _, some in rest for flow in some])
                self.assertNotEqual([], judge.gaps())
                self.assertEqual([], judge.warnings())

    def test_notice_data_without_a_template(self):
        for protocol, judge_class, messages in self.each():
            if protocol.has_templates:
                with self.subTest(protocol=protocol.title, judge=judge_class.name):
                    judge = self.judge(protocol, judge_class, messages[1:], FLOWS[1::2])  # IPv4 is lost
                    self.assert_others(judge, protocol, FLOWS)
                    self.assertTrue(judge.warnings() or judge_class in SILENT)


if __name__ == "__main__":
    main(judges=ALL)
