"""Which of several costs less: each by the piece and as it is sold, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions import costs, product_words, shelf
from actions.cards import card
from actions.need import need_of
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog import variety
from bot.catalog.packing import plain_unit, smallest
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.conversation import per_piece, references

MOST = 5
Row = tuple[Decimal, Decimal, Product]
"""USD for a piece, USD for a sales unit, and the product."""


def told(talk: Talk) -> bool:
    """Answers such a question; says whether there were two to compare."""
    if talk.in_form() or not per_piece.asked(talk.text):
        return False
    rows = _rows(talk, _products(talk))
    if len(rows) < 2:
        return False
    products = [product for *_, product in rows]
    if not references.shown(talk.held("search")) or talk.named("product"):
        talk.hold("search", references.begun(need_of(talk), [one.id for one in products]))
    same = rows[0][0] == rows[-1][0]
    talk.hold("about", None if same else [products[0].id])
    lines = "\n".join(_line(talk, row) for row in rows)
    response = "utter_cheaper_same" if same else "utter_cheaper_by_piece"
    values = {"lines": lines, "title": product_words.title(products[0]), "price": money(rows[0][1])}
    talk.say(response, about=[one.id for one in products], cards=[card(talk, one) for one in products], **values)
    return True


def _products(talk: Talk) -> Sequence[Product]:
    """What is compared: places on show, the packs of a thing, what is named, or all that is on show."""
    catalog, on_show = services().catalog, references.shown(talk.held("search"))
    places = references.read(talk.text, talk.entities).places
    if len(places) > 1:
        return catalog.products(filter(None, [references.at_place(talk.held("search"), place) for place in places]))
    about = talk.held("about") or []
    shown = catalog.products(about if len(about) > 1 else on_show)
    if talk.named("product", "sku"):
        need = need_of(talk)
        found = shelf.find_itself(talk, {**need, "text": need["short"] or need["text"]}, limit=variety.WINDOW)
        shown = list(found.products) if found.fit == "exact" else shown
    if wanted := set(map(plain_unit, per_piece.packs(talk.text))):
        return _in_packs(talk, shown, wanted)
    return shown if per_piece.by_piece(talk.text) else shown[:MOST]


def _in_packs(talk: Talk, shown: Sequence[Product], wanted: set[str]) -> list[Product]:
    """The first thing on show in the packs that are asked about."""
    catalog = services().catalog
    for first in shown:
        brand, name = variety.family(first)
        query = Query(text=name, brand=brand, limit=variety.WINDOW, agreement=catalog.agreement(talk.account))
        packs = [one for one in catalog.search(query).products if variety.family(one) == (brand, name)]
        found = [one for one in packs if one.color == first.color and plain_unit(one.unit) in wanted]
        if len({plain_unit(one.unit) for one in found}) > 1:
            return found
    return []


def _rows(talk: Talk, products: Sequence[Product]) -> list[Row]:
    """The priced ones, each with what a piece costs, at most so many."""
    priced = [(one, cost.unit_price) for one in products if (cost := costs.shown_cost(talk, one))]
    rows = [(price / smallest(one), price, one) for one, price in priced]
    return sorted(rows, key=lambda row: row[:2])[:MOST]


def _line(talk: Talk, row: Row) -> str:
    each, price, product = row
    values = {"title": product_words.title(product), "price": money(price), "per": product_words.per(talk, product.unit)}
    if each == price:
        return talk.piece("utter_piece_cheaper_line", **values)
    return talk.piece("utter_piece_cheaper_line_piece", **values, each=costs.fine(each))
