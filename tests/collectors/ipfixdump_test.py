#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ipfixDump (libfixbuf) reads every field of every flow, with the elements' IANA names, and sees no gap in the sequence."""
from judges import IpfixDump
from judging import MORE_FIELDS, Judging, main


class OfIpfixDump(Judging):
    def test_reads_all_in_small_messages(self):
        judge = self.judge_made_up_flows(IpfixDump, 1000, fields=MORE_FIELDS, octets=700)
        self.assertLessEqual(max(len(message) for message in judge.parts()), 700)


if __name__ == "__main__":
    main(judges=(IpfixDump,))
