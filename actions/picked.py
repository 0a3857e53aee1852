"""So many of what is on show, each with its own number, and whatever else is counted beside them."""

from __future__ import annotations

import re
from typing import Any

from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.product import Product
from bot.conversation import lists, picks, references
from bot.conversation.picks import Pick

Picked = list[tuple[Pick, Product]]
_CHEAP = re.compile(r"\b(?:cheap(?:er|est)|less expensive|lower[- ]priced|lowest|least expensive)\b", re.I)
_DEAR = re.compile(r"\b(?:pric(?:ier|iest)|more expensive|most expensive|dear(?:er|est))\b", re.I)


def picked(talk: Talk) -> Picked:
    """What the message picks with a number, each with its product; [] where one of them is nothing that is on show."""
    found = [(pick, _product(talk, pick)) for pick in picks.read(talk.text, talk.entities)]
    sure = [(pick, product) for pick, product in found if product is not None]
    return sure if len(sure) == len(found) else []


def beside(talk: Talk, found: Picked) -> list[dict[str, Any]]:
    """Lines for the things that are counted beside what was picked."""
    lines = lists.counted_in(talk.text, picks.others(talk.entities, [pick for pick, _ in found]))
    return [{"id": None, **line} for line in lines]


def _product(talk: Talk, pick: Pick) -> Product | None:
    search, catalog = talk.held("search"), services().catalog
    if pick.place is not None:
        there = references.at_place(search, pick.place)
        return catalog.product(there) if there else None
    about = talk.held("about") or []
    shown = catalog.products(references.shown(search))
    if _CHEAP.search(pick.words) or _DEAR.search(pick.words):
        return by_price(catalog.products(about) if len(about) > 1 else shown, bool(_CHEAP.search(pick.words)))
    said = _words(pick.words)
    for products in (shown, catalog.products(references.ever_shown(search))):
        fitting = [one for one in products if said <= _words(one.title)]
        if fitting:
            return fitting[0]
    return None


def by_price(products: list[Product], cheapest: bool) -> Product | None:
    """The cheapest or the dearest of them; None where no price is known."""
    priced = sorted((one for one in products if one.price is not None), key=lambda one: one.price or 0)
    return (priced[0] if cheapest else priced[-1]) if priced else None


def _words(text: str) -> set[str]:
    """The words and numbers of a name, "6ft" as "6 ft"; a plural counts as its singular."""
    return {re.sub(r"(?<=[a-z]{3})s$", "", word) for word in re.findall(r"\d+(?:\.\d+)?|[a-z]+", text.lower())}
