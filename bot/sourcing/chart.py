"""The chart of shelf or factory: cost a piece over the quantity, as SVG for pages and PNG for messengers.

The SVG has presentation attributes alone, no style, so it shows under a strict content security policy; parts carry classes
(chart-shelf, chart-factory, chart-ink, chart-faint) by which a page's own style may color them.
"""

from __future__ import annotations

import re
from io import BytesIO, StringIO
from threading import Lock
from typing import TYPE_CHECKING, Literal, NamedTuple
from xml.sax.saxutils import escape

from bot.sourcing.shelf_or_factory import Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Theme = Literal["light", "dark"]
SIZE = (6.4, 3.6)  # inches
LETTERS = 13  # points: still to be read where a chat shows the chart at half its size
DOTS = 160  # an inch of the PNG
PAINTS: dict[Theme, dict[str, str]] = {
    "light": {"ink": "#1c2421", "faint": "#c9cfc8", "shelf": "#14634c", "factory": "#b4531a", "paper": "#ffffff"},
    "dark": {"ink": "#e9ece8", "faint": "#48524d", "shelf": "#54c79f", "factory": "#f0a367", "paper": "#1a211e"},
}
_ONE_AT_A_TIME = Lock()  # the library that draws is not made for several threads
_SVG = "http://www.w3.org/2000/svg"
_BOX = f'width="{SIZE[0] * 100:.0f}" height="{SIZE[1] * 100:.0f}" viewBox="0 0 {SIZE[0] * 72:.1f} {SIZE[1] * 72:.1f}"'
_STYLE = re.compile(r' style="([^"]*)"')
_ATTRIBUTES = ("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
               "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity")  # fmt: skip


class Words(NamedTuple):
    """What the chart says: the two lines, the axes, and the marks. `title` is read out to who cannot see it."""

    title: str
    shelf: str
    factory: str
    pieces: str
    each: str
    need: str
    break_even: str


def chart_svg(curve: Curve, words: Words, theme: Theme = "light") -> str:
    """The chart as SVG; letters are drawn as paths, so it needs no font."""
    import matplotlib as mpl

    paints, out = PAINTS[theme], StringIO()
    with _ONE_AT_A_TIME, mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "chart", "font.size": LETTERS}):
        figure = _figure(curve, words, paints)
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _plain(out.getvalue(), words.title, paints)


def chart_png(curve: Curve, words: Words, theme: Theme = "light") -> bytes:
    """The chart as PNG, 1024 x 576 pixels, on paper of its own."""
    import matplotlib as mpl

    paints, out = PAINTS[theme], BytesIO()
    with _ONE_AT_A_TIME, mpl.rc_context({"font.size": LETTERS}):
        figure = _figure(curve, words, paints)
        figure.savefig(out, format="png", dpi=DOTS, facecolor=paints["paper"])
    return out.getvalue()


def _figure(curve: Curve, words: Words, paints: dict[str, str]) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    quantities = [point.quantity for point in curve.points]
    axes.plot(
        quantities,
        [float(point.shelf) for point in curve.points],
        color=paints["shelf"],
        lw=2.2,
        label=words.shelf,
        drawstyle="steps-post",
    )
    axes.plot(
        quantities, [float(point.factory) for point in curve.points], color=paints["factory"], lw=2.2, label=words.factory
    )
    axes.axvline(curve.need, color=paints["ink"], lw=1)
    _mark(axes, curve.need, words.need, paints["ink"], 0.94)
    if curve.break_even:
        axes.axvline(curve.break_even, color=paints["ink"], lw=1, ls=(0, (4, 3)))
        _mark(axes, curve.break_even, words.break_even, paints["ink"], 0.84)
    _dress(axes, curve, words, paints)
    figure.tight_layout()
    return figure


def _dress(axes: Axes, curve: Curve, words: Words, paints: dict[str, str]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

    axes.set_xscale("log")
    # The dearest end of the factory's line would press everything else flat.
    around = [float(point.shelf) for point in curve.points]
    around += [float(point.factory) for point in curve.points if point.quantity >= curve.need]
    axes.set_ylim(0, max(around) * 1.6)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:,.2f}"))
    axes.set_xlabel(words.pieces, color=paints["ink"])
    axes.set_ylabel(words.each, color=paints["ink"])
    axes.tick_params(colors=paints["ink"], which="both")
    axes.grid(axis="y", color=paints["faint"], lw=0.6)
    for side in axes.spines.values():
        side.set_color(paints["faint"])
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=2, frameon=False, labelcolor=paints["ink"])
    axes.patch.set_alpha(0)


def _mark(axes: Axes, quantity: int, word: str, color: str, height: float) -> None:
    axes.annotate(
        word, (quantity, height), xycoords=("data", "axes fraction"), xytext=(4, 0), textcoords="offset points", color=color,
        fontsize=LETTERS - 1, parse_math=False,
    )  # fmt: skip


def _plain(svg: str, title: str, paints: dict[str, str]) -> str:
    """Styles as attributes, colors with their classes, and a name for who cannot see it."""
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.S)
    names = {color: name for name, color in paints.items()}

    def attributes(found: re.Match[str]) -> str:
        told = dict(part.strip().split(": ", 1) for part in found[1].split(";") if ": " in part)
        kept = "".join(f' {name}="{value}"' for name, value in told.items() if name in _ATTRIBUTES)
        classes = [f"chart-{names[value]}-{name}" for name, value in told.items() if value in names]
        return kept + (f' class="{" ".join(classes)}"' if classes else "")

    svg = _STYLE.sub(attributes, svg).strip()
    root = f'<svg xmlns="{_SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" {_BOX} stroke-linejoin="round">'
    return f"{root}<title>{escape(title)}</title>{svg[svg.index('>') + 1 :]}"
