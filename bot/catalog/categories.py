"""Which department a product belongs to, from its own words, where the feed does not say."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from bot.catalog.naming import Phrases, head, named, phrases

DATA = "categories.txt"
DESCRIPTION_READ = 160
# how often the department was right on 3,961 products whose own categories name one (see docs/catalog.md)
PHRASE_AT_END, IN_NAME, IN_TITLE, IN_DESCRIPTION = 0.97, 0.93, 0.6, 0.4


class Sorted(NamedTuple):
    """A category of two levels ("Electronics > Computers"), and how likely its top is right, 0 to 1; "" where nothing is."""

    category: str
    sure: float


NOWHERE = Sorted("", 0.0)


def sort(title: str, brand: str = "", description: str = "") -> Sorted:
    """The category that a product's words name: the title's noun first, then any of its words, then the description."""
    for text, sure in ((head(title, brand), IN_NAME), (title, IN_TITLE), (description[:DESCRIPTION_READ], IN_DESCRIPTION)):
        found = named(text, _table())
        if found:
            return Sorted(found.name, PHRASE_AT_END if sure == IN_NAME and found.length > 1 and not found.behind else sure)
    return NOWHERE


def top(category: str) -> str:
    """The first level of a category path such as "Paper > Sticky Notes"."""
    return category.split(">")[0].strip()


@lru_cache(maxsize=1)
def _table() -> Phrases:
    said: dict[str, list[str]] = {}
    for line in files(__package__).joinpath(DATA).read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            said.setdefault(name.strip(), []).extend(word.strip() for word in words.split(";"))
    return phrases(said)
