"""Charts by the hour, as SVG drawn here: plain shapes with classes that the page's style colors, light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH, HEIGHT = 420, 150  # of the drawing, in its own units
TOP, BOTTOM, LEFT = 12, 20, 44
MOST_LABELS = 8
SLIVER = 1.5


class Bar(NamedTuple):
    """What one hour shows: its name below, the value (None for nothing to show), and what is said of it."""

    name: str
    value: float | None
    said: str
    beside: float | None = None
    """A second value drawn before the first, narrower."""


def chart(title: str, bars: Sequence[Bar], unit: str = "", target: float | None = None) -> Markup:
    """Bars from left to right, with the highest value written at the side and a line where the target is."""
    values = [value for bar in bars for value in (bar.value, bar.beside) if value is not None]
    highest = max([*values, target or 0.0])
    top = 100.0 if unit == "%" else _round_up(highest)
    step = (WIDTH - LEFT) / max(len(bars), 1)
    drawn = [*_frame(top, unit), *(_bar(bar, place, step, top, unit == "%") for place, bar in enumerate(bars))]
    drawn += _names(bars, step)
    if target is not None:
        drawn.append(f'<line class="chart-target" x1="{LEFT}" x2="{WIDTH}" y1="{_y(target, top)}" y2="{_y(target, top)}"/>')
    said = f"{title}: highest {_short(highest)}{unit}" if values else f"{title}: nothing yet"
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">'
    return Markup(head + "".join(drawn) + "</svg>")  # noqa: S704  every word in it is escaped


def _frame(top: float, unit: str) -> list[str]:
    lines = []
    for part in (0.0, 0.5, 1.0):
        y = _y(part * top, top)
        lines.append(f'<line class="chart-faint" x1="{LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}"/>')
        lines.append(
            f'<text class="chart-words" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{_short(part * top)}{unit}</text>'
        )
    return lines


def _bar(bar: Bar, place: int, step: float, top: float, share: bool) -> str:
    left, wide = LEFT + place * step, step * 0.78
    parts = []
    for value, kind, width in ((bar.beside, "chart-beside", wide), (bar.value, "chart-bar", wide * (0.5 if bar.beside else 1))):
        if value or (share and value is not None):
            y = min(_y(value, top), HEIGHT - BOTTOM - SLIVER)  # a share of nothing looks otherwise than no share
            box = f'x="{left + step * 0.11:.1f}" y="{y}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}"'
            parts.append(f'<rect class="{kind}" {box}/>')
    hit = f'<rect class="chart-hit" x="{left:.1f}" y="{TOP}" width="{step:.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
    return f"<g><title>{escape(bar.said)}</title>{hit}{''.join(parts)}</g>"


def _names(bars: Sequence[Bar], step: float) -> list[str]:
    every = -(-len(bars) // MOST_LABELS)
    middles = [(LEFT + (place + 0.5) * step, bar.name) for place, bar in enumerate(bars) if place % every == 0]
    at = f'y="{HEIGHT - 5}" text-anchor="middle"'
    return [f'<text class="chart-words" x="{x:.1f}" {at}>{escape(name)}</text>' for x, name in middles]


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(value / top, 1)), 1)


def _round_up(highest: float) -> float:
    """The next of 1, 2, 5, 10, 20, … at or above."""
    scale = 1.0
    while True:
        for one in (1, 2, 5):
            if one * scale >= highest:
                return one * scale
        scale *= 10


def _short(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"
