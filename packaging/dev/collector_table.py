#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What collectors made of the flows that they were sent, as the table in README.md.

    collector_table.py RESULT               prints it
    collector_table.py RESULT README.md     writes it into the file, between the marks
    collector_table.py RESULT README.md -   exit code 1 if the file's table is another one, or a cell has failed; 77 without a result

RESULT is the file that tests/collectors/matrix.py writes (result.py there says what)."""
import json
import pathlib
import sys

BEGIN, END = "<!-- collectors: packaging/dev/collector_table.py -->\n", "<!-- end of collectors -->\n"
# What stands in a cell.
SHOWN = {"passed": lambda cell, _: cell["shows"], "refused": lambda cell, notes: f"no ({notes[cell['reason']]})",
         "failed": lambda *_: "FAILED"}


def rows_of(cells: list, notes: dict) -> dict:
    """Of each protocol, the transports with the same cells by the cells' text: one row of the table."""
    by_transport = {}
    for cell in cells:
        row = by_transport.setdefault((cell["protocol"], cell["transport"]), [])
        row.append((f"{cell['collector']} {cell['release']}", SHOWN[cell["outcome"]](cell, notes)))
    rows = {}
    for (protocol, transport), row in by_transport.items():
        rows.setdefault((protocol, tuple(row)), []).append(transport)
    return {f"{protocol} over {', '.join(transports)}": dict(row) for (protocol, row), transports in rows.items()}


def table(cells: list) -> str:
    """A row per protocol and transports, a column per collector; below it why some cannot."""
    heads = list(dict.fromkeys(f"{cell['collector']} {cell['release']}" for cell in cells))
    notes = {reason: i + 1 for i, reason in enumerate(dict.fromkeys(cell["reason"] for cell in cells if "reason" in cell))}
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(row.get(head, "") for head in heads) + " |" for name, row in rows_of(cells, notes).items()]
    reasons = "; ".join(f"({number}) it {reason}" for reason, number in notes.items())
    return "\n".join(lines) + "\n" + (f"\n{reasons}.\n" if reasons else "")


def main(result: str, readme: str = "", check: str = "") -> int:
    if not pathlib.Path(result).exists():
        print(f"skipped: there is no {result}: collectors/matrix makes it")
        return 77
    cells = json.loads(pathlib.Path(result).read_text(encoding="utf-8"))
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
        print(f"the table of collectors in {readme} is not what was tested: packaging/dev/collector_table.py {result} {readme}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
