# SPDX-License-Identifier: Apache-2.0
"""A network namespace of this process with a veth pair: va0, where captures are replayed, and vb0, where they are metered."""
import ctypes
import os
import socket
import struct
import subprocess
from pathlib import Path

FROM, TO = "va0", "vb0"
ETH_P_ALL, SO_RCVBUFFORCE, SO_TIMESTAMPNS, CLONE_NEWNET = 3, 33, 35, 0x40000000
LARGEST = 1 << 18  # octets of a frame


def enter_namespace():
    """From now on this process and its children are alone. Returns why not, or None."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        return f"no network namespace: {os.strerror(ctypes.get_errno())}"
    for setting in ("default", "lo"):
        Path("/proc/sys/net/ipv6/conf", setting, "disable_ipv6").write_text("1")  # nobody speaks unasked
    for words in ("ip link set lo up", f"ip link add {FROM} index 100 type veth peer name {TO}", f"ip link set {FROM} up",
                  f"ip link set {TO} up", f"ethtool -K {TO} gro off"):
        subprocess.run(words.split(), check=True, stdout=subprocess.DEVNULL)
    return None


class Capture:
    """What passes an interface from now on, with the kernel's time stamps."""

    def __init__(self, interface):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)  # no protocol yet: it would get all interfaces' frames
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind((interface, ETH_P_ALL))
        self.socket.setblocking(False)
        self.frames = []  # (nanoseconds since 1970, octets)

    def count(self):
        """How many frames there are."""
        try:
            while True:
                octets, ancillary, _, sender = self.socket.recvmsg(LARGEST, 256)
                if sender[0] == "lo" and sender[2] == socket.PACKET_OUTGOING:  # there each comes in as well
                    continue
                stamp = next(data for level, kind, data in ancillary if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS))
                seconds, nanoseconds = struct.unpack("qq", stamp)
                self.frames.append((seconds * 1_000_000_000 + nanoseconds, octets))
        except BlockingIOError:
            return len(self.frames)

    def write(self, path):
        """As a capture file with times in nanoseconds."""
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, LARGEST, 1))
            for time, octets in self.frames:
                file.write(struct.pack("<IIII", *divmod(time, 1_000_000_000), len(octets), len(octets)) + octets)

    def close(self):
        self.socket.close()
