#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Export protocols x collectors: captures over tcpreplay, a live interface, `xdpflow run` and the loopback interface to every
collector that knows the protocol. Each has the flows expected of the file, at the times of the replay, sees no gap in the sequence
and does not complain.

    matrix.py XDPFLOW RESULT [UNITTEST ARGUMENTS]

XDPFLOW_CORPUS names the folder of captures. RESULT is written (result.py); without one a run was skipped or has not ended."""
import os
import shutil
import sys
import unittest
from pathlib import Path

import judges
from judging import Judging
from live import Live
from protocols import PROTOCOLS
from replay import enter_namespace
from result import Result

ROWS = PROTOCOLS
TRANSPORT = "udp"
PROGRAMS = ("tcpreplay", "ethtool")
CAPTURES = {"ipv4": "http-get.pcap", "ipv6": "ipv6-smtp.pcap", "vlan": "vlan.pcap", "qinq": "qinq-0x8100.pcap",
            "fragments": "ipv4-frag-udp.pcap", "mixed": "mix-example2.pcap"}
RESULT = Result(TRANSPORT, ROWS, judges.ALL, CAPTURES.values())


class Matrix(Live):
    def judge_all(self, protocol, capture):
        able = [judge for judge in judges.ALL if protocol.name not in judge.refuses]
        asked = [judge(self, protocol.name) for judge in able]
        self.fields = protocol.fields
        printed = self.meter(capture, [f"{protocol.prefix}{TRANSPORT}://{judge.start()}" for judge in asked])
        flows = protocol.carried(printed)
        for judge in asked:
            with self.subTest(judge=judge.name):
                judge.judge(flows)
                RESULT.has_passed(protocol, type(judge), capture)


def add_test(protocol, what, capture):
    setattr(Matrix, f"test_{protocol.name}_{what}", lambda self: self.judge_all(protocol, capture))


for row in ROWS:
    for name, file in CAPTURES.items():
        add_test(row, name, file)


def why_not():
    if "XDPFLOW_CORPUS" not in os.environ:
        return "XDPFLOW_CORPUS names no folder of captures"
    missing = [program for program in PROGRAMS if shutil.which(program) is None] + [judge.missing() for judge in judges.ALL]
    return next((f"{program} is not installed" for program in missing if program), None) or enter_namespace()


if __name__ == "__main__":
    Judging.sender, result = sys.argv.pop(1), Path(sys.argv.pop(1)).absolute()
    result.unlink(missing_ok=True)
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    program = unittest.main(exit=False)
    if len(sys.argv) == 1:  # else not all were tried
        RESULT.write(result)
    sys.exit(0 if program.result.wasSuccessful() else 1)
