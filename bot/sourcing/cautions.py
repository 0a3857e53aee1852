"""Goods that may not be made at all, bear somebody else's trademark, or need safety papers: by words and by HS code, from a
dated file of our own. It names what is well known; it is no legal advice, and what it does not name is not thereby allowed."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from bot import slips
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
    A picture of what is prohibited ("with a rifle on it") is not prohibited, nor what goes with it ("rifle cases").
    """
    kind = named(product)
    code = kinds()[kind].hs if kind is not None else ""
    found = []
    for caution, codes, words, unless in _rows():
        where = product if caution.rule == "papers" else f"{product} {more}"
        where = mended(where) if caution.rule == "prohibited" else where
        said = next((one[0] for one in words.finditer(where) if not _is_other(where, one, unless, caution.rule)), None)
        if said or (code and code.startswith(codes or ("?",))):
            found.append(caution._replace(said=said or product))
    return found


def _is_other(text: str, said: re.Match[str], unless: re.Pattern[str] | None, rule: Rule) -> bool:
    """Whether the word right beside these makes them something else ("toy pistols"), or they tell what is on the goods."""
    before, after = text[: said.start()], text[said.end() :]
    beside = " ".join(found[0] for found in (_BEFORE.search(before), _AFTER.match(after)) if found).replace("-", " ")
    return bool((rule == "prohibited" and _SHOWN.search(before)) or (unless and unless.search(beside)))


def note(caution: Caution) -> str:
    """What suppliers and reps read of it."""
    what = f'somebody\'s trademark ("{caution.said}")' if caution.rule == "brand" else caution.key
    return f"{what}: needs {caution.papers} ({caution.source}; as of {caution.since})"


_SHOWN = re.compile(
    r"\b(?:with|(?:picture|photo|image|drawing|print|shape|logo)s? of|shaped like|looks? like|themed?)\s+"
    r"(?:(?!of\b)[\w'-]+\s+){0,2}$",
    re.I,
)
_BEFORE = re.compile(r"[\w']+[\s-]*$")
_AFTER = re.compile(r"(?:[\s-]+(?!(?:and|or|with|in|for|plus|of|to)\b)[\w']+){1,2}", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_LONG = 8  # letters; such a word may have one slip


def mended(text: str) -> str:
    """The text with slips in long words of what is prohibited set right: "swichblades"."""
    return slips.mended(text, _long_words(), _LONG)


@lru_cache(maxsize=1)
def _long_words() -> tuple[str, ...]:
    text = (files(__package__) / "data" / DATA).read_text(encoding="utf-8")
    rows = [row["words"] for row in csv.DictReader(text.splitlines()) if row["rule"] == "prohibited"]
    return tuple(sorted({word for listed in rows for word in _WORD.findall(listed) if len(word) >= _LONG}))


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
