"""What a product's own words say it is: the phrase of a table that names it, the noun at the end of its name first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.catalog.words import stems

# what follows says what the thing is for or comes with
_PURPOSE = re.compile(r"\s(?:for|with|w/|compatible|without|and more)\s|[,(\[;|]|\s[-–]\s", re.IGNORECASE)
# what the thing has so many of is not what it is
_COUNT = re.compile(
    r"\s\d+\s(?:cup|shel(?:f|ve)|drawer|sheet|page|tab|digit|outlet|port|people|door|tier|ring|key|part|head|box|pack|pk|set|carton)s?\b",
    re.IGNORECASE,
)
LONGEST_PHRASE = 4
LONGEST_TEXT = 300
Phrases = Mapping[tuple[str, ...], str]


class Named(NamedTuple):
    """The name that a phrase stands for; where the phrase ends, from the end of the words (0: the last one); its length."""

    name: str
    behind: int
    length: int


def phrases(table: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    """Stems of each phrase to the name it stands for; a phrase of two names keeps the first."""
    found: dict[tuple[str, ...], str] = {}
    for name, said in table.items():
        for phrase in said:
            found.setdefault(tuple(stems(phrase)), name)
    return found


def head(title: str, brand: str = "") -> str:
    """The part of a title that names the thing: without the maker, and up to what it is for."""
    text = title[:LONGEST_TEXT].strip()
    if brand and text.lower().startswith(brand.lower()):
        text = text[len(brand) :].strip()
    cuts = [found.start() for found in (_PURPOSE.search(text), _COUNT.search(text)) if found and found.start() > 0]
    return text[: min(cuts)] if cuts else text


def named(text: str, table: Phrases) -> Named | None:
    """The phrase that ends last in a text, the longest of those that end there; None where there is none."""
    run = stems(text)
    for end in range(len(run), 0, -1):
        for start in range(max(0, end - LONGEST_PHRASE), end):
            name = table.get(tuple(run[start:end]))
            if name is not None:
                return Named(name, len(run) - end, end - start)
    return None
