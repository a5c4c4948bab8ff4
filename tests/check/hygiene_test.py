#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lines that must not be committed: paths of one machine, waiting by the clock in tests, notes of unfinished work.

The patterns are written so that they do not match themselves.
"""
import re

from sources import main, sources, text_of

MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:work|root|tmp|home/\w+)[/](?!\S*XXXXXX)")
SLEEP = re.compile(r"\b(?:slee[p]_for|slee[p]_until|uslee[p]|nanoslee[p])\b|(?<![\w.])sleep[ (]+[\d.\"$]|\btime[.]sleep\b")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")


def check(root):
    for path in sources(root):
        in_tests = path.parts[0] == "tests"
        for number, line in enumerate(text_of(root / path).splitlines(), 1):
            where = f"{path}:{number}"
            if MACHINE_PATH.search(line):
                yield f"{where}: a path of one machine; make it relative, an argument, or a mkdtemp template"
            if in_tests and SLEEP.search(line):
                yield f"{where}: a test must not sleep; pass the time in, or wait for the event itself"
            if UNFINISHED.search(line):
                yield f"{where}: unfinished work is listed among the limits in README.md, not in the code"


if __name__ == "__main__":
    main(check)
