#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ipfixDump (libfixbuf) reads every field of every flow that comes over TCP, TLS and a Unix socket, and sees no gap in the sequence."""
import socket
import ssl
import subprocess
import threading

from judges import IpfixDump
from judges.elements import elements_of
from judges.ipfixdump import flows_of
from judging import MORE_FIELDS, PATIENCE, Judging, main


class Stream(Judging):
    def receive(self, listener, wrap=None):
        """Accepts one connection and keeps what it is sent until it ends in an orderly way."""
        self.octets = b""

        def read():
            connection, _ = listener.accept()
            with connection if wrap is None else wrap(connection) as stream:
                while part := stream.recv(1 << 16):
                    self.octets += part

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        self.addCleanup(listener.close)
        return thread

    def judge(self, thread, url):
        flows = self.send(1000, url, fields=MORE_FIELDS)
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive(), "the connection was not ended")
        file = self.folder / "kept.ipfix"
        file.write_bytes(self.octets)
        found, complaints = flows_of(file)
        self.assertEqual("", complaints)
        self.assert_same([elements_of(flow, "ipfix") for flow in flows], found)

    def test_tcp(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.judge(self.receive(listener), f"tcp://127.0.0.1:{listener.getsockname()[1]}")

    def test_unix(self):
        path = str(self.folder / "socket")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        self.judge(self.receive(listener), f"ipfix+unix://{path}")

    def test_tls(self):
        key, certificate = str(self.folder / "key"), str(self.folder / "certificate")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=collector", "-addext", "subjectAltName=DNS:collector.example", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        listener = socket.create_server(("127.0.0.1", 0))
        thread = self.receive(listener, lambda connection: context.wrap_socket(connection, server_side=True))
        self.judge(thread, f"tls://127.0.0.1:{listener.getsockname()[1]}?ca={certificate}&name=collector.example")


if __name__ == "__main__":
    main("openssl", judges=(IpfixDump,))
