#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""nfacctd (pmacct) keeps every flow and every field it knows."""
from judges import Nfacctd
from judging import Judging, main


class OfNfacctd(Judging):
    def test_keeps_all(self):
        self.judge_made_up_flows(Nfacctd, 600)


if __name__ == "__main__":
    main(judges=(Nfacctd,))
