"""Questions about a product, answered from its own data with the line that says it, or not at all. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.catalog.product import Product
from bot.catalog.words import STOPWORDS, stems

Verdict = Literal["yes", "no", "told"]
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\s*[|•]\s*|\n")
_NO = re.compile(r"\b(?:no|not|without|non|never|excludes?|except|isn't|doesn't|cannot|can't)\b", re.IGNORECASE)
_YES_NO = re.compile(r"^\s*(?:so\s+)?(?:is|are|was|does|do|did|has|have|can|could|will|would|comes?|it|they)\b", re.IGNORECASE)
# what a question may ask for by another word than the data has; each line is one meaning
_SAME = """
double sided; duplex; two sided; both sides; 2 sided
wireless; wifi; wi fi; wlan; cordless; bluetooth
color; colour
heavy; weight; weigh; lb; lbs; pounds; kg
waterproof; water resistant; water repellent; weatherproof
recycled; post consumer; eco friendly; green
washable; wash
refillable; refill
rechargeable; recharge
warranty; guarantee
adjustable; adjust; height adjustable
microwave safe; microwaveable
dishwasher safe; dishwasher
acid free; archival
latex free; without latex
lockable; lock; locks; locking
foldable; folding; folds; collapsible
bpa free; without bpa
assembly; assembled; assemble
made in; origin; manufactured in
battery; batteries
"""
_FIELDS: dict[str, tuple[str, ...]] = {
    "color": ("color", "colors"),
    "brand": ("brand", "maker", "make", "manufacturer", "who makes"),
    "size": ("size", "dimensions", "how big", "how large", "how wide", "how long is it", "how long are they", "how tall"),
    "material": ("material", "made of", "made from", "made out of"),
    "pack_size": ("how many", "in a box", "in a pack", "per box", "per pack", "count"),
    "sku": ("item number", "model number", "part number", "sku"),
    "gtin": ("barcode", "upc", "ean", "gtin"),
}
# of the telling words of a question so many must stand in the line
ENOUGH = 0.6


class Evidence(NamedTuple):
    """The line of a product's data that answers: its field, its words, what it says ("told": no yes-or-no question)."""

    field: str
    line: str
    verdict: Verdict


def answered(product: Product, question: str) -> Evidence | None:
    """What the product's data say to a question about it; None where they say nothing, which is to be said honestly."""
    by_field = _of_field(product, question)
    if by_field:
        return by_field
    wanted = [meaning for meaning in _meanings(question) if meaning]
    if not wanted:
        return None
    named = frozenset(stems(product.title))  # what only says which thing is meant answers nothing
    wanted = [forms for forms in wanted if not any(form <= named for form in forms)] or wanted
    best: tuple[float, Evidence] | None = None
    for field, line in _lines(product):
        present = frozenset(stems(line))
        share = sum(any(form <= present for form in forms) for forms in wanted) / len(wanted)
        if share >= ENOUGH and (best is None or share > best[0]):
            best = share, Evidence(field, line, _verdict(question, line))
    return best[1] if best else None


def telling(question: str) -> bool:
    """Whether the question asks for anything that a product's data could say."""
    return any(_meanings(question))


def _of_field(product: Product, question: str) -> Evidence | None:
    said = f" {' '.join(re.findall(r'[a-z0-9]+', question.lower()))} "
    for field, names in _FIELDS.items():
        value = getattr(product, field)
        if any(f" {name} " in said for name in names) and value and value != 1 and not _YES_NO.match(question):
            return Evidence(field, str(value), "told")
    return None


def _lines(product: Product) -> list[tuple[str, str]]:
    """Every line that may answer, the shortest parts that still make sense."""
    names = ("title", "color", "size", "material", "category")
    fields = [(name, str(value)) for name in names if (value := getattr(product, name))]
    return [*fields, *(("description", part.strip()) for part in _SENTENCE.split(product.description) if part.strip())]


def _verdict(question: str, line: str) -> Verdict:
    if not _YES_NO.match(question):
        return "told"
    return "no" if _NO.search(line) and not _NO.search(question) else "yes"


def _meanings(question: str) -> list[list[frozenset[str]]]:
    """The telling words of a question, each with everything that would meet it as sets of stems."""
    run = [word for word in re.findall(r"[a-z0-9]+", question.lower()) if word not in STOPWORDS and word not in _ASKING]
    found, place = [], 0
    while place < len(run):
        for length in (3, 2, 1):
            key = tuple(stems(" ".join(run[place : place + length])))
            if length == 1 or key in _table():
                found.append([frozenset(form) for form in _table().get(key, (key,))])
                place += length
                break
    return found


_ASKING = frozenset(
    "does do did is are was will would can could has have come comes work works use used using if whether tell me know thing "
    "long many much one ones product item they them print prints made kind type sort".split()
)


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for line in _SAME.strip().splitlines():
        forms = tuple(tuple(stems(form)) for form in line.split(";"))
        found |= dict.fromkeys(forms, forms)
    return found
