#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ipfixDump (libfixbuf) reads every field of every flow that comes over TCP, TLS and a Unix socket, and sees no gap in the sequence."""
from judges import IpfixDump
from judging import MORE_FIELDS, Judging, main


class Stream(Judging):
    def test_all_flows_arrive(self):
        for transport in ("tcp", "tls", "unix"):
            with self.subTest(transport):
                self.judge_made_up_flows(IpfixDump, 1000, transport=transport, fields=MORE_FIELDS)


if __name__ == "__main__":
    main("openssl", judges=(IpfixDump,))
