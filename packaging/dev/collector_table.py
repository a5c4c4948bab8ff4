#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What collectors made of the flows that they were sent, as the table in README.md.

    collector_table.py RESULTS               prints it
    collector_table.py RESULTS README.md     writes it into the file, between the marks
    collector_table.py RESULTS README.md -   exit code 1 if the file's table is another one, or a cell has failed; 77 without results

RESULTS is the folder into which the tests of tests/collectors write (result.py there says what)."""
import json
import pathlib
import sys

BEGIN, END = "<!-- collectors: packaging/dev/collector_table.py -->\n", "<!-- end of collectors -->\n"
# What stands in a cell.
SHOWN = {"passed": lambda cell, _: cell["shows"], "refused": lambda cell, notes: f"no ({notes[cell['reason']]})",
         "failed": lambda *_: "FAILED"}


def cells_of(results: str) -> list:
    """Of all results, those of UDP first: it is the transport that every protocol has."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(pathlib.Path(results).glob("*.json"))]
    return sorted((cell for cells in files for cell in cells), key=lambda cell: cell["transport"] != "UDP")


def table(cells: list) -> str:
    """A row per protocol and transport, a column per collector; below it why some cannot."""
    heads = list(dict.fromkeys(f"{cell['collector']} {cell['release']}" for cell in cells))
    notes = {reason: i + 1 for i, reason in enumerate(dict.fromkeys(cell["reason"] for cell in cells if "reason" in cell))}
    rows = {}
    for cell in cells:
        row = rows.setdefault(f"{cell['protocol']} over {cell['transport']}", {})
        row[f"{cell['collector']} {cell['release']}"] = SHOWN[cell["outcome"]](cell, notes)
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(row.get(head, "") for head in heads) + " |" for name, row in rows.items()]
    reasons = "; ".join(f"({number}) it {reason}" for reason, number in notes.items())
    return "\n".join(lines) + "\n" + (f"\n{reasons}.\n" if reasons else "")


def main(results: str, readme: str = "", check: str = "") -> int:
    cells = cells_of(results)
    if not cells:
        print(f"skipped: no results in {results}: collectors/matrix makes them")
        return 77
    fresh = table(cells)
    if not readme:
        print(fresh, end="")
        return 0
    text = pathlib.Path(readme).read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    held, after = rest.split(END)
    failed = [f"{cell['protocol']} {cell['transport']} {cell['collector']}" for cell in cells if cell["outcome"] == "failed"]
    if failed:
        print(f"{readme} stays as it is; these have failed: {', '.join(failed)}")
        return 1
    if not check:
        pathlib.Path(readme).write_text(before + BEGIN + fresh + END + after, encoding="utf-8")
    elif held != fresh:
        print(f"the table of collectors in {readme} is not what was tested: packaging/dev/collector_table.py {results} {readme}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
