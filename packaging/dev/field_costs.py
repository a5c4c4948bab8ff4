#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What each field costs, as packaging/doc/field-costs.md.

    xdpflow_bench fields --json FIGURES; field_costs.py FIGURES > packaging/doc/field-costs.md

FIGURES are JSON lines. A figure on top of the 5-tuple is the difference to the 5-tuple that was measured in turn with it."""
import datetime
import json
import platform
import sys

ON_TOP = "5-tuple + "


def cpu() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def costs(path: str) -> dict:
    """By field: ns alone, then ns, instructions and octets on top of the 5-tuple."""
    base, fields = {}, {}
    with open(path, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            name, unit = row["case"], row["unit"]
            if name == "5-tuple":
                base[unit] = row["min"]
            elif name.startswith(ON_TOP):
                fields.setdefault(name.removeprefix(ON_TOP), {})["+ " + unit] = row["min"] - base[unit]
            else:
                fields.setdefault(name, {})[unit] = row["min"]
    return fields


def main(path: str) -> int:
    print(f"""# What a field costs

Figures of `./dev bench fields` on {cpu()}, Linux {platform.release()}, {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}
(UTC): ns per packet over a bare drop, the best of interleaved rounds; one flow, UDP or for fields of TCP that, IPv6 for its own fields. Frames have no
options, tags or labels: what walks them costs more where there are some. Differences of less than a nanosecond are noise; a negative one is where the
compiler or the cache found a better place. `+` is on top of the 5-tuple (addresses, protocol, ports).

| field | alone, ns | + ns | + instructions | + octets a flow |
|---|--:|--:|--:|--:|""")
    for name, cost in costs(path).items():
        print(f"| {name} | {cost['ns over drop']:.1f} | {cost['+ ns over drop']:+.1f} | {cost['+ instructions']:+.0f} | {cost['+ octets/flow']:+.0f} |")
    return 0


sys.exit(main(*sys.argv[1:]))
