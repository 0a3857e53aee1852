"""Two pictures of an evaluation as SVG: who is taken for whom, and whether confidence keeps its word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def draw_confusion(counts: Counter[tuple[str, str]], path: Path) -> None:
    """A row for each label, a column for each intent that was understood; the shade is the row's share."""
    from matplotlib.figure import Figure

    names = sorted({name for pair in counts for name in pair})
    rows = [[counts[gold, seen] for seen in names] for gold in names]
    size = max(4.0, 0.34 * len(names) + 2)
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow([[value / max(sum(row), 1) for value in row] for row in rows], cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("understood as")
    axes.set_ylabel("labelled")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value:
                shade = "white" if value > sum(row) / 2 else "black"
                axes.text(place, number, str(value), ha="center", va="center", color=shade, fontsize=7)
    figure.savefig(path, format="svg", metadata={"Date": None})


def draw_calibration(points: Sequence[tuple[float, float, int]], error: float, path: Path) -> None:
    """Share right against confidence; on the diagonal a confidence means what it says. A point's size is its messages."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1)
    sure, right, sizes = zip(*points, strict=True) if points else ((), (), ())
    axes.plot(sure, right, color="tab:blue")
    axes.scatter(sure, right, s=[10 + size for size in sizes], color="tab:blue")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right", title=f"expected error {error:.3f}")
    figure.savefig(path, format="svg", metadata={"Date": None})
