#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Includes go one way: bpf ← config ← exporter ← probe; and libraries that need a kernel, a socket or a log stay where they belong."""
import re

from sources import C, CPP, main, sources, text_of

LAYERS = ["bpf", "config", "exporter", "probe"]
ARROWS = " ← ".join(LAYERS)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# (headers, folders that must do without them, why)
LIBRARIES = [
    (re.compile(r"^bpf/(libbpf|bpf|btf|xsk)\w*\.h$"), LAYERS[:3], "libbpf is for probe/ alone; pass bytes and layouts instead"),
    (re.compile(r"^spdlog/"), LAYERS[:3], "libraries do not log; return an Error or a counter, and let probe/ log it"),
    (re.compile(r"^(boost/asio|boost/beast|sys/socket\.h|netinet/)"), LAYERS[:2], "sockets are for exporter/ and probe/"),
]


def complaints_about(root, path, number, quote, header):
    folder, target = path.parts[0], header.split("/")[0]
    where = f"{path}:{number}: {folder} → {header}"
    if header.startswith("."):
        yield f"{path}:{number}: \"{header}\" is relative; write the path from the root of the project"
    elif target == "tests":
        yield f"{where}: nothing may include tests; move what is needed out of tests/"
    elif target in LAYERS and LAYERS.index(target) > LAYERS.index(folder) and (quote == '"' or (root / header).exists()):
        yield (f"{where}: the arrow {folder} ← {target} reversed ({ARROWS}); "
               f"move what is needed down to {folder}/, or let {target}/ pass it in")
    if path.suffix in CPP and quote == "<":  # texts for the kernel include the kernel's headers
        for pattern, folders, why in LIBRARIES:
            if folder in folders and pattern.match(header):
                yield f"{where}: {why}"


def check(root):
    for folder in LAYERS:
        for path in sources(root, folder, CPP + C):
            for number, line in enumerate(text_of(root / path).splitlines(), 1):
                include = INCLUDE.match(line)
                if include:
                    yield from complaints_about(root, path, number, *include.groups())


if __name__ == "__main__":
    main(check)
