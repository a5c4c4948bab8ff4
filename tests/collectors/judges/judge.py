# SPDX-License-Identifier: Apache-2.0
"""What a judge is: a collector that somebody else wrote, and how to ask it what it has kept.

A judge lives for one test: start(), then somebody sends flows to its address, then finish(), then the questions. Flows are
dictionaries with the names of xdpflow's JSON, times in milliseconds since 1970; of each, only the fields that the protocol carries."""
import shutil
import subprocess

from receivers import RECEIVERS

DOMAIN = 7  # observation domain, source id or engine id of the sender


class Judge:
    name = ""  # as in the README's table
    package = ""  # Debian's, which has it
    programs = ()  # that must be on the PATH
    refuses = {}  # protocol or transport, or both ("ipfix+kafka"), that the collector does not take: why
    shows = "records"  # what it shows of the flows; "counters": no record, only how many

    def __init__(self, test, protocol, transport="udp"):
        self.test, self.protocol, self.transport = test, protocol, transport

    @classmethod
    def reason_against(cls, protocol, transport):
        """Why it cannot take this protocol over this transport, or None."""
        return next((cls.refuses[what] for what in (f"{protocol}+{transport}", protocol, transport) if what in cls.refuses), None)

    @classmethod
    def missing(cls):
        """The program that is not installed, or None."""
        return next((program for program in cls.programs if shutil.which(program) is None), None)

    @classmethod
    def release(cls):
        """Its version, of which a point release changes nothing: "1.7"."""
        query = ["dpkg-query", "-W", "-f", "${Version}", cls.package]
        version = subprocess.run(query, capture_output=True, text=True, check=True).stdout
        return ".".join(version.rpartition(":")[2].replace("-", ".").split(".")[:2])

    def start(self, host="127.0.0.1"):
        """Starts it and waits until it listens. Returns what follows TRANSPORT:// in its URL."""
        raise NotImplementedError

    def finish(self, flows):
        """Waits until it has these flows, and ends it. From now on it can be asked."""
        raise NotImplementedError

    def expected(self, flows):
        """What it must show of these flows: a list of dictionaries in any order, to the last field that it keeps."""
        raise NotImplementedError

    def kept(self):
        """What it does show."""
        raise NotImplementedError

    def warnings(self):
        """Lines in which it complains of what it was sent."""
        raise NotImplementedError

    def gaps(self):
        """Where it, or who reads it, saw a number missing in the sequence."""
        raise NotImplementedError

    def judge(self, flows):
        """It has these flows and nothing to complain of."""
        self.finish(flows)
        self.test.assertEqual([], self.warnings(), self.name)
        self.test.assertEqual([], self.gaps(), self.name)
        self.test.assert_same(self.expected(flows), self.kept())


class Reader(Judge):
    """A judge that reads a file: of what came live."""
    receiver, octets = None, b""

    def start(self, host="127.0.0.1"):
        of_host = {"host": host} if self.transport == "udp" else {}
        self.receiver = RECEIVERS[self.transport](self.test, **of_host)
        return self.receiver.where()

    def finish(self, flows):
        self.octets = self.receiver.octets()

    def parts(self):
        """Each datagram, or all that came over a connection."""
        return self.receiver.messages if self.transport == "udp" else [self.octets]


def gaps_in(protocol, headers):
    """Of (sequence number, records) per message. NetFlow v9 numbers messages (RFC 3954 section 5.1), the others the records
    before the message (RFC 7011 section 3.1)."""
    gaps = []
    for (before, records), (number, _) in zip(headers, headers[1:]):
        wanted = before + (1 if protocol == "netflow9" else records)
        if number != wanted:
            gaps.append(f"sequence number {number} instead of {wanted}")
    return gaps


def complaints(text, words):
    """The lines that have one of the words."""
    return [line for line in text.splitlines() if any(word in line for word in words)]
