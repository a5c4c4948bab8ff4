# SPDX-License-Identifier: Apache-2.0
"""What came out of the matrix of protocols, transports and collectors, as packaging/dev/collector_table.py reads it.

A file is a list of cells: protocol, transport, collector, release; outcome "passed" (then shows: "records" or "counters"),
"refused" (then reason: why the collector cannot) or "failed"."""
import json


class Result:
    def __init__(self, transport, protocols, judges, captures):
        """Every cell is failed until all captures have passed in it, or the collector refuses it."""
        self.transport, self.captures, self.passed = transport, set(captures), {}
        self.cells = [(protocol, judge) for protocol in protocols for judge in judges]

    def has_passed(self, protocol, judge, capture):
        self.passed.setdefault((protocol, judge), set()).add(capture)

    def cell(self, protocol, judge):
        start = {"protocol": protocol.title, "transport": self.transport.upper(), "collector": judge.name, "release": judge.release()}
        reason = judge.refuses.get(protocol.name) or judge.refuses.get(self.transport)
        if reason:
            return start | {"outcome": "refused", "reason": reason}
        if self.passed.get((protocol, judge)) == self.captures:
            return start | {"outcome": "passed", "shows": judge.shows}
        return start | {"outcome": "failed"}

    def write(self, path):
        cells = [self.cell(protocol, judge) for protocol, judge in self.cells]
        path.write_text("[" + ",\n ".join(map(json.dumps, cells)) + "]\n", encoding="utf-8")
