# SPDX-License-Identifier: Apache-2.0
"""fastnetmon, which looks for attacks: it shows no record, but counts, for Prometheus."""
import re
import socket
import urllib.request
from urllib.error import URLError

from judges.judge import Judge, complaints
from judging import Address, eventually

# Small networks: it makes room for every address. Nothing is sent to its makers, nothing is banned.
CONFIGURATION = """logging_level = info
disable_usage_report = on
enable_ban = off
enable_ban_ipv6 = off
networks_list_path = {folder}/networks
white_list_path = {folder}/no_networks
netflow = on
netflow_port = {port}
netflow_host = {host}
monitor_local_ip_addresses = off
enable_connection_tracking = off
enable_api = off
prometheus = on
prometheus_host = 127.0.0.1
prometheus_port = {prometheus}
cli_stats_file_path = {folder}/fastnetmon.dat
cli_stats_ipv6_file_path = {folder}/fastnetmon6.dat
"""
PREFIXES = {"ipfix": "fastnetmon_ipfix_", "netflow9": "fastnetmon_netflow_v9_", "netflow5": "fastnetmon_netflow_v5_"}
MESSAGES = ("total_packets", "data_packet_number", "data_templates_number")  # as many as the sender likes
REASONS = {1: "idle", 2: "active", 3: "end_of_flow", 4: "force_end", 5: "lack_of_resource"}
BOUNDS = (15, 30, 60, 90, 180)  # seconds
AT_START = ("We can't find notify script", "Folder for attack details does not exist")


class Fastnetmon(Judge):
    name, package, programs = "fastnetmon", "fastnetmon", ("fastnetmon",)
    refuses = (dict.fromkeys(("json", "csv"), "reads NetFlow and IPFIX only")
               | dict.fromkeys(("tcp", "tls", "unix", "file", "kafka"), "takes messages over UDP only"))
    shows = "counters"
    where, prometheus, counters = None, 0, {}

    def start(self, host="127.0.0.1"):
        self.where = Address(host)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.prometheus = probe.getsockname()[1]
        folder = self.test.folder
        (folder / "networks").write_text("192.0.2.0/24\n")
        (folder / "no_networks").write_text("")
        (folder / "fastnetmon.conf").write_text(CONFIGURATION.format(host=host, port=self.where.port, folder=folder,
                                                                     prometheus=self.prometheus))
        process = self.test.start("fastnetmon", "--configuration_file", "fastnetmon.conf", "--log_file", "fastnetmon.log",
                                  "--disable_pid_logic", log="fastnetmon.out")
        eventually(lambda: self.where.row() and self.read() or process.poll() is not None, "fastnetmon to listen")
        return self.where.url.removeprefix("udp://")

    def read(self):
        """All its counters, or none while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.prometheus}/metrics", timeout=5) as answer:
                text = answer.read().decode()
        except (URLError, ConnectionError):
            return {}
        return {name: int(value) for name, value in re.findall(r"^(fastnetmon_\w+) (\d+)$", text, re.M)}

    def finish(self, flows):
        eventually(self.where.is_read, "fastnetmon to read all")
        total = PREFIXES[self.protocol] + "total_flows"
        eventually(lambda: self.read()[total] >= len(flows), "fastnetmon to have counted all flows")
        self.counters = self.read()

    def expected(self, flows):
        """Every counter of this protocol that is not 0, and none of the others."""
        names = {"total_flows": len(flows)}
        if self.protocol != "netflow5":
            names["total_ipv4_flows"] = sum("IPV4_SRC_ADDR" in flow for flow in flows)
            names["total_ipv6_flows"] = len(flows) - names["total_ipv4_flows"]
        for flow in flows:
            seconds = (flow["FLOW_END_MILLISECONDS"] - flow["FLOW_START_MILLISECONDS"]) // 1000
            bound = next((bound for bound in BOUNDS if seconds <= bound), None)
            duration = f"duration_less_{bound}_seconds" if bound else "duration_exceed_180_seconds"
            names[duration] = names.get(duration, 0) + 1
            if self.protocol == "ipfix" and "FLOW_END_REASON" in flow:
                reason = f"flows_end_reason_{REASONS[flow['FLOW_END_REASON']]}_timeout"
                names[reason] = names.get(reason, 0) + 1
        counters = {PREFIXES[self.protocol] + name: count for name, count in names.items()}
        counters["fastnetmon_netflow_ipfix_all_protocols_total_flows"] = len(flows)
        return [{name: count for name, count in counters.items() if count}]

    def kept(self):
        """The counters that are not 0, without those of messages."""
        skipped = [PREFIXES[self.protocol] + name for name in MESSAGES] + ["fastnetmon_netflow_ipfix_total_packets"]
        return [{name: count for name, count in self.counters.items()
                 if count and ("netflow" in name or "ipfix" in name) and name not in skipped}]

    def warnings(self):
        """It counts what it cannot read: then kept() has a counter more, such as that of unknown templates."""
        log = (self.test.folder / "fastnetmon.log").read_text()
        return [line for line in complaints(log, ("WARN", "ERROR")) if not any(known in line for known in AT_START)]

    def gaps(self):
        return []  # it does not look at sequence numbers
