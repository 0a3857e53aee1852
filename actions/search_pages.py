"""Moving through what was found: more of it, back, and cheaper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from actions import product_words, search_words, shelf
from actions.need import need_of
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog import clerk
from bot.catalog.query import Result
from bot.conversation import references

CENT = Decimal("0.01")


def more(talk: Talk, search: dict[str, Any]) -> None:
    """What was not shown yet; where all that fits was, that there is no more."""
    result = shelf.find(talk, search["need"], exclude=references.all_shown(search))
    if not result.hits or (search["need"].get("met") and result.fit == "nearest"):
        talk.say("utter_no_more", what=search_words.what(search["need"]))
        return
    talk.hold("search", references.turned(search, [product.id for product in result.products]))
    search_words.show(talk, result, "utter_found_more")


def cheaper(talk: Talk, search: dict[str, Any]) -> None:
    """Below the cheapest on show, the cheapest first."""
    need = {
        **search["need"],
        **{name: value for name, value in need_of(talk).items() if name in ("brand", "color", "size", "material")},
    }
    about = talk.held("about") or []
    than = about if len(about) == 1 and references.read(talk.text, talk.entities).it else references.shown(search)
    prices = [product.price for product in services().catalog.products(than) if product.price]
    if not prices:
        talk.say("utter_nothing_cheaper_unpriced", what=search_words.what(need))
        return
    below = {**need, "max_price": float(min(prices) - CENT), "order": "price"}
    result = _of_that_kind(shelf.find(talk, below), references.shown(search)) if min(prices) > CENT else Result()
    if not result.hits or result.fit != "exact":
        talk.say("utter_nothing_cheaper", what=search_words.what(need), lowest=money(min(prices)))
        return
    talk.hold("search", references.turned(search, [product.id for product in result.products], need))
    search_words.show(talk, result, "utter_found_cheaper")


def cheaper_than_it(talk: Talk) -> None:
    """Less a piece than the one that is talked about, where no list is on show."""
    catalog = services().catalog
    for product in catalog.products(talk.held("about")):
        found = clerk.cheaper(catalog, product, agreement=catalog.agreement(talk.account))
        name = product_words.title(product)
        if not found:
            unpriced = product.price is None
            lowest = "" if unpriced else money(product.price or CENT)
            talk.say("utter_nothing_cheaper_unpriced" if unpriced else "utter_nothing_cheaper", what=name, lowest=lowest)
            return
        talk.hold("search", references.begun({"text": str(talk.held("product") or name)}, [one.id for one in found]))
        search_words.tell(talk, found, "utter_found_cheaper")


def _of_that_kind(result: Result, before: list[str]) -> Result:
    """Without things of another kind than those on show: a pen is no cheaper desk, nor paper a cheaper printer."""
    kinds = {noun for product in services().catalog.products(before) for noun in product.kind.split()}
    fitting = tuple(hit for hit in result.hits if kinds & set(hit.product.kind.split()))
    return msgspec.structs.replace(result, hits=fitting) if kinds else result


def back(talk: Talk, search: dict[str, Any], first: bool) -> None:
    """The page before, or the first one."""
    again = references.gone_back(search, first)
    talk.hold("search", again)
    products = services().catalog.products(references.shown(again))
    search_words.tell(talk, products, "utter_found_back")
