#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What of nProbe's base elements there is, and why the rest is not.

    coverage.py ROOT ELEMENTS.TSV            writes the table of ROOT/packaging/doc/coverage.md
    coverage.py ROOT ELEMENTS.TSV --check    exit code 1 if that is another one, or a base element neither is a field nor has a reason

ELEMENTS.TSV has a line for each element: group, name, NetFlow v9 number, IPFIX number (PEN.ID for private ones), octets, IANA name.
Fields are the fragments in ROOT/bpf/features; reasons are the lines of ROOT/packaging/doc/coverage.tsv: name, kind, reason. Kind "in work"
is for what is on its way.
"""
import csv
import pathlib
import re
import sys
import tomllib

FACTS = re.compile(r"/\* xdpflow feature\n(.*?)\*/", re.DOTALL)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def fields_of(root):
    """Every name of a field, with the facts of its fragment."""
    named = {}
    for path in sorted((root / "bpf/features").glob("*.h")):
        facts = tomllib.loads(FACTS.search(path.read_text(encoding="utf-8")).group(1))
        for name in [facts["name"], *facts.get("aliases", [])]:
            named[name] = facts
    return named


def reasons_of(root):
    return {row["name"]: (row["kind"], row["reason"]) for row in rows_of(root / "packaging/doc/coverage.tsv")}


def base_elements(path):
    return [row for row in rows_of(path) if row["group"] == "base"]


def number_of(facts):
    return f"{facts['pen']}.{facts['id']}" if facts.get("pen") else str(facts["id"])


def complaints(elements, fields, reasons):
    names = {element["name"] for element in elements}
    for element in elements:
        name = element["name"]
        if name in fields and number_of(fields[name]) != element["ipfix_id"]:
            yield f"{name}: the field has the number {number_of(fields[name])}, the element {element['ipfix_id']}"
        if name in fields and name in reasons:
            yield f"{name}: is a field; take its line out of packaging/doc/coverage.tsv"
        if name not in fields and name not in reasons:
            yield f"{name}: is no field; write one, or the reason into packaging/doc/coverage.tsv"
    for name in sorted(reasons.keys() - names):
        yield f"{name}: has a reason in packaging/doc/coverage.tsv, but is no base element"


def table(elements, fields, reasons):
    done = sum(element["name"] in fields for element in elements)
    kinds = [reasons.get(element["name"], ("", ""))[0] for element in elements]
    in_work, still_open = kinds.count("in work"), kinds.count("open")
    rest = len(elements) - done - in_work - still_open
    yield "# nProbe's base elements in xdpflow"
    yield ""
    yield "Made by packaging/dev/coverage.py; reasons stand in coverage.tsv."
    yield ""
    yield f"Of {len(elements)} elements {done} are fields, {in_work} are in work, {still_open} are open, {rest} do not come from this probe."
    yield ""
    yield "| element | number | kind | reason |"
    yield "|---|---|---|---|"
    for element in elements:
        kind, reason = ("done", "") if element["name"] in fields else reasons.get(element["name"], ("missing", ""))
        yield f"| {element['name']} | {element['ipfix_id']} | {kind} | {reason} |"


def main(root, path, check=""):
    root = pathlib.Path(root)
    elements, fields, reasons = base_elements(path), fields_of(root), reasons_of(root)
    fresh, held = "\n".join(table(elements, fields, reasons)) + "\n", root / "packaging/doc/coverage.md"
    if not check:
        held.write_text(fresh, encoding="utf-8")
        return 0
    found = list(complaints(elements, fields, reasons))
    if not held.exists() or held.read_text(encoding="utf-8") != fresh:
        found.append(f"packaging/doc/coverage.md is not up to date: packaging/dev/coverage.py {root} {path}")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
