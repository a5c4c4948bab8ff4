#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The fields of a build as the table in README.md.

    field_table.py XDPFLOW               prints it
    field_table.py XDPFLOW README.md     writes it into the file, between the marks
    field_table.py XDPFLOW README.md -   exit code 1 if the file's table is another one
"""
import json
import pathlib
import subprocess
import sys

BEGIN, END = "<!-- fields: packaging/dev/field_table.py -->\n", "<!-- end of fields -->\n"


def table(xdpflow: str) -> str:
    command = [xdpflow, "fields", "--format", "json", "--features", "/nonexistent"]
    fields = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rows = ["| field | element | role | meaning |", "|---|---|---|---|"]
    for field in fields:
        unit = f" ({field['unit']})" if field["unit"] else ""
        number = f"{field['pen']}.{field['id']}" if field["pen"] else field["id"]
        rows.append(f"| {field['name']} | {field['element']} {number} | {field['role']} | {field['description']}{unit} |")
    return "\n".join(rows) + "\n"


def main(xdpflow: str, readme: str = "", check: str = "") -> int:
    fresh = table(xdpflow)
    if not readme:
        print(fresh, end="")
        return 0
    text = pathlib.Path(readme).read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    held, after = rest.split(END)
    if not check:
        pathlib.Path(readme).write_text(before + BEGIN + fresh + END + after, encoding="utf-8")
    elif held != fresh:
        print(f"the table of fields in {readme} is not that of this build: packaging/dev/field_table.py {xdpflow} {readme}")
        return 1
    return 0


sys.exit(main(*sys.argv[1:]))
