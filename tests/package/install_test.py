#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The package on a machine of its own without clang: installed, configured, metering to a collector outside, removed, purged.

Usage: XDPFLOW_DEB=FILE.deb install_test.py SOURCE_FOLDER BUILD_FOLDER
Exit code 77: skipped, the last line says why.
"""
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import unittest
from pathlib import Path

from machine import Machine, base_system
from judging import Address, eventually

CONFIGURATION = "/etc/xdpflow/xdpflow.toml"
COUNTED = "/run/xdpflow/stats.json"
# CAP_CHOWN 0, KILL 5, SETGID 6, SETUID 7, NET_ADMIN 12, NET_RAW 13, SYS_NICE 23, PERFMON 38, BPF 39
RIGHTS = sum(1 << number for number in (0, 5, 6, 7, 12, 13, 23, 38, 39))
DATAGRAMS, PAYLOAD = 7, 100
# What dpkg, the journal and the boot itself write.
OF_THE_SYSTEM = ("/var/log", "/var/lib/dpkg", "/var/cache/debconf", "/var/lib/systemd/timers", "/var/lib/systemd/catalog")

source = build = deb = machine = None


def packages_needed():
    """Names of the packages that the .deb depends on."""
    depends = subprocess.run(["dpkg-deb", "--field", deb, "Depends"], capture_output=True, text=True, check=True).stdout
    return {re.split(r"[ (|:]", one.strip())[0] for one in depends.split(",")}


def templates():
    lines = (source / "packaging/templates.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def files():
    """Every path on the machine's disk, but those that the system itself writes all the time."""
    found = machine.run("find", "/", "-xdev").splitlines()
    return {path for path in found if not path.startswith(OF_THE_SYSTEM)}


def packages():
    return machine.run("dpkg-query", "--show", "--showformat", "${Package} ${Version} ${db:Status-Abbrev}\n").splitlines()


def state():
    return machine.try_to("systemctl", "is-active", "xdpflow").stdout.strip()


def journal():
    machine.run("journalctl", "--sync")
    return machine.run("journalctl", "--unit=xdpflow", "--output=cat")


def attached():
    """What ip(8) says about the XDP program of the machine's interface."""
    return "xdp" in machine.run("ip", "link", "show", "dev", "eth0")


def reception():
    """Of the machine's interface: how often it was asked to be promiscuous, and whether it takes VLAN tags off."""
    inside = ["nsenter", "--target", str(machine.init()), "--net"]
    link = subprocess.run([*inside, "ip", "-d", "link", "show", "dev", "eth0"], capture_output=True, text=True, check=True).stdout
    offloads = subprocess.run([*inside, "ethtool", "-k", "eth0"], capture_output=True, text=True, check=True).stdout
    return re.search(r"promiscuity (\d+)", link).group(1), re.search(r"rx-vlan-offload: (\w+)", offloads).group(1)


def configure(text):
    machine.path(CONFIGURATION).write_text(text)


def install():
    machine.run("dpkg", "--install", "/opt/xdpflow.deb")


def start():
    before = journal().count("metering eth0")
    machine.run("systemctl", "start", "xdpflow")
    eventually(lambda: journal().count("metering eth0") > before, "the service to meter: " + journal())


def frames_counted():
    machine.run("systemctl", "kill", "--kill-whom=main", "--signal=SIGUSR1", "xdpflow")
    text = machine.try_to("cat", COUNTED).stdout
    return json.loads(text)["frames"] if text else 0


def send_datagrams(count):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(count):
            sender.sendto(bytes(PAYLOAD), ("192.0.2.2", 9))


def capture():
    """One UDP packet of 28 octets in a pcap file."""
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    frame = bytes(12) + b"\x08\x00" + ip + struct.pack(">HHHH", 4000, 5000, 8, 0)
    return struct.pack("<IHHiIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1, 1700000000, 0, len(frame), len(frame)) + frame


class Collector:
    """nfcapd outside of the machine."""

    def __init__(self):
        self.where = Address("192.0.2.1")
        self.folder = build / "package" / "flows"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.process = subprocess.Popen(["nfcapd", "-4", "-b", self.where.host, "-p", str(self.where.port), "-w", self.folder, "-t", "3600"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: self.where.row() or self.process.poll() is not None, "nfcapd to listen")

    def flows(self):
        eventually(self.where.is_read, "nfcapd to read all")
        self.process.terminate()
        self.process.wait(30)
        read = subprocess.run(["nfdump", "-R", self.folder, "-o", "json"], capture_output=True, text=True, check=True)
        return json.loads(read.stdout)

    def end(self):
        self.process.kill()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Package(unittest.TestCase):
    def test_1_runs_once_it_is_configured_and_leaves_nothing(self):
        before, packages_before = files(), packages()
        install()
        self.doesNothingUnconfigured()
        self.refusesMistakes()
        self.metersToACollector()
        self.worksWithoutClang()
        start()
        machine.run("dpkg", "--remove", "xdpflow")
        self.assertFalse(attached())
        self.assertTrue(machine.path(CONFIGURATION).exists())
        machine.run("dpkg", "--purge", "xdpflow")
        self.assertEqual(set(), files() - before)
        self.assertEqual(set(), before - files())
        self.assertEqual(packages_before, packages())
        self.assertEqual("", machine.run("find", "/run", "-name", "*xdpflow*"))

    def doesNothingUnconfigured(self):
        self.assertEqual("enabled\n", machine.run("systemctl", "is-enabled", "xdpflow"))
        machine.run("systemd-analyze", "verify", "--man=no", "xdpflow.service")
        machine.run("systemctl", "start", "xdpflow")
        self.assertEqual("inactive", state())
        self.assertFalse(machine.path(CONFIGURATION).exists())
        example = machine.run("xdpflow", "check", "/usr/share/doc/xdpflow/examples/xdpflow.toml")
        self.assertIn("no mistakes", example)
        for page in ("man1/xdpflow.1.gz", "man5/xdpflow.toml.5.gz", "man7/xdpflow-fields.7.gz"):
            self.assertTrue(machine.path("/usr/share/man/" + page).exists())

    def refusesMistakes(self):
        configure("interface = \"eth0\"\nfields = \"IN_PKT\"\n")
        self.assertNotEqual(0, machine.try_to("systemctl", "start", "xdpflow").returncode)
        self.assertIn(CONFIGURATION + ":2:10: unknown field \"IN_PKT\"", journal())
        self.assertFalse(attached())
        machine.run("systemctl", "stop", "xdpflow")

    def metersToACollector(self):
        collector = Collector()
        self.addCleanup(collector.end)
        configure(f'interface = "eth0"\ncollector = "{collector.where.url}"\nstats = "{COUNTED}"\nfields = "{templates()[1]}"\n'
                  "direction = \"both\"\npromisc = true\nfix_offloads = true\n")
        self.assertEqual(("0", "on"), reception())
        start()
        self.assertEqual(("1", "off"), reception())
        self.hasItsRightsOnly(machine.run("systemctl", "show", "--property=MainPID", "--value", "xdpflow").strip())
        self.assertTrue(attached())
        send_datagrams(DATAGRAMS)
        eventually(lambda: frames_counted() >= DATAGRAMS, "the datagrams to be counted")
        machine.run("systemctl", "stop", "xdpflow")
        self.assertEqual("success\n", machine.run("systemctl", "show", "--property=Result", "--value", "xdpflow"))
        self.assertFalse(attached())
        self.assertEqual(("0", "on"), reception())
        counted = json.loads(machine.run("cat", COUNTED))
        entered = counted["interfaces"][0]
        self.assertEqual(("eth0", "in", "native", DATAGRAMS * (28 + PAYLOAD)),
                         tuple(entered[name] for name in ("name", "direction", "mode", "octets")))
        self.assertEqual(0, sum(counted["lost"].values()))
        flows = [(flow["src4_addr"], flow["dst4_addr"], flow["proto"], flow["dst_port"], flow["in_packets"], flow["in_bytes"])
                 for flow in collector.flows() if flow["src4_addr"] == "192.0.2.1"]
        self.assertEqual([("192.0.2.1", "192.0.2.2", 17, 9, DATAGRAMS, DATAGRAMS * (28 + PAYLOAD))], flows)

    def hasItsRightsOnly(self, pid):
        status = machine.run("cat", f"/proc/{pid}/status")
        self.assertIn(f"CapBnd:\t{RIGHTS:016x}\n", status)
        self.assertIn(f"CapEff:\t{RIGHTS:016x}\n", status)
        self.assertIn("NoNewPrivs:\t1\n", status)
        self.assertIn("Seccomp:\t2\n", status)
        for path in ("/usr/x", "/etc/x", "/var/lib/x"):
            touched = machine.try_to("nsenter", "--target", pid, "--mount", "touch", path)
            self.assertIn("Read-only file system", touched.stderr)
        nice = machine.run("cat", f"/proc/{pid}/stat").rpartition(")")[2].split()[16]
        self.assertEqual("-20", nice)

    def worksWithoutClang(self):
        self.assertNotEqual(0, machine.try_to("sh", "-c", "command -v clang").returncode)
        machine.path("/opt/one.pcap").write_bytes(capture())
        for fields in templates():
            machine.run("xdpflow", "compose", "--object", "/dev/null", *fields.split())
            for engine in ("native", "kernel"):
                flows = machine.run("xdpflow", "read", "--engine", engine, "--fields", fields, "/opt/one.pcap")
                self.assertEqual((1, 28), (json.loads(flows)["IN_PKTS"], json.loads(flows)["IN_BYTES"]))
        machine.path("/opt/one.pcap").unlink()
        others = machine.try_to("xdpflow", "compose", "--object", "/dev/null", "MIN_TTL")
        self.assertIn("clang is needed to compile these fields: apt-get install clang; these work without it: ", others.stderr)

    def test_2_compiles_within_the_sandbox_and_keeps_the_object(self):
        install()
        self.addCleanup(machine.run, "dpkg", "--purge", "xdpflow")
        # What stands for clang here hands out what clang made for the package; it sees who it is, and writes where it may.
        machine.run("xdpflow", "compose", "--object", "/opt/object", *templates()[0].split())
        machine.path("/opt/objects").mkdir()
        machine.run("sh", "-c", "mv /usr/lib/xdpflow/objects/* /opt/objects/")
        compiler = machine.path("/usr/bin/clang")
        compiler.write_text('#!/bin/sh\ncat >/dev/null; for last; do :; done\n[ "$(id -u)" = 65534 ] && cat /opt/object >"$last"\n')
        compiler.chmod(0o755)
        self.addCleanup(machine.run, "sh", "-c", "mv /opt/objects/* /usr/lib/xdpflow/objects/; rm -r /usr/bin/clang /opt/object*")
        configure('interface = "eth0"\nformat = "json"\n')

        start()

        kept = ["/var/cache/xdpflow/" + path.name for path in machine.path("/var/cache/xdpflow").glob("*.bpf.o")]
        self.assertEqual("root 644", machine.run("stat", "--format=%U %a", *kept).strip())
        machine.run("systemctl", "stop", "xdpflow")

    def test_3_purge_leaves_what_somebody_else_put_there(self):
        install()
        own = "/etc/xdpflow/features.d/own.h"
        machine.path(own).write_text("/* mine */\n")
        configure("")
        machine.run("dpkg", "--purge", "xdpflow")
        self.addCleanup(machine.run, "rm", "-r", "/etc/xdpflow")
        self.assertEqual(["/etc/xdpflow", "/etc/xdpflow/features.d", own], machine.run("find", "/etc/xdpflow").splitlines())


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def join_networks():
    """A veth pair from here, the outside, to the machine, which has IPv4 only: nothing is sent that the test does not send."""
    in_machine = ["nsenter", "--target", str(machine.init()), "--net"]
    silent = ["sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6; ip link set lo up"]
    for place in ([], in_machine):
        subprocess.run([*place, *silent], check=True)
    subprocess.run(["ip", "link", "add", "outside", "type", "veth", "peer", "name", "eth0", "netns", str(machine.init())], check=True)
    for place, name, own in (([], "outside", "192.0.2.1"), (in_machine, "eth0", "192.0.2.2")):
        subprocess.run([*place, "ip", "address", "add", own + "/24", "dev", name], check=True)
        subprocess.run([*place, "ip", "link", "set", name, "up"], check=True)


def main():
    global source, build, deb, machine
    source, build = (Path(folder).resolve() for folder in sys.argv[1:3])
    deb = os.environ.get("XDPFLOW_DEB") or skip("XDPFLOW_DEB names no package: ./dev deb --test makes one and tests it")
    if os.geteuid():
        skip("a machine in namespaces needs root")
    for program in ("debootstrap", "nfcapd", "nfdump"):
        if shutil.which(program) is None:
            skip(f"{program} is not installed")
    try:
        system = base_system(build / "package", packages_needed())
    except OSError as error:
        skip(f"debootstrap makes no system: {error}")
    if "--inside" not in sys.argv:
        inside = ["unshare", "--mount", "--net", sys.executable, "-B", __file__, *sys.argv[1:], "--inside"]
        os.execvp(inside[0], inside)
    machine = Machine(system, build / "package")
    try:
        shutil.copy(deb, machine.path("/opt/xdpflow.deb"))
        machine.await_systemd()
        join_networks()
        tests = unittest.TestLoader().loadTestsFromTestCase(Package)
        done = unittest.TextTestRunner(verbosity=2, failfast=True).run(tests)
    finally:
        machine.end()
    sys.exit(0 if done.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
