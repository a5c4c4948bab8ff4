#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every endpoint of a probe that meters: the answer fits the schema that the API itself tells; its metrics are OpenMetrics.

Usage: schemas_test.py XDPFLOW. The probe and its traffic have a network namespace of their own.
"""
import ctypes
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

try:
    import jsonschema
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
except ImportError as missing:
    print(f"skipped: apt-get install python3-jsonschema python3-prometheus-client ({missing})")
    sys.exit(77)

CLONE_NEWNET = 0x40000000
PATIENCE = 60
FIELDS = "IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT PROTOCOL IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED SRC_AS FLOW_END_REASON"
DATAGRAMS = 7
MONITOR = {
    "interface": "lo",
    "code": """#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct size { __u32 octets; };
struct count { __u64 packets; enum { NONE, SMALL, LARGE } kind; };
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __uint(max_entries, 64); __type(key, struct size); __type(value, struct count); }
	sizes SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 2); __type(key, __u32); __type(value, __u64); } all SEC(".maps");
SEC("xdp") int count(struct xdp_md *context)
{
	struct size size = {context->data_end - context->data};
	struct count first = {1, size.octets < 100 ? SMALL : LARGE}, *known = bpf_map_lookup_elem(&sizes, &size);
	__u32 zero = 0;
	__u64 *sum = bpf_map_lookup_elem(&all, &zero);
	if (sum)
		__sync_fetch_and_add(sum, 1);
	if (known)
		known->packets++;
	else
		bpf_map_update_elem(&sizes, &size, &first, BPF_ANY);
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
""",
    "metric": [{"name": "sizes", "snapshot": True, "init": True, "help": "Frames by size."},
               {"name": "all", "format": "openmetrics", "help": "All \"frames\"."}],
}
xdpflow = None


def eventually(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"in vain waited for {what}")
        select.select([], [], [], 0.02)


class Connection(http.client.HTTPConnection):
    """To a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.path = f"{cls.folder}/control.sock"
        cls.log = Path(cls.folder, "log")
        collector = cls.enterClassContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        collector.bind(("127.0.0.1", 0))
        command = [xdpflow, "run", "-i", "lo", "--mode", "generic", "--interval", "0.1", "--fields", FIELDS, "--control", cls.path,
                   "-n", f"udp://127.0.0.1:{collector.getsockname()[1]}", "--config", f"{cls.folder}/xdpflow.toml"]
        Path(cls.folder, "xdpflow.toml").write_text(
            "[[policy]]\nname = 'quiet'\nwhen.packets_per_second.above = 1e9\nset.sampling = 10\n"
            "[[policy]]\nname = 'budget'\nbudget_ns_per_packet = 1000000\n")
        with cls.log.open("wb") as log:
            cls.probe = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        cls.addClassCleanup(cls.end)
        eventually(lambda: "end with Ctrl-C" in cls.log.read_text() or cls.probe.poll() is not None, "the probe")
        assert cls.probe.poll() is None, cls.log.read_text()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(DATAGRAMS):
                sender.sendto(b"x" * 100, ("127.0.0.1", 9))
        cls.document = json.loads(cls.ask("GET", "/v1/openapi.json")[2])
        eventually(lambda: json.loads(cls.ask("GET", "/v1/flows?L4_DST_PORT=9")[2])["matching"] == 1, "a flow")

    @classmethod
    def end(cls):
        cls.probe.send_signal(signal.SIGINT)
        assert cls.probe.wait(PATIENCE) == 0, cls.log.read_text()

    @classmethod
    def ask(cls, method, target, body=None, headers=None):
        connection = Connection(cls.path)
        if isinstance(body, dict):
            body, headers = json.dumps(body), {"Content-Type": "application/json"}
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        result = answer.status, answer.getheader("Content-Type", ""), answer.read().decode()
        connection.close()
        return result

    def resolve(self, part):
        while "$ref" in part:
            found = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            part = found
        return part

    def check(self, method, target, body=None):
        """Asks, and holds the answer against what the document says of it. Returns status and text."""
        status, content_type, text = self.ask(method, target, body)
        path = target.split("?")[0]
        if path.startswith("/v1/monitors/"):
            path = "/v1/monitors/{name}"
        operation = self.document["paths"][path][method.lower()]
        self.assertIn(str(status), operation["responses"], f"{method} {target}: {text}")
        if status == 204:
            self.assertEqual("", text)
            return status, text
        contents = self.resolve(operation["responses"][str(status)])["content"]
        self.assertIn(content_type.split(";")[0], contents)
        schema = contents[content_type.split(";")[0]]["schema"]
        if "json" in content_type:
            whole = {**schema, "components": self.document["components"]}
            jsonschema.Draft202012Validator(whole).validate(json.loads(text))
        return status, text

    def test_document_is_itself_sound(self):
        for name, schema in self.document["components"]["schemas"].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)

    def test_every_path_can_be_read(self):
        for path in self.document["paths"]:
            if path == "/v1/events":  # has no end
                continue
            if "{name}" in path:  # test_monitors_are_described
                continue
            with self.subTest(path):
                self.assertEqual(200, self.check("GET", path)[0])

    def test_costs_are_described(self):
        for path in ("/v1/status", "/v1/interfaces"):
            self.assertIn("cost", json.loads(self.check("GET", path + "?cost=true")[1]))
        self.check("GET", "/metrics?cost=true")

    def test_policies_are_those_of_the_file(self):
        def numbers():
            return json.loads(self.check("GET", "/v1/policies")[1])["policies"][0]["numbers"]

        eventually(lambda: len(numbers()) == 1, "the first look")
        first, second = json.loads(self.check("GET", "/v1/policies")[1])["policies"]
        self.assertEqual(("quiet", False, "sampling"), (first["name"], first["active"], first["sets"]))
        self.assertEqual(("budget", []), (second["name"], second["shed"]))
        self.check("GET", "/metrics")

    def test_problems_are_described(self):
        for target in ("/v1/status?none=1", "/v1/flows?limit=0", "/v1/flows?NONE=1", "/v1/events?since=x", "/v1/status?cost=x"):
            with self.subTest(target):
                self.assertEqual(400, self.check("GET", target)[0])
        self.assertEqual(422, self.check("PATCH", "/v1/configuration", {"active": -1, "none": 2})[0])
        self.assertEqual(422, self.check("PATCH", "/v1/configuration?dry_run=true", {"fields": "NONE"})[0])
        status, content_type, text = self.ask("PATCH", "/v1/configuration", "x", {"Content-Type": "text/plain"})
        self.assertEqual((415, "application/problem+json"), (status, content_type), text)

    def test_dry_run_is_described(self):
        status, text = self.check("PATCH", "/v1/configuration?dry_run=true", {"fields": FIELDS + " SRC_TOS"})
        self.assertEqual(200, status, text)
        self.assertEqual(["fields"], json.loads(text)["changed"])

    def test_changes_are_described(self):
        status, text = self.check("PATCH", "/v1/configuration", {"idle": 45})
        self.assertEqual((200, ["idle"]), (status, json.loads(text)["changed"]))
        status, text = self.check("PATCH", "/v1/configuration", {"mode": "tc"})
        self.assertEqual(422, status, text)
        self.assertIn("mode", json.loads(text)["detail"])
        counters = json.loads(self.check("GET", "/v1/counters")[1])["reconfigurations"]
        self.assertEqual((1, 1), (counters["done"], counters["failed"]))

    def test_monitors_are_described(self):
        for expected in (201, 200):
            status, text = self.check("PUT", "/v1/monitors/sizes", MONITOR)
            self.assertEqual(expected, status, text)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for size in (10, 10, 300):
                sender.sendto(b"x" * size, ("127.0.0.1", 10))
        sizes, all_frames = json.loads(self.check("GET", "/v1/monitors/sizes")[1])["metrics"]
        elements = {element["key"]["octets"]: element["values"] for element in sizes["values"][0]["elements"]}
        self.assertEqual(2, sum(value["packets"] for value in elements[14 + 28 + 10]))
        self.assertEqual({"SMALL"}, {value["kind"] for value in elements[14 + 28 + 10] if value["packets"]})
        self.assertEqual({"LARGE"}, {value["kind"] for value in elements[14 + 28 + 300] if value["packets"]})
        self.assertNotIn("values", all_frames)
        self.assertEqual(["sizes"], [one["name"] for one in json.loads(self.check("GET", "/v1/monitors")[1])["monitors"]])
        families = {family.name: family for family in text_string_to_metric_families(self.check("GET", "/metrics")[1])}
        samples = {sample.labels["key"]: sample.value for sample in families["xdpflow_monitor_all"].samples}
        self.assertGreaterEqual(samples["0"], 3)
        self.assertEqual(0, samples["1"])
        self.assertEqual('All "frames".', families["xdpflow_monitor_all"].documentation)
        self.assertEqual(422, self.check("PUT", "/v1/monitors/sizes", {**MONITOR, "code": "x"})[0])
        self.assertEqual(422, self.check("PUT", "/v1/monitors/sizes", {**MONITOR, "interface": "none0"})[0])
        self.assertEqual(415, self.check("PUT", "/v1/monitors/sizes")[0])
        self.assertEqual(204, self.check("DELETE", "/v1/monitors/sizes")[0])
        for method in ("GET", "DELETE"):
            self.assertEqual(404, self.check(method, "/v1/monitors/sizes")[0])

    def test_flows_are_what_was_sent(self):
        flow = json.loads(self.check("GET", "/v1/flows?L4_DST_PORT=9")[1])["flows"][0]
        self.assertEqual((DATAGRAMS, DATAGRAMS * 128), (flow["IN_PKTS"], flow["IN_BYTES"]))
        self.assertNotIn("FLOW_END_REASON", flow)

    def test_metrics_are_open_metrics(self):
        counters = json.loads(self.check("GET", "/v1/counters")[1])
        families = {family.name: family for family in text_string_to_metric_families(self.check("GET", "/metrics")[1])}
        frames = sum(sample.value for sample in families["xdpflow_frames"].samples)
        self.assertGreaterEqual(frames, counters["frames"])
        self.assertEqual("counter", families["xdpflow_lost_packets"].type)
        self.assertEqual(1, len(families["xdpflow_collector_sent_flows"].samples))


def main():
    global xdpflow
    xdpflow = str(Path(sys.argv.pop(1)).resolve())
    if os.geteuid() != 0 or ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        print("skipped: needs root for a network namespace of its own")
        sys.exit(77)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    unittest.main()


if __name__ == "__main__":
    main()
