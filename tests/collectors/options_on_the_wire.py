#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Options of `xdpflow run` at four collectors: ipfixDump and tshark read every one of them, nfcapd knows the interface by its alias,
nobody complains."""
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import unittest

from judges.nfacctd import CONFIGURATION, READY
from judges.tshark import PORT, capture_of
from judging import Address, Judging, Listener, eventually
from replay import FROM, TO, enter_namespace

PROGRAMS = ("nfcapd", "nfdump", "nfacctd", "tshark", "ipfixDump")
FLOWS = 70
ALIAS = "to the moon"
RECORD = re.compile(r"--- data record \d+ ---\nheader:\n.*\nfields:\n((?:\t\(.*\n)+)")
FIELD = re.compile(r"\t\((\d+)\)\s+(?:\(S\) +)?(\w+) : (?:\(len: \d+\) )?(.*)")


def frame(number):
    udp = struct.pack(">HHHH", 1000 + number, 53, 8, 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


def records(text):
    """Data records as ipfixDump shows them, by the names of their elements."""
    return [{name: value for _, name, value in FIELD.findall(body)} for body in RECORD.findall(text)]


def tshark(file, *arguments):
    command = ["tshark", "-n", "-r", str(file), "-d", f"udp.port=={PORT},cflow", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Options(Judging):
    def start_nfcapd(self):
        where = Address("127.0.0.1")
        (self.folder / "nfcapd").mkdir()
        process = self.start("nfcapd", "-4", "-b", where.host, "-p", str(where.port), "-w", "nfcapd", "-t", "3600", log="nfcapd.log")
        eventually(where.row, "nfcapd to listen")
        return where, process

    def start_nfacctd(self):
        where = Address("127.0.0.1")
        (self.folder / "nfacctd.conf").write_text(CONFIGURATION.format(host=where.host, port=where.port, folder=self.folder))
        self.start("nfacctd", "-f", "nfacctd.conf", log="nfacctd.log")
        eventually(lambda: all(words in self.said("nfacctd.log") for words in READY), "nfacctd to listen")
        return where

    def meter(self, *urls):
        """FLOWS flows of one packet each, exported at the end."""
        command = [self.sender, "run", "-i", TO, "--control", "off", "--active", "0", "--idle", "0", "--domain", "7"]
        for url in urls:
            command += ["-n", url]
        process = self.start(*command, log="probe.log")
        eventually(lambda: "metering" in self.said("probe.log") or process.poll() is not None, "xdpflow to run")
        self.assertIsNone(process.poll(), self.said("probe.log"))
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((FROM, 0))
            for number in range(FLOWS):
                wire.send(frame(number))
        self.end(process, signal.SIGINT)
        self.assertEqual(0, process.returncode, self.said("probe.log"))
        return process.pid

    def setUp(self):
        super().setUp()
        subprocess.run(["ip", "link", "set", TO, "alias", ALIAS], check=True)

    def test_ipfix(self):
        listener = Listener()
        self.addCleanup(listener.close)
        (nfcapd, nfcapd_process), nfacctd = self.start_nfcapd(), self.start_nfacctd()
        pid = self.meter(listener.url, nfcapd.url, nfacctd.url)
        messages = listener.messages()

        self.judge_ipfixdump(messages, pid)
        self.judge_tshark(messages)
        eventually(nfcapd.is_read, "nfcapd to read all")
        eventually(nfacctd.is_read, "nfacctd to read all")
        self.end(nfcapd_process)
        # Not "Sequence Errors: 0": it does not count records of options (RFC 7011 section 3.1).
        self.judge_nfcapd()
        for word in ("WARN", "sequence", "expecting", "Discarding", "unknown"):
            self.assertNotIn(word, self.said("nfacctd.log"))

    def judge_nfcapd(self):
        for word in ("rror:", "error", "arning", "unknown", "malformed", "skip", "extra"):
            self.assertNotIn(word, self.said("nfcapd.log"))
        self.assertIn(f"Flows: {FLOWS},", self.said("nfcapd.log"))
        kept = b"".join(file.read_bytes() for file in (self.folder / "nfcapd").iterdir())
        self.assertTrue(struct.pack("=I", socket.if_nametoindex(TO)) + ALIAS.encode() + b"\0" in kept, "the name of the interface")

    def judge_ipfixdump(self, messages, pid):
        (self.folder / "messages").write_bytes(b"".join(messages))
        done = subprocess.run(["ipfixDump", "--in", "messages"], capture_output=True, text=True, check=True, cwd=self.folder)
        self.assertNotIn("out of sequence", done.stdout + done.stderr)
        self.assertEqual("", done.stderr)
        found = records(done.stdout)
        ports = [int(one["sourceTransportPort"]) for one in found if "sourceTransportPort" in one]
        self.assertEqual(list(range(1000, 1000 + FLOWS)), sorted(ports))
        process, sampling, interface, metered, ignored, not_sent, *losses = found[-11:]
        domain = {"observationDomainId": "7"}
        meter = domain | {"meteringProcessId": str(pid)}
        self.assertEqual(meter | {"flowActiveTimeout": "65535", "flowIdleTimeout": "65535"},
                         {name: value for name, value in process.items() if name != "systemInitTimeMilliseconds"})
        self.assertEqual({"selectorId": "1", "selectorAlgorithm": "1", "samplingPacketInterval": "1", "samplingPacketSpace": "0"},
                         {name: value for name, value in sampling.items() if name != "samplingProbability"})
        self.assertEqual(1, float(sampling["samplingProbability"]))
        self.assertEqual({"ingressInterface": str(socket.if_nametoindex(TO)), "interfaceName": TO, "interfaceDescription": ALIAS},
                         {name: value.rstrip("\0. ") for name, value in interface.items()})
        self.assertEqual(meter | {"exportedMessageTotalCount": str(len(messages) - 1), "exportedFlowRecordTotalCount": str(FLOWS),
                                  "exportedOctetTotalCount": str(sum(len(message) for message in messages[:-1])),
                                  "observedFlowTotalCount": str(FLOWS)}, metered)
        self.assertEqual(meter | {"ignoredPacketTotalCount": "0", "ignoredOctetTotalCount": "0"}, ignored)
        self.assertEqual({"exportingProcessId": str(pid), "notSentFlowTotalCount": "0", "notSentPacketTotalCount": "0",
                          "notSentOctetTotalCount": "0"}, not_sent)
        self.assertEqual([domain | {"selectorName": cause, "ignoredPacketTotalCount": "0", "notSentFlowTotalCount": "0"} for cause in
                          ("flow log full", "no CPU counters", "collector unresolved", "collector unreachable", "no buffer")], losses)

    def judge_tshark(self, messages):
        file = self.folder / "options.pcap"
        file.write_bytes(capture_of(messages))
        self.assertEqual("", tshark(file, "-Y", "_ws.expert || _ws.malformed"))
        shown = tshark(file, "-V", "-O", "cflow")
        for text in ("Options Template (Id = ", "Selector Algorithm: Systematic count-based Sampling (1)", f"IfName: {TO}",
                     f"IfDescr: {ALIAS}", "Selector Name: flow log full"):
            self.assertIn(text, shown)


def why_not():
    for program in PROGRAMS:
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if os.geteuid() != 0:
        return "not root"
    return enter_namespace()


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    Judging.sender = sys.argv.pop(1)
    unittest.main()
