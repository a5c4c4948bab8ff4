# SPDX-License-Identifier: Apache-2.0
"""Where messages arrive of which a judge reads what came: a kind for each transport.

A receiver lives for one test: where() of a URL, then somebody sends, then octets(): all that came. Over connections that is one
connection, which must have ended in an orderly way by then."""
import socket
import ssl
import subprocess
import tempfile
import threading
from pathlib import Path

from certificates import make_self_signed
from judging import PATIENCE, Listener

CLUSTER = []  # the command that starts a Kafka cluster: kafka_cluster.cpp


class Udp:
    """Of the receivers the one that knows where a message ends."""

    def __init__(self, test, host="127.0.0.1"):
        self.listener, self.messages = Listener(host), []
        self.port = self.listener.port
        test.addCleanup(self.listener.close)

    def where(self):
        return self.listener.url.removeprefix("udp://")

    def octets(self):
        self.messages = self.listener.messages()
        return b"".join(self.messages)


class Connections:
    """Accepts one connection, and keeps what it is sent until its end."""

    def __init__(self, test):
        self.test, self.folder = test, Path(tempfile.mkdtemp(dir=test.folder))
        self.listener = self.listen()
        test.addCleanup(self.listener.close)
        self.got = b""
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def listen(self):
        return socket.create_server(("127.0.0.1", 0))

    def wrap(self, connection):
        return connection

    def read(self):
        connection, _ = self.listener.accept()
        with self.wrap(connection) as stream:
            while part := stream.recv(1 << 16):
                self.got += part

    def octets(self):
        self.thread.join(PATIENCE)
        self.test.assertFalse(self.thread.is_alive(), "the connection was not ended")
        return self.got


class Tcp(Connections):
    @property
    def port(self):
        return self.listener.getsockname()[1]

    def where(self):
        return f"127.0.0.1:{self.port}"


class Tls(Tcp):
    def listen(self):
        self.certificate, key = make_self_signed(self.folder, "DNS:collector.example")
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(self.certificate, key)
        return super().listen()

    def wrap(self, connection):
        return self.context.wrap_socket(connection, server_side=True)

    def where(self):
        return f"127.0.0.1:{self.port}?ca={self.certificate}&name=collector.example"


class Unix(Connections):
    def listen(self):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.where())
        listener.listen()
        return listener

    def where(self):
        return str(self.folder / "socket")


class File:
    def __init__(self, test):
        self.path = Path(tempfile.mkdtemp(dir=test.folder)) / "flows"

    def where(self):
        return str(self.path)

    def octets(self):
        return self.path.read_bytes()


class Kafka:
    """A topic of one partition, so that what is in it has an order; kcat reads it."""

    def __init__(self, test):
        cluster = test.enterContext(subprocess.Popen([*CLUSTER, "flows", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                                     stderr=subprocess.DEVNULL, text=True))
        test.addCleanup(cluster.stdin.close)
        self.brokers = cluster.stdout.readline().strip()

    def where(self):
        return f"{self.brokers}/flows"

    def octets(self):
        command = ["kcat", "-b", self.brokers, "-C", "-t", "flows", "-e", "-q", "-o", "beginning", "-f", "%s"]
        return subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True).stdout


RECEIVERS = {"udp": Udp, "tcp": Tcp, "tls": Tls, "unix": Unix, "file": File, "kafka": Kafka}
