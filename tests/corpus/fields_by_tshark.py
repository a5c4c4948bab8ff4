#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The value of every field at a foreign decoder: flows of captures as an IPFIX file, which tshark decodes, against the flows that are
printed.

Usage: fields_by_tshark.py XDPFLOW

What tshark knows by name must have the value that it shows; of elements that it does not know, the octets that it finds at their place
are compared. Each field must have been seen with a value other than 0, or is in NOT_IN_CAPTURES with the reason.
"""
import datetime
import ipaddress
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

CAPTURES = ("http-get.pcap", "tcp-dups.pcap", "tcp-fin-retrans.pcap", "mpls-vpn.pcap", "vlan-mpls-mixed.pcap", "icmp-ping.pcap",
            "ipv4-igmp-options.pcap", "ipv4-frag-udp.pcap", "ipv6-frag-udp.pcap", "gre-various.pcap", "vxlan.pcap", "gtpu.pcap",
            "6in4.pcap", "ipv6-nd.pcap", "tls-213-flows.pcap", "qinq-88a8.pcapng", "icmp-dot1q.pcap", "mix-example2.pcap", "composite-a.pcap",
            "fuzz-2006.pcap", "tcp-gso.pcap", "ipv6-routing.pcap", "pcapng-be-202.pcapng")
KEY = "IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT PROTOCOL".split()
TOGETHER = 30  # fields in a template beside the key
TIMES = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
TIME = re.compile(r"(\w{3} +\d+, \d{4} \d\d:\d\d:\d\d)\.(\d{9}) UTC")

# Fields that no capture gives a value, with the reason.
NOT_IN_CAPTURES = {
    **dict.fromkeys("SRC_IP_COUNTRY SRC_IP_CITY SRC_IP_LONG SRC_IP_LAT DST_IP_COUNTRY DST_IP_CITY DST_IP_LONG DST_IP_LAT SRC_AS_MAP "
                    "DST_AS_MAP".split(), "from data bases; unit and program tests write one"),
    **dict.fromkeys("IPV4_NEXT_HOP IPV6_NEXT_HOP".split(), "from the kernel's routes, of live interfaces"),
    "INTERFACE_NAME": "of live interfaces",
    **dict.fromkeys("FIRST_SWITCHED LAST_SWITCHED".split(), "sent, and printed, as FLOW_START_MILLISECONDS and FLOW_END_MILLISECONDS"),
    "SAMPLING_ALGORITHM": "nothing is sampled here",
    "PACKET_SECTION_OFFSET": "the begin of the packet, which is 0",
    **dict.fromkeys("UPSTREAM_SESSION_ID DOWNSTREAM_SESSION_ID".split(), "of L2TP, which no capture has; program tests write it"),
}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def written_capture(path):
    """What the corpus lacks: ten MPLS labels behind a VLAN tag with a priority."""
    labels = b"".join(struct.pack(">I", (16 + i) << 12 | i % 8 << 9 | (i == 9) << 8 | 64) for i in range(10))
    ip = struct.pack(">BBHHHBBH4s4sHHHH", 0x45, 0, 28, 0, 0, 64, 17, 0, bytes([10, 0, 0, 1]), bytes([192, 0, 2, 1]), 1000, 53, 8, 0)
    frame = bytes.fromhex("020000000002020000000001") + struct.pack(">HHH", 0x8100, 5 << 13 | 100, 0x8847) + labels + ip
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) +
                     struct.pack("<IIII", 1700000000, 0, len(frame), len(frame)) + frame)
    return path


def fields_of(xdpflow):
    said = subprocess.run([xdpflow, "fields", "--features", "/nonexistent", "--format", "json"], capture_output=True, check=True)
    return {field["name"]: field for field in json.loads(said.stdout)}


def groups_of(facts):
    """All fields, in templates that have no element twice (TCP_FLAGS is the lower half of tcpControlBits)."""
    groups = []
    for name, field in facts.items():
        number = (field["pen"], field["id"])
        if name in KEY:
            continue
        for group in groups:
            if len(group) < TOGETHER and number not in group:
                break
        else:
            groups.append(group := {})
        group[number] = name
    return [KEY + list(group.values()) for group in groups]


def printed_and_sent(xdpflow, capture, fields, folder):
    """The flows as they are printed, and as tshark decodes them: each a list of (octets, shown value or None), in the template's order."""
    path = folder / "flows.ipfix"
    known = folder / "as.txt"
    known.write_text("64496:0.0.0.0/1\n4200000001:128.0.0.0/1\n64498:2000::/3\n")
    told = ["--as-list", str(known), "--if-networks", "0.0.0.0/1@3,128.0.0.0/1@70000", "-L", "10.0.0.0/8", "-r", "-E", "7:9", "--domain", "5",
            "--instance-name", "a probe"]
    done = subprocess.run([xdpflow, "read", str(capture), "--features", "/nonexistent", "--tunnel", "--fields", " ".join(fields), *told,
                           "--format", "json", "--options-interval", "0", "-n", f"file://{path}"], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{capture.name}: {done.stderr}")
    flows = [json.loads(line) for line in done.stdout.splitlines()]
    said = subprocess.run(["tshark", "-r", str(path), "-T", "pdml"], capture_output=True, check=True, env={**os.environ, "TZ": "UTC"}).stdout
    path.unlink()
    decoded = []
    for flow in xml.etree.ElementTree.fromstring(said).iter("field"):
        if re.fullmatch(r"Flow \d+.*", flow.get("show", "")):
            decoded.append(columns_of(flow, fields))
    return flows, decoded


def columns_of(flow, fields):
    """The elements of a record in their order: (octets, what tshark shows or None where it knows no name). Parts of an element (flags)
    lie within it. tshark 4.0 shows an end in front of its start at a wrong place behind the record, and of NTP times the first half."""
    begin, record = int(flow.get("pos")), bytes.fromhex(flow.get("value"))
    elements, strays, end = [], [], 0
    for field in sorted(flow.iter("field"), key=lambda field: (int(field.get("pos")), -int(field.get("size")))):
        at, size = int(field.get("pos")) - begin, int(field.get("size"))
        show = field.get("show") if field.get("name") != "cflow.enterprise_private_entry" else None
        if field is flow or not size or at < end:
            continue
        if at >= len(record):
            strays.append((size, show))
            continue
        elements.append((at, size, show, field.get("name")))
        end = at + size
    columns = []
    if "ICMP_TYPE" in fields:  # of which this is the lower half
        elements = [element for element in elements if element[3] != "cflow.icmp_ipv6_code"]
    for (at, size, show, name), (following, *_) in zip(elements, [*elements[1:], (len(record),)]):
        stray = next((stray for stray in strays if stray[0] == following - at - size), None)
        columns.append((record[at : at + size] if stray else record[at:following], None if "ICMP_TYPE" in fields and name == "cflow.icmp_ipv6_type" else show))
        if stray:
            strays.remove(stray)
            columns.append((record[at + size : following], stray[1]))
    return columns


def complaint(name, value, field, octets, show):
    """What is wrong with an element, or None."""
    kind, unit = field["type"], field["unit"]
    if kind == "string":
        return None if octets.rstrip(b"\0") == value.encode() else f"{octets} is not {value!r}"
    if kind == "octets":
        return None if octets.hex() == value and show in (None, value, octets.hex(":")) else f"{octets.hex()} {show} is not {value}"
    if kind in ("ipv4", "ipv6"):
        return None if octets == ipaddress.ip_address(value).packed and show in (None, value) else f"{octets.hex()} {show} is not {value}"
    if kind == "mac":
        return None if octets.hex(":") == value and show in (None, value) else f"{octets.hex()} {show} is not {value}"
    found = TIME.fullmatch(show or "")
    if found and unit in TIMES:
        second = datetime.datetime.strptime(found[1] + " +0000", "%b %d, %Y %H:%M:%S %z").timestamp()
        shown = int(second) * 10**9 + int(found[2])
        late = value * (10**9 // TIMES[unit]) - shown  # binary fractions of a second (RFC 7011 section 6.1.9) are a little short
        return None if 0 <= late < 1000 else f"{show} is not {value} {unit}"
    if int.from_bytes(octets, "big") != int(value):
        return f"{octets.hex()} is not {value}"
    if show and re.fullmatch(r"\d+|0x[0-9a-f]+", show) and int(show, 0) != int(value):
        return f"{show} is not {value}"
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not shutil.which("tshark"):
        skip("tshark is not installed")
    corpus = pathlib.Path(os.environ.get("XDPFLOW_CORPUS") or skip("XDPFLOW_CORPUS names no folder with captures"))
    xdpflow = sys.argv[1]
    facts = fields_of(xdpflow)
    groups = groups_of(facts)
    seen, known, wrong, values = set(), set(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for capture in (written_capture(folder / "written.pcap"), *(corpus / name for name in CAPTURES)):
            for group in groups:
                flows, decoded = printed_and_sent(xdpflow, capture, group, folder)
                if len(flows) != len(decoded):
                    sys.exit(f"{capture.name}: {len(flows)} flows printed, {len(decoded)} decoded")
                for flow, columns in zip(flows, decoded):
                    if len(flow) != len(columns):
                        sys.exit(f"{capture.name}: {len(flow)} fields printed, {len(columns)} decoded:\n{flow}\n{columns}")
                    for (name, value), (octets, show) in zip(flow.items(), columns):
                        what = complaint(name, value, facts[name], octets, show)
                        wrong, values = wrong + bool(what), values + 1
                        if any(octets):
                            seen.add(name)
                        if show is not None:
                            known.add(name)
                        if what and wrong < 20:
                            print(f"{capture.name}: {name}: {what}")
    never = sorted(set(facts) - seen - set(NOT_IN_CAPTURES))
    print(f"{values} values of {len(facts)} fields, {len(known)} of them known to tshark by name; {wrong} wrong")
    if never:
        print("always 0:", *never)
    sys.exit(1 if wrong or never else 0)


if __name__ == "__main__":
    main()
