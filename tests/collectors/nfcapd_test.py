#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""nfcapd (nfdump) keeps every flow and every field it knows, over IPv4 and IPv6."""
from judges import Nfcapd
from judging import Judging, main


class OfNfcapd(Judging):
    def test_keeps_all_over_ipv4(self):
        self.judge_made_up_flows(Nfcapd, 1000)

    def test_keeps_all_over_ipv6_in_small_messages(self):
        self.judge_made_up_flows(Nfcapd, 300, host="::1", octets=512)


if __name__ == "__main__":
    main(judges=(Nfcapd,))
