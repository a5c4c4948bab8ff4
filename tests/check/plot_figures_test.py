#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""packaging/dev/plot_figures.py: the table of a figure, and that the figures in tests/bench/results are those of their data.

Drawings are compared only where the library that draws them is installed: ./dev bench paper brings it."""
import importlib.util
import json
import pathlib
import sys
import tempfile

FIGURE = {"figure": "f9_test", "title": "A test", "x": "things", "interval": "of the median",
          "machine": {"cpu": "A CPU", "cpus": 2, "kernel": "6.1.0", "day": "2026-01-02"},
          "remarks": ["As measured."], "verdicts": [{"target": "at most 3", "figure": "2", "met": False}],
          "points": [{"panel": "b", "series": "s", "x": 1000.0, "unit": "ms", "median": 3.0, "low": 2.0, "high": 4.5, "confidence": 0.96875,
                      "rounds": [2.0, 4.5]},
                     {"panel": "a", "series": "with, comma", "x": 2.5, "unit": "%", "median": -0.1, "low": -1.0, "high": 1.0, "confidence": 0.5,
                      "rounds": [1.0]}]}
TABLE = """panel,series,x,unit,median,low,high,confidence,rounds
a,"with, comma",2.5,%,-0.1,-1,1,0.5,1
b,s,1000,ms,3,2,4.5,0.96875,2
"""


def load(root: pathlib.Path):
    spec = importlib.util.spec_from_file_location("plot_figures", root / "packaging/dev/plot_figures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(root: pathlib.Path):
    plot = load(root)
    if plot.table(FIGURE) != TABLE:
        yield f"the table of a figure is\n{plot.table(FIGURE)}"
    if "MISSED: at most 3: 2" not in plot.caption(FIGURE):
        yield "the caption does not tell of a target that was missed"
    for path in sorted(root.glob("tests/bench/results/*/*.json")):
        table = path.with_suffix(".csv")
        if not table.exists() or table.read_text(encoding="utf-8") != plot.table(json.loads(path.read_text(encoding="utf-8"))):
            yield f"{table.relative_to(root)} is not that of {path.name}: run packaging/dev/plot_figures.py"
        if not path.with_suffix(".svg").exists():
            yield f"{path.with_suffix('.svg').relative_to(root)} is missing"
    if importlib.util.find_spec("matplotlib"):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in ("1.svg", "2.svg")]
            for path in paths:
                plot.draw(FIGURE, path)
            texts = [path.read_text(encoding="utf-8") for path in paths]
            if texts[0] != texts[1] or "dc:date" in texts[0]:
                yield "two drawings of the same figure differ"
            if "things" not in texts[0] or "with, comma" not in texts[0]:
                yield "a drawing has no names"


if __name__ == "__main__":
    problems = list(check(pathlib.Path(sys.argv[1])))
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
