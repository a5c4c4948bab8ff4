# SPDX-License-Identifier: Apache-2.0
"""python3-ipfix, a library: Brian Trammell's, who wrote RFC 7011. Debian's Python has it, others do not."""
import importlib.util
import io
import warnings
from datetime import timezone

from judges.elements import elements_of
from judges.judge import DOMAIN, Reader, gaps_in

UP_TIMES = {"flowStartSysUpTime": "flowStartMilliseconds", "flowEndSysUpTime": "flowEndMilliseconds"}


def text_of(name, value):
    if name in ("sourceMacAddress", "destinationMacAddress"):
        return value.hex(":")
    if name in UP_TIMES.values():
        return str(round(value.replace(tzinfo=timezone.utc).timestamp() * 1000))
    return str(value)


class PythonIpfix(Reader):
    name, package = "python3-ipfix", "python3-ipfix"
    refuses = dict.fromkeys(("netflow5", "json", "csv"), "reads IPFIX and NetFlow v9 only")
    found, headers, said = (), (), ()

    @classmethod
    def missing(cls):
        return None if importlib.util.find_spec("ipfix") else "python3-ipfix"

    def finish(self, flows):
        super().finish(flows)
        from ipfix import ie  # pylint: disable=import-outside-toplevel
        ie.use_iana_default()
        self.found, self.headers, self.said = [], [], []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                (self.read_netflow9 if self.protocol == "netflow9" else self.read_ipfix)()
            except Exception as failure:  # pylint: disable=broad-except # whatever it stumbles over
                self.said.append(repr(failure))
        self.said += [str(warning.message) for warning in caught]

    def read_ipfix(self):
        from ipfix import message  # pylint: disable=import-outside-toplevel
        buffer = message.MessageBuffer()
        buffer.unknown_data_set_hook = lambda *_: self.said.append("data without a template")
        for octets in self.parts():
            stream = io.BytesIO(octets)
            while stream.tell() < len(octets):
                buffer.read_message(stream)
                self.take(buffer, buffer.namedict_iterator())

    def read_netflow9(self):
        from ipfix import v9pdu  # pylint: disable=import-outside-toplevel
        buffer = v9pdu.from_stream(None)
        buffer.unknown_data_set_hook = lambda *_: self.said.append("data without a template")
        for octets in self.parts():
            buffer.stream = io.BytesIO(octets)
            records = list(buffer.namedict_iterator())
            boot = buffer.export_epoch * 1000 - buffer.sysuptime_ms
            for record in records:
                for relative, name in UP_TIMES.items():
                    record[name] = boot + record.pop(relative)
            self.headers.append((buffer.sequence, len(records)))
            self.keep(buffer, records)

    def take(self, buffer, iterator):
        records = list(iterator)
        self.headers.append((buffer.sequence, len(records)))
        self.keep(buffer, records)

    def keep(self, buffer, records):
        if buffer.odid != DOMAIN:
            self.said.append(f"domain {buffer.odid} instead of {DOMAIN}")
        self.found += [{name: str(value) if isinstance(value, int) else text_of(name, value) for name, value in record.items()}
                       for record in records]

    def expected(self, flows):
        return [elements_of(flow, self.protocol) for flow in flows]

    def kept(self):
        return self.found

    def warnings(self):
        return self.said

    def gaps(self):
        return gaps_in(self.protocol, self.headers)
