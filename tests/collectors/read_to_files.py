#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`xdpflow read FILE -n file://…`: the flows that a capture is known to have, in an IPFIX file as ipfixDump reads it, in JSON lines,
in CSV as Python reads it, and on standard output. XDPFLOW_CORPUS names the folder of captures."""
import csv
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "corpus"))
import compare  # noqa: E402
from judges.elements import elements_of  # noqa: E402
from judges.ipfixdump import flows_of  # noqa: E402
from judging import Judging, main  # noqa: E402

CAPTURES = ("http-get.pcap", "ipv6-smtp.pcap", "vlan.pcap", "qinq-0x8100.pcap", "ipv4-frag-udp.pcap", "mix-example2.pcap")
STAMP = r"\d{8}T\d{6}Z"


@unittest.skipUnless("XDPFLOW_CORPUS" in os.environ, "XDPFLOW_CORPUS names no folder of captures")
class ReadToFiles(Judging):
    def setUp(self):
        super().setUp()
        self.corpus = Path(os.environ["XDPFLOW_CORPUS"])

    def read(self, capture, *urls, code=0):
        command = [self.sender, "read", str(self.corpus / capture), "--active", "0", "--idle", "0", "--fields", compare.FIELDS,
                   "--options-interval", "0"]
        for url in urls:
            command += ["-n", url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=self.folder)
        self.assertEqual(code, done.returncode, done.stderr)
        return done

    def expectation(self, capture):
        names = set(compare.FIELDS.split()) | {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"}
        flows, _ = compare.expected_flows(self.corpus / "expected" / f"{capture}.jsonl", names)
        return [{name: 0 for name in compare.ZERO_BY_DEFAULT} | flow for flow in flows]

    def assert_ipfix_holds(self, flows, name):
        found, complaints = flows_of(self.folder / name)
        self.assertEqual("", complaints)
        self.assert_same([elements_of(flow, "ipfix") for flow in flows], found)

    def assert_same_lines(self, expected, found):
        """Names first, then flows in any order."""
        self.assertEqual(expected[0], found[0])
        self.assertEqual(sorted(expected), sorted(found))

    def test_every_flow_is_in_every_file(self):
        for capture in CAPTURES:
            with self.subTest(capture):
                for file in self.folder.iterdir():
                    file.unlink()
                done = self.read(capture, "file://kept.ipfix", "json+file://kept.json", "csv+file://kept.csv", "json+file://-")
                flows = self.expectation(capture)
                self.assert_ipfix_holds(flows, "kept.ipfix")
                self.assert_same(flows, [json.loads(line) for line in (self.folder / "kept.json").read_text().splitlines()])
                self.assert_same(flows, [json.loads(line) for line in done.stdout.splitlines()])
                with (self.folder / "kept.csv").open(newline="", encoding="ascii") as file:
                    rows = list(csv.DictReader(file, strict=True))
                found = [{name: value for name, value in row.items() if value != ""} for row in rows]
                self.assert_same([{name: str(value) for name, value in flow.items()} for flow in flows], found)

    def test_csv_is_printed_too(self):
        capture = "mix-example2.pcap"
        self.read(capture, "csv+file://kept.csv")
        printed = subprocess.run([self.sender, "read", str(self.corpus / capture), "--active", "0", "--idle", "0", "--fields",
                                  compare.FIELDS, "--format", "csv"], capture_output=True, text=True, timeout=60, check=True)
        self.assert_same_lines((self.folder / "kept.csv").read_text().splitlines(), printed.stdout.splitlines())

    def test_appended_files_are_read_as_one(self):
        flows = []
        for capture in CAPTURES[:2]:
            self.read(capture, "file://kept.ipfix", "csv+file://kept.csv")
            flows += self.expectation(capture)
        found, complaints = flows_of(self.folder / "kept.ipfix")
        self.assertEqual(1, complaints.count("WARNING"))  # sequence numbers begin anew with each program
        self.assertIn("out of sequence (in domain 0000000000, expected 0x00000002, got 0000000000)", complaints)
        self.assert_same([elements_of(flow, "ipfix") for flow in flows], found)
        with (self.folder / "kept.csv").open(newline="", encoding="ascii") as file:
            self.assertEqual(len(flows), len(list(csv.DictReader(file, strict=True))))

    def test_a_rotated_file_has_its_name_at_the_end(self):
        self.read("http-get.pcap", "file://kept.ipfix?rotate=300")
        names = [file.name for file in self.folder.iterdir()]
        self.assertEqual(1, len(names))
        self.assertRegex(names[0], f"^kept.{STAMP}.ipfix$")
        self.assert_ipfix_holds(self.expectation("http-get.pcap"), names[0])

    def test_what_cannot_be_written_is_said_and_lost(self):
        done = self.read("http-get.pcap", "json+file:///nonexistent/flows.json", "json+file://kept.json", code=1)
        self.assertIn("json+file:///nonexistent/flows.json: No such file or directory; make its folder", done.stderr)
        self.assertIn("2 flows not delivered", done.stderr)
        self.assertEqual(2, len((self.folder / "kept.json").read_text().splitlines()))

    def test_a_redirected_standard_output_goes_on_where_it_is(self):
        command = f"echo before; {self.sender} read {self.corpus}/mix-example2.pcap -n csv+file://-; echo after"
        with (self.folder / "got").open("wb") as output:
            subprocess.run(["sh", "-c", command], check=True, timeout=60, stdout=output, stderr=subprocess.DEVNULL)
        plain = subprocess.run([self.sender, "read", str(self.corpus / "mix-example2.pcap"), "--format", "csv"], capture_output=True,
                               text=True, check=True)
        lines = (self.folder / "got").read_text().splitlines()
        self.assertEqual(("before", "after"), (lines[0], lines[-1]))
        self.assert_same_lines(plain.stdout.splitlines(), lines[1:-1])


if __name__ == "__main__":
    main("ipfixDump")
