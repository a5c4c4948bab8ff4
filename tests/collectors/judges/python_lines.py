# SPDX-License-Identifier: Apache-2.0
"""Python's own modules json and csv: what scripts of users read lines with."""
import csv
import io
import json

from judges.judge import Reader


class PythonLines(Reader):
    name, package = "Python's json, csv", "python3"
    refuses = dict.fromkeys(("ipfix", "netflow9", "netflow5"), "reads text only")

    def finish(self, flows):
        super().finish(flows)
        self.found, self.said = [], []
        try:
            (self.read_csv if self.protocol == "csv" else self.read_json)(self.octets.decode("ascii"))
        except (ValueError, csv.Error) as failure:
            self.said.append(repr(failure))

    def read_json(self, text):
        """Lines; in a topic of Kafka, where each is a message, they have no end of their own."""
        decoder, at = json.JSONDecoder(), 0
        while at < len(text):
            flow, at = decoder.raw_decode(text, at)
            self.found.append(flow)
            if self.transport != "kafka":
                if text[at:at + 1] != "\n":
                    self.said.append(f"no end of line at octet {at}")
                at += 1

    def read_csv(self, text):
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        self.found = [{name: value for name, value in row.items() if value != ""} for row in rows]

    def expected(self, flows):
        """CSV has text alone, and nothing where a flow of this IP version has no such field."""
        return [{name: str(value) for name, value in flow.items()} for flow in flows] if self.protocol == "csv" else flows

    def kept(self):
        return self.found

    def warnings(self):
        return self.said

    def gaps(self):
        return []  # lines have no numbers
