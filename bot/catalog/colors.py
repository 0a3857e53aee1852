"""Colors as product texts name them, and the ones that are the same to a customer."""

from __future__ import annotations

import re

_NAMES = """
black white red blue green yellow orange purple pink brown gray grey beige tan ivory cream silver gold navy teal turquoise
cyan magenta maroon burgundy charcoal violet lavender lime aqua khaki olive coral peach bronze copper walnut oak cherry maple
mahogany espresso natural clear transparent canary buff kraft assorted multicolor rainbow
"""
COLORS = tuple(_NAMES.split())

_SAME = {"grey": "gray", "transparent": "clear", "manila": "buff", "aubergine": "purple"}
# a customer who asks for the general one is served by the special one
_SHADES = {
    "blue": ("navy", "teal", "turquoise", "aqua"),
    "red": ("maroon", "burgundy"),
    "green": ("lime", "olive", "teal"),
    "purple": ("violet", "lavender"),
    "brown": ("walnut", "espresso", "mahogany", "kraft"),
    "gray": ("charcoal", "silver"),
    "yellow": ("canary", "gold"),
    "white": ("ivory",),
    "tan": ("khaki", "beige"),
}
_WORD = re.compile(r"[a-z]+")
_KNOWN = frozenset(COLORS) | frozenset(_SAME)
# colors of furniture and paper, but a maker, a taste or a quality elsewhere: not read out of a title
_IN_DOUBT = (
    "oak cherry maple walnut mahogany natural clear transparent cream lime peach copper gold coral kraft espresso olive rainbow"
)
_UNSURE = frozenset(_IN_DOUBT.split())


def colors_in(text: str) -> tuple[str, ...]:
    """The colors that a text names for certain, in order, each once, in one spelling."""
    found = (_SAME.get(word, word) for word in _WORD.findall(text.lower()) if word in _KNOWN and word not in _UNSURE)
    return tuple(dict.fromkeys(found))


def wanted(color: str) -> tuple[str, ...]:
    """Every color word that satisfies somebody who asked for this color, the word itself first.

    "light blue" counts as blue; a word that is no known color is taken as it stands.
    """
    words = [_SAME.get(word, word) for word in _WORD.findall(color.lower())]
    known = [word for word in words if word in _KNOWN] or words
    return tuple(dict.fromkeys(shade for word in known for shade in (word, *_SHADES.get(word, ()))))


def color_words(color: str) -> str:
    """A product's color as the index keeps it: lower-case, one spelling a color."""
    return " ".join(_SAME.get(word, word) for word in _WORD.findall(color.lower()))
