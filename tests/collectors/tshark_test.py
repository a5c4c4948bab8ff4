#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tshark (Wireshark) dissects every field of every flow and has nothing to complain about."""
from judges import Tshark
from judging import MORE_FIELDS, Judging, main


class OfTshark(Judging):
    def test_dissects_all(self):
        self.judge_made_up_flows(Tshark, 600, fields=MORE_FIELDS)


if __name__ == "__main__":
    main(judges=(Tshark,))
