# SPDX-License-Identifier: Apache-2.0
"""ipfixDump, the printer of libfixbuf, with the elements' IANA names."""
import re
import subprocess
from ipaddress import ip_address

from judges.elements import elements_of
from judges.judge import Reader, complaints, gaps_in
from judging import milliseconds

RECORD = re.compile(r"--- data record \d+ ---\nheader:\n.*\nfields:\n((?:\t\(.*\n)+)")
FIELD = re.compile(r"\t\((\d+)\)\s+(\w+) : (.*)")
SEQUENCE = re.compile(r"sequence number: (\d+) ")


def flow_of(text):
    flow = {name: value for _, name, value in FIELD.findall(text)}
    for name in ("flowStartMilliseconds", "flowEndMilliseconds"):
        flow[name] = str(milliseconds(flow[name], "%Y-%m-%d %H:%M:%S.%f"))
    for name in ("sourceIPv6Address", "destinationIPv6Address"):
        if name in flow:
            flow[name] = str(ip_address(flow[name]))  # without leading zeros
    return flow


def flows_of(file):
    """All flows in a file of IPFIX messages, and what ipfixDump complains of."""
    dump = subprocess.run(["ipfixDump", "--in", str(file)], capture_output=True, text=True, check=True)
    return [flow_of(fields) for fields in RECORD.findall(dump.stdout)], dump.stderr


class IpfixDump(Reader):
    name, package, programs = "ipfixDump", "libfixbuf-tools", ("ipfixDump",)
    refuses = dict.fromkeys(("netflow9", "netflow5", "json", "csv"), "reads IPFIX only")
    found, headers, said = (), (), ""

    def finish(self, flows):
        super().finish(flows)
        file = self.test.folder / "flows.ipfix"
        file.write_bytes(self.octets)
        dump = subprocess.run(["ipfixDump", "--in", str(file)], capture_output=True, text=True, check=False)
        self.said = dump.stderr + ("" if dump.returncode == 0 else f"exit code {dump.returncode}\n")
        self.found, self.headers = [], []
        for message in dump.stdout.split("--- Message Header ---")[1:]:
            records = [flow_of(fields) for fields in RECORD.findall(message)]
            self.headers.append((int(SEQUENCE.search(message).group(1)), len(records)))
            self.found += records

    def expected(self, flows):
        return [elements_of(flow, self.protocol) for flow in flows]

    def kept(self):
        return self.found

    def warnings(self):
        return [line for line in self.said.splitlines() if line and "out of sequence" not in line]

    def gaps(self):
        return complaints(self.said, ("out of sequence",)) + gaps_in(self.protocol, self.headers)
