#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs ctest in a build tree and judges what it skipped: run_ctest.py TREE [CTEST ARGUMENTS]

CTest's output passes through, but its summary is held back until the skipped tests have been listed with their reasons, so
that the summary is always the end. With CI=true each skipped test must be allowed by tests/check/allowed_skips.txt; the exit
status is CTest's own, or 1 if a skip was not allowed.
"""
import fnmatch
import os
import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

SUMMARY = re.compile(r"^(\d+% tests passed, |No tests were found)")
PROGRESS = re.compile(r"^ *(Start +\d+: |\d+/\d+ Test +#)")
ALLOWED = Path(__file__).resolve().parents[2] / "tests/check/allowed_skips.txt"


def run(tree, arguments, report):
    """Runs ctest; returns its exit status and its summary."""
    command = ["ctest", "--test-dir", tree, "--output-on-failure", "--no-tests=error", "--output-junit", report, *arguments]
    summary = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as ctest:
        for line in ctest.stdout:
            if PROGRESS.match(line) or SUMMARY.match(line):  # what was held was a test's own output, of a ctest in the test
                print("".join(summary), end="")
                summary = []
            if summary or SUMMARY.match(line):
                summary.append(line)
            else:
                print(line, end="", flush=True)
    return ctest.returncode, "".join(summary)


def reason_of(output):
    """The reason in a test's output: what follows GoogleTest's 'Skipped' line, else the last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for number, line in enumerate(lines[:-1]):
        if line.endswith(": Skipped"):
            return lines[number + 1]
    return lines[-1] if lines else "no reason was printed"


def skipped_tests(report):
    """(name, reason, output) of each test that did not run though it was chosen."""
    if not os.path.exists(report):
        return []
    skipped = []
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        if case.get("status") in ("notrun", "disabled"):
            output = case.findtext("system-out") or ""
            skipped.append((case.get("name"), reason_of(output), output))
    return skipped


def allowed_skips(path):
    """(pattern of names, text that the output must contain) of each line `PATTERN | TEXT`."""
    rules = []
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            pattern, text = line.split("|", 1)
            rules.append((pattern.strip(), text.strip()))
    return rules


def is_allowed(name, output, rules):
    return any(fnmatch.fnmatchcase(name, pattern) and text in output for pattern, text in rules)


def main():
    tree, arguments = sys.argv[1], sys.argv[2:]
    report = os.path.join(os.path.abspath(tree), "Testing", "report.xml")
    Path(report).unlink(missing_ok=True)
    status, summary = run(tree, arguments, report)

    skipped = skipped_tests(report)
    if skipped:
        print(f"\n{len(skipped)} skipped:")
    strict = os.environ.get("CI") == "true"
    rules = allowed_skips(ALLOWED) if strict else []
    for name, reason, output in skipped:
        forbidden = strict and not is_allowed(name, output, rules)
        print(f"  {name}: {reason}" + (" — NOT ALLOWED" if forbidden else ""))
        if forbidden:
            status = status or 1
    if any(strict and not is_allowed(name, output, rules) for name, _, output in skipped):
        print("FAILED: a test marked NOT ALLOWED must run here, or get a line in tests/check/allowed_skips.txt")
    print(f"\n{summary}", end="", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
