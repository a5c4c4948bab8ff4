#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Export protocols x transports x collectors: captures over tcpreplay, a live interface, `xdpflow run` and the loopback interface to
every collector that takes the protocol over the transport. Each has the flows expected of the file, at the times of the replay, sees
no gap in the sequence and does not complain.

    matrix.py XDPFLOW KAFKA_CLUSTER RESULT [UNITTEST ARGUMENTS]

XDPFLOW_CORPUS names the folder of captures. RESULT is written (result.py); without one a run was skipped or has not ended."""
import os
import shutil
import sys
import unittest
from pathlib import Path

import judges
import receivers
from judging import Judging
from live import Live
from protocols import ROWS
from replay import enter_namespace
from result import Result

PROGRAMS = ("tcpreplay", "ethtool", "openssl", "kcat")
CAPTURES = {"ipv4": "http-get.pcap", "ipv6": "ipv6-smtp.pcap", "vlan": "vlan.pcap", "qinq": "qinq-0x8100.pcap",
            "fragments": "ipv4-frag-udp.pcap", "mixed": "mix-example2.pcap"}
OF_ALL = ("ipv4", "ipv6", "mixed")


def captures_of(transport):
    """What is in a message does not depend on what carries it: all captures go over UDP, some of them over the others."""
    return CAPTURES if transport == "udp" else {name: CAPTURES[name] for name in OF_ALL}


RESULT = Result(ROWS, judges.ALL, captures_of)


class Matrix(Live):
    def judge_all(self, protocol, transport, capture):
        able = [judge for judge in judges.ALL if not judge.reason_against(protocol.name, transport)]
        asked = [judge(self, protocol.name, transport) for judge in able]
        self.fields = protocol.fields
        printed = self.meter(capture, [f"{protocol.name}+{transport}://{judge.start()}" for judge in asked])
        flows = protocol.carried(printed)
        for judge in asked:
            with self.subTest(judge=judge.name):
                judge.judge(flows)
                RESULT.has_passed(protocol, transport, type(judge), capture)


def add_test(protocol, transport, what, capture):
    setattr(Matrix, f"test_{protocol.name}_{transport}_{what}", lambda self: self.judge_all(protocol, transport, capture))


for row in ROWS:
    for name, file in captures_of(row[1]).items():
        add_test(*row, name, file)


def why_not():
    if "XDPFLOW_CORPUS" not in os.environ:
        return "XDPFLOW_CORPUS names no folder of captures"
    missing = [program for program in PROGRAMS if shutil.which(program) is None] + [judge.missing() for judge in judges.ALL]
    return next((f"{program} is not installed" for program in missing if program), None) or enter_namespace()


if __name__ == "__main__":
    Judging.sender, receivers.CLUSTER[:], result = sys.argv.pop(1), [sys.argv.pop(1)], Path(sys.argv.pop(1)).absolute()
    result.unlink(missing_ok=True)
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    program = unittest.main(exit=False)
    if len(sys.argv) == 1:  # else not all were tried
        RESULT.write(result)
    sys.exit(0 if program.result.wasSuccessful() else 1)
