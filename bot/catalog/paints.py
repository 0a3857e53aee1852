"""The paint for a product's picture: what its color looks like, and the shades that go with it."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

# as a catalog names colors, and how they look; the first name that is found in a product's color counts
_LOOKS = """
black 3a4045, white fbfaf6, red cf4436, blue 3f78bd, green 4c9a5d, yellow f3cf4b, orange e98a3a, purple 8a63b0, pink ea94b0,
brown 8b6141, gray 98a1a6, grey 98a1a6, beige dfd0b0, tan d0ad7c, ivory f5edd8, cream f5ecd2, silver c3cacf, gold d3aa4a,
navy 30466f, teal 2f8f8c, turquoise 48b7b5, cyan 35abd0, magenta cc4a92, maroon 7f3340, burgundy 7d3042,
charcoal 4b5258, violet 8a68bb, lavender b9a5dc, lime b3d34c,
aqua 6ccacb, khaki b9a983, olive 83874d, coral ee8570, peach f5bd98, bronze a5763f, copper b87550,
walnut 7c5339, oak c79a62, cherry 8f4431, maple ddb27c, mahogany 6d3729, espresso 4c372c, natural e2cfa6, clear d8e8ec,
transparent d8e8ec, canary f5df72, buff e6cf98, kraft c59d6a, manila ead59c, goldenrod e9b93f, salmon f0a08a, putty cfc6ae,
chrome ccd3d7, royal 3455b5, aluminum c3cacf, steel b9c1c6
"""
_LOOK: dict[str, str] = dict(pair.split() for pair in _LOOKS.replace("\n", " ").split(","))
_MIXED = frozenset(("assorted", "multicolor", "rainbow", "tri", "multi"))
_WORD = re.compile(r"[a-z]+")

INK = "#2c3531"
_LIGHT, _DARK = "#f4f2ea", "#39423e"
_FIXED = {
    "k": INK,
    "w": "#fdfcf8",
    "m": "#c6cdd1",
    "g": "#59626a",
    "y": "#e3b44e",
    "z": "#f1e4b8",
    "u": "#ecdcb9",
    "f": "#3f8f74",
    "e": "#cf4f3e",
    "i": "#5b8fc0",
    "q": "#cfe4ec",
    "none": "none",
}
PLAIN = "8fa6a0"  # where no color is known


def paints(color: str) -> dict[str, str]:
    """Every paint of `drawings.txt`, by its letter, as #rrggbb, for this color (a plain gray green where unknown)."""
    words = _WORD.findall(color.lower())
    looks = [_LOOK[word] for word in words if word in _LOOK]
    main = looks[0] if looks else PLAIN
    companions = (looks * 3)[1:3] if looks else [main, main]
    if _MIXED.intersection(words):
        main, companions = _LOOK["blue"], [_LOOK["red"], _LOOK["yellow"]]
    return {
        **_FIXED,
        "c": f"#{main}",
        "a": f"#{companions[0]}",
        "b": f"#{companions[1]}",
        "d": _shaded(main, -0.13),
        "h": _shaded(main, 0.13),
        "x": _DARK if _lightness(main) > 0.45 else _LIGHT,
    }


def _lightness(look: str) -> float:
    return rgb_to_hls(*_rgb(look))[1]


def _shaded(look: str, by: float) -> str:
    """The same hue, lighter or darker; near white it can only get darker, and then a little."""
    hue, light, saturation = rgb_to_hls(*_rgb(look))
    if light > 0.9:
        by = -0.09 if by < 0 else 0.02
    red, green, blue = hls_to_rgb(hue, min(max(light + by, 0.05), 0.99), saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _rgb(look: str) -> tuple[float, float, float]:
    red, green, blue = (int(look[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue
