#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""fastnetmon counts every flow, by IP version, duration and end reason, and nothing that it could not read."""
from judges import Fastnetmon
from judging import Judging, main


class OfFastnetmon(Judging):
    def test_counts_all(self):
        self.judge_made_up_flows(Fastnetmon, 1000)


if __name__ == "__main__":
    main(judges=(Fastnetmon,))
