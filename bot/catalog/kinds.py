"""What a thing is, read from its title: the head noun, so that a laptop bag is a bag and not a laptop."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.catalog.colors import COLORS
from bot.catalog.words import stems

# what follows says what it is for or how it comes, not what it is
_TAIL = re.compile(
    r"\s(?:for|with|w/|to|from|by|compatible|fits|includes|including|in|of|on)\b.*|[(;|].*|,.*|\s[-–—]\s.*",
    re.IGNORECASE | re.DOTALL,
)
_CHUNK = re.compile(r"\S+")
# "USB 2.0 Adapter Card" is one stretch
_VERSION = re.compile(r"^v?\d\.\d$", re.IGNORECASE)
_PLAIN = re.compile(r"^[A-Za-zÀ-ÿ'&®™-]{2,}$")

# a last word that says little: the word before it tells the kind as well
_GENERIC = """
pc kit set pack packs original carton series system unit device product item assortment dozen
refill pair cartridge roll pod computer
"""
# words that stand after the noun and describe it
_AFTER = """
original compatible basic standard premium universal internal external wireless wired portable mini large small medium
retail oem bulk
assorted recycled new heavy duty compact slim pro plus usb bluetooth ps rf ethernet wi fi wifi hdmi vga dvi lcd led tft
qwerty qwertz azerty english german germany french italian spanish nordic uk us eu windows mac
cm mm inch gb mb tb lb oz ft yd pc pcs
fine point tip chisel self seal full hd tabs digits page pages sheets pixels dpi mp cmos digital pack ctn dozen
"""


@lru_cache(maxsize=1)
def generic() -> frozenset[str]:
    """Stems of last words that leave it to the word before them to say what a thing is."""
    return frozenset(stems(_GENERIC))


@lru_cache(maxsize=1)
def after() -> frozenset[str]:
    """Stems that are never the noun: they stand after it and describe it."""
    return frozenset(stems(f"{_AFTER} {' '.join(COLORS)}"))


def kind_of(title: str, brand: str = "", category: str = "") -> str:
    """Stems of the words that name the kind, separated by spaces; "" where the title gives none.

    "Kensington Ci65M Wireless Optical Mouse" gives "mous", "HP 530 Notebook PC" gives "notebook pc".
    """
    text = title[len(brand) :] if brand and title.lower().startswith(brand.lower()) else title
    runs = [_heads(run) for run in _runs(_TAIL.sub("", text.strip()))]
    heads = next((heads for heads in reversed(runs) if heads), [])
    if not heads:
        heads = _heads(stems(_last_level(category)))
    return " ".join(dict.fromkeys(heads))


def _runs(text: str) -> list[list[str]]:
    """Stretches of plain words; a number or a code ends one."""
    runs: list[list[str]] = [[]]
    for chunk in _CHUNK.findall(text):
        if _PLAIN.match(chunk):
            runs[-1].extend(_stems(chunk))
        elif runs[-1] and not _VERSION.match(chunk):
            runs.append([])
    return [run for run in runs if run]


@lru_cache(maxsize=50_000)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stems(word))


def _heads(run: list[str]) -> list[str]:
    while len(run) > 1 and run[-1] in after():
        run = run[:-1]
    if not run or run[-1] in after():
        return []
    if run[-1] in generic() and len(run) > 1:
        return run[-2:]
    return run[-1:]


def _last_level(category: str) -> str:
    return re.split(r"\s*[>/|]\s*", category.strip())[-1] if category else ""
