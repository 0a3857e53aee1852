"""Goods that may not be made at all, bear somebody else's trademark, or need safety papers: by words and by HS code, from a
dated file of our own. It names what is well known; it is no legal advice, and what it does not name is not thereby allowed."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from bot.sourcing.kinds import kinds, named

DATA = "cautions.csv"
Rule = Literal["prohibited", "brand", "papers"]


class Caution(NamedTuple):
    """`said` are the words by which it was recognised; `papers` what is needed; `source` the rules, as of `since`."""

    key: str
    rule: Rule
    said: str
    papers: str
    since: date
    source: str


class _Row(NamedTuple):
    caution: Caution
    codes: tuple[str, ...]
    words: re.Pattern[str]
    unless: re.Pattern[str] | None


def cautions(product: str, more: str = "") -> list[Caution]:
    """What there is to be careful about with these goods; `more` is what goes on them and whatever else was said of them.

    What is prohibited comes first. A trademark is looked for in everything, the kind of goods in the product alone.
    """
    kind = named(product)
    code = kinds()[kind].hs if kind is not None else ""
    found = []
    for caution, codes, words, unless in _rows():
        where = f"{product} {more}" if caution.rule != "papers" else product
        said = None if unless and unless.search(where) else words.search(where)
        if said or (code and code.startswith(codes or ("?",))):
            found.append(caution._replace(said=said.group() if said else product))
    return found


def note(caution: Caution) -> str:
    """What suppliers and reps read of it."""
    what = f'somebody\'s trademark ("{caution.said}")' if caution.rule == "brand" else caution.key
    return f"{what}: needs {caution.papers} ({caution.source}; as of {caution.since})"


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    text = (files(__package__) / "data" / DATA).read_text(encoding="utf-8")
    return tuple(_row(row) for row in csv.DictReader(text.splitlines()))


def _row(row: dict[str, str]) -> _Row:
    caution = Caution(row["key"], row["rule"], "", row["papers"], date.fromisoformat(row["since"]), row["source"])  # type: ignore[arg-type]
    unless = _any_of(row["unless"]) if row["unless"] else None
    return _Row(caution, tuple(filter(None, row["hs"].split(";"))), _any_of(row["words"]), unless)


def _any_of(listed: str) -> re.Pattern[str]:
    """Any of the words, the longest first, as whole words."""
    words = sorted(filter(None, listed.split(";")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.I)
