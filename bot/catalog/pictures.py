"""A picture for every product, drawn from its words and its color: an SVG of the project's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from urllib.parse import quote

from bot.catalog.categories import sort
from bot.catalog.naming import Phrases, head, named, phrases
from bot.catalog.paints import INK, paints
from bot.catalog.product import Product

DATA = "drawings.txt"
FALLBACK = "parcel"
_OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="192" height="192">'
    '<rect width="96" height="96" rx="12" fill="#eef0eb"/>'
    '<ellipse cx="48" cy="84" rx="34" ry="4" fill="#2c3531" fill-opacity=".09"/>'
    f'<g stroke="{INK}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">'
)
_CLOSE = "</g></svg>"


def address(product: Product) -> str:
    """Where the product's picture is: its own, or the one that the website draws."""
    return product.image or f"/products/{quote(product.id, safe='')}.svg"


def picture(product: Product) -> str:
    """An SVG of 96 x 96 units: a drawing of what the title or category names, in the product's color, on a light field.

    Takes nothing from the product but the choice of drawing and paint, so no text of a feed can get into it.
    """
    return _drawn(drawing_of(product), _painted(product.color))


def drawing_of(product: Product) -> str:
    """The name of the drawing that fits best: by the title's noun, else by the category, else a parcel."""
    _, calls = _drawings()
    filed = f"{sort(product.title, product.brand, product.description).category} > {product.category}"
    levels = [level.strip() for level in filed.split(">")]
    for text in (head(product.title, product.brand), product.title, *reversed(levels)):
        if found := named(text, calls):
            return found.name
    return FALLBACK


def drawings() -> tuple[str, ...]:
    """The names of all drawings."""
    return tuple(_drawings()[0])


@lru_cache(maxsize=2_000)
def _drawn(name: str, color: str) -> str:
    paint = paints(color)
    shapes = (shape.strip() for shape in _drawings()[0][name].split(";"))
    return _OPEN + "".join(_element(shape.split(" "), paint) for shape in shapes if shape) + _CLOSE


def _painted(color: str) -> str:
    """A color as it is remembered: feeds write long lists of them."""
    return color.lower()[:60]


@lru_cache(maxsize=1)
def _drawings() -> tuple[dict[str, str], Phrases]:
    """Each drawing's shapes by its name, and the phrases that call for it."""
    shapes: dict[str, str] = {}
    calls: dict[str, list[str]] = {}
    for name, said, drawn in _blocks(files(__package__).joinpath(DATA).read_text(encoding="utf-8")):
        shapes[name], calls[name] = drawn, said
    return shapes, phrases(calls)


def _blocks(text: str) -> Iterator[tuple[str, list[str], str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for block in "\n".join(lines).strip().split("\n\n"):
        heading, _, drawn = block.partition("\n")
        name, _, said = heading.partition(":")
        yield name.strip(), [phrase.strip() for phrase in said.split(";")], drawn.replace("\n", " ")


def _element(words: list[str], paint: dict[str, str]) -> str:
    """One shape, as `drawings.txt` describes it, as an SVG element."""
    kind, rest = words[0], words[1:]
    if kind == "(":
        return f'<g transform="rotate({rest[0]} 48 48)">'
    if kind == ")":
        return "</g>"
    if kind in "ptnls":
        return _path(kind, rest, paint)
    *numbers, fill = rest
    names = {"r": ("rect", "x y width height rx"), "o": ("circle", "cx cy r"), "e": ("ellipse", "cx cy rx ry")}[kind]
    values = " ".join(f'{name}="{number}"' for name, number in zip(names[1].split(), numbers, strict=True))
    return f'<{names[0]} {values} fill="{paint[fill]}"/>'


def _path(kind: str, words: list[str], paint: dict[str, str]) -> str:
    if kind == "p":
        return f'<path fill="{paint[words[0]]}" d="{" ".join(words[1:])}"/>'
    if kind == "n":
        return f'<path stroke="none" fill="{paint[words[0]]}" d="{" ".join(words[1:])}"/>'
    if kind == "s":
        return f'<path fill="none" stroke="{paint[words[0]]}" stroke-width="{words[1]}" d="{" ".join(words[2:])}"/>'
    look = f' stroke="{paint["x"]}" stroke-width="1.6" stroke-opacity=".55"' if kind == "t" else ""
    return f'<path fill="none"{look} d="{" ".join(words)}"/>'
