#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Does what the README's section "A field of your own" says, to the letter: its file into a folder, its commands, and reads the values.

Usage: walkthrough_test.py XDPFLOW README
"""
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile


def udp_frame(payload_octets, tos=0):
    payload = bytes(payload_octets)
    udp = struct.pack(">HHHH", 4000, 5000, 8 + len(payload), 0) + payload
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, tos, 20 + len(udp), 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return bytes.fromhex("020000000002020000000001") + b"\x08\x00" + ip + udp


def capture(frames):
    text = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames):
        text += struct.pack("<IIII", 1700000000 + number, 0, len(frame), len(frame)) + frame
    return text


def main():
    xdpflow, readme = sys.argv[1], pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    section = readme.split("## A field of your own")[1].split("\n## ")[0]
    name = re.search(r"This is `([a-z0-9_]+\.h)`", section).group(1)
    fragment, with_state = re.findall(r"```c\n(.*?)```", section, re.S)
    name_with_state = re.search(r"\(`([a-z0-9_]+\.h)`\)", section).group(1)
    commands = re.findall(r"^\$ (.*)$", re.search(r"```console\n(.*?)```", section, re.S).group(1), re.M)
    assert len(commands) == 2, commands

    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "features.d"
        folder.mkdir(mode=0o755)
        (folder / name).write_text(fragment, encoding="utf-8")
        trace = pathlib.Path(scratch) / "trace.pcap"
        # IP octets: 28 + payload. 128 is small, 129 is not.
        trace.write_bytes(capture([udp_frame(size) for size in (0, 100, 101, 1000, 50)]))
        outputs = []
        for command in commands:
            command = command.replace("FOLDER", str(folder)).replace("CAPTURE", str(trace)).replace("xdpflow", xdpflow, 1)
            result = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=False)
            assert result.returncode == 0, (command, result.stderr)
            outputs.append(result.stdout)
        (folder / name_with_state).write_text(with_state, encoding="utf-8")
        trace.write_bytes(capture([udp_frame(9, tos) for tos in (8, 8, 0, 0, 8, 4)]))
        changes = subprocess.run([xdpflow, "read", str(trace), "--features", str(folder), "--format", "json", "--fields", "PROTOCOL TOS_CHANGES"],
                                 capture_output=True, text=True, timeout=60, check=True).stdout

    assert "SMALL_PKTS" in outputs[0] and "Packets of at most 128 octets." in outputs[0], outputs[0]
    flows = [json.loads(line) for line in outputs[1].splitlines()]
    assert flows == [{"PROTOCOL": 17, "IN_PKTS": 5, "SMALL_PKTS": 3}], flows
    assert json.loads(changes) == {"PROTOCOL": 17, "TOS_CHANGES": 3}, changes
    print("the README's fields count what it says")


if __name__ == "__main__":
    main()
