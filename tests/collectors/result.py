# SPDX-License-Identifier: Apache-2.0
"""What came out of the matrix of protocols, transports and collectors, as packaging/dev/collector_table.py reads it.

A file is a list of cells: protocol, transport, collector, release; outcome "passed" (then shows: "records" or "counters"),
"refused" (then reason: why the collector cannot) or "failed"."""
import json

TITLES = {"unix": "Unix socket", "file": "file", "kafka": "Kafka"}  # of transports; of the others in capitals


class Result:
    def __init__(self, rows, judges, captures_of):
        """Rows are pairs of protocol and transport. Every cell is failed until all captures of its transport have passed in it, or
        the collector refuses it."""
        self.captures_of, self.passed = captures_of, {}
        self.cells = [(protocol, transport, judge) for protocol, transport in rows for judge in judges]

    def has_passed(self, protocol, transport, judge, capture):
        self.passed.setdefault((protocol, transport, judge), set()).add(capture)

    def cell(self, protocol, transport, judge):
        start = {"protocol": protocol.title, "transport": TITLES.get(transport, transport.upper()), "collector": judge.name,
                 "release": judge.release()}
        reason = judge.reason_against(protocol.name, transport)
        if reason:
            return start | {"outcome": "refused", "reason": reason}
        if self.passed.get((protocol, transport, judge)) == set(self.captures_of(transport).values()):
            return start | {"outcome": "passed", "shows": judge.shows}
        return start | {"outcome": "failed"}

    def write(self, path):
        cells = [self.cell(*cell) for cell in self.cells]
        path.write_text("[" + ",\n ".join(map(json.dumps, cells)) + "]\n", encoding="utf-8")
