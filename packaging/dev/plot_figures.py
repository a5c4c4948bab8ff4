#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of `xdpflow_bench paper` as tables and drawings.

    plot_figures.py NAME.json...        writes NAME.csv and NAME.svg beside each

A panel is a drawing, a series a line, a bar the interval of a point. The same JSON gives the same octets, with the same matplotlib.
Without matplotlib (python3-matplotlib) only the tables are written, and the exit code is 1."""
import csv
import io
import json
import math
import pathlib
import sys
import textwrap

COLUMNS = ["panel", "series", "x", "unit", "median", "low", "high", "confidence", "rounds"]
LOGARITHMIC = 500  # the largest over the smallest value from which on an axis is
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]  # told apart also by people who see fewer
MARKERS = "osD^vP"


def table(figure: dict) -> str:
    """One line a point, in the order of the plot."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for point in sorted(figure["points"], key=lambda point: (point["panel"], point["series"], point["x"])):
        numbers = [f"{point[name]:.6g}" for name in ("median", "low", "high", "confidence")]
        writer.writerow([point["panel"], point["series"], f"{point['x']:g}", point["unit"], *numbers, len(point["rounds"])])
    return out.getvalue()


def by(points: list, name: str) -> dict:
    """Lists of points by one of their members, in the order in which those are sorted."""
    lists = {}
    for point in sorted(points, key=lambda point: (point[name], point["x"])):
        lists.setdefault(point[name], []).append(point)
    return lists


def is_logarithmic(values: list) -> bool:
    return min(values) > 0 and max(values) / min(values) >= LOGARITHMIC


def caption(figure: dict, width: int = 170) -> str:
    machine = figure["machine"]
    shares = sorted({point["confidence"] for point in figure["points"]})
    sure = "-".join(dict.fromkeys(f"{100 * share:.3g}" for share in (shares[0], shares[-1]))) if shares else "0"
    lines = [f"{machine['cpu']}, {machine['cpus']} CPUs, Linux {machine['kernel']}, {machine['day']}. "
             f"Points: medians; bars: {sure} % intervals {figure['interval']}.", *figure["remarks"]]
    lines += [f"{'met' if verdict['met'] else 'MISSED'}: {verdict['target']}: {verdict['figure']}" for verdict in figure["verdicts"]]
    return "\n".join(part for line in lines for part in textwrap.wrap(line, width, subsequent_indent="    "))


def draw_panel(axes, name: str, points: list, colour_of: dict) -> None:
    for series, own in by(points, "series").items():
        colour, marker = COLOURS[colour_of[series] % len(COLOURS)], MARKERS[colour_of[series] % len(MARKERS)]
        medians = [point["median"] for point in own]
        if len(own) == 1 and own[0]["x"] == 0:  # belongs to no x
            axes.axhline(medians[0], color=colour, linestyle="--", label=series)
            axes.axhspan(own[0]["low"], own[0]["high"], color=colour, alpha=0.15)
            continue
        bars = [[point["median"] - point["low"] for point in own], [point["high"] - point["median"] for point in own]]
        axes.errorbar([point["x"] for point in own], medians, yerr=bars, color=colour, marker=marker, markersize=4, capsize=3,
                      linewidth=1.2, label=series)
    xs, ys = [point["x"] for point in points if point["x"] > 0], [point["median"] for point in points]
    if xs and is_logarithmic(xs):
        axes.set_xscale("log")
    if is_logarithmic(ys):
        axes.set_yscale("log")
    elif min(point["low"] for point in points) >= 0:
        axes.set_ylim(bottom=0)
    axes.set_title(name, fontsize=10)
    axes.set_ylabel(points[0]["unit"])
    axes.grid(True, alpha=0.3)


def draw(figure: dict, path: pathlib.Path) -> None:
    import matplotlib
    matplotlib.use("svg")
    from matplotlib import pyplot
    matplotlib.rcParams.update({"svg.hashsalt": figure["figure"], "svg.fonttype": "none", "font.size": 8})
    panels = by(figure["points"], "panel")
    columns = min(len(panels), 2)
    rows = math.ceil(len(panels) / columns)
    wide = 5.8 * columns if columns > 1 else 8  # inches
    text = caption(figure, int(15 * wide))
    below = 0.13 * (text.count("\n") + 1) + 0.3
    drawing, grid = pyplot.subplots(rows, columns, figsize=(wide, 3.6 * rows + below), squeeze=False)
    colour_of = {series: number for number, series in enumerate(by(figure["points"], "series"))}
    for axes, (name, points) in zip(grid.flat, panels.items()):
        draw_panel(axes, name, points, colour_of)
        axes.set_xlabel(figure["x"])
        axes.legend(fontsize=7)
    for axes in list(grid.flat)[len(panels):]:
        axes.set_visible(False)
    drawing.suptitle(figure["title"])
    drawing.tight_layout(rect=(0, below / drawing.get_figheight(), 1, 0.98))
    drawing.text(0.02, 0.1 / drawing.get_figheight(), text, fontsize=7, va="bottom")
    drawing.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(drawing)


def main(paths: list) -> int:
    code = 0
    for path in map(pathlib.Path, paths):
        figure = json.loads(path.read_text(encoding="utf-8"))
        path.with_suffix(".csv").write_text(table(figure), encoding="utf-8")
        try:
            draw(figure, path.with_suffix(".svg"))
        except ImportError as error:
            print(f"{path.with_suffix('.svg')}: {error}; apt-get install python3-matplotlib", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
