#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""python3-ipfix reads every field of every flow, with the elements' IANA names, and sees no gap in the sequence."""
from judges import PythonIpfix
from judging import MORE_FIELDS, Judging, main


class OfPythonIpfix(Judging):
    def test_reads_all_in_small_messages(self):
        self.judge_made_up_flows(PythonIpfix, 1000, fields=MORE_FIELDS, octets=700)


if __name__ == "__main__":
    main(judges=(PythonIpfix,))
