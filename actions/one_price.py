"""The price of one product for the quantity that is wanted, in the units that it is sold by."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions import costs, product_words
from actions.cards import card
from actions.talk import Talk, shown
from bot.bootstrap import services
from bot.catalog import variety
from bot.catalog.packing import DOZENS, Amount, plain_unit
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.errors import Refused


def tell_about(talk: Talk) -> None:
    """The price of what was last talked about, for another quantity."""
    for product in services().catalog.products(talk.held("about")):
        tell_price(talk, product)


def counted_now(talk: Talk) -> bool:
    """Whether this very message said how many."""
    return bool(talk.held("quantity")) and bool({"quantity", "unit"} & set(talk.news()))


def tell_price(talk: Talk, product: Product) -> None:
    """The price for the quantity that is held, what a little more would save, and what it comes to at the door."""
    amount = costs.wanted(talk, product)
    if amount is None and (other := _sold_in(talk, product)):
        product, amount = other
        talk.hold("about", [product.id])
    try:
        found = costs.cost(talk, product, amount.units if amount else 1)
    except Refused:
        talk.say("utter_price_not_yours", title=product_words.title(product), company=talk.buyer.company if talk.buyer else "")
        return
    if found is None:
        talk.say("utter_price_unknown", title=product_words.title(product), about=[product.id])
        return
    values = costs.in_words(talk, product, found)
    shows: dict[str, Any] = {"cards": [card(talk, product)], "about": [product.id]}
    if amount is None:
        talk.say("utter_price_other_unit", **shows, **values, asked=_asked(talk), sold=product_words.sold(talk, product.unit))
        return
    if talk.held("quantity") and _is_counted_otherwise(talk, product, amount):
        talk.say("utter_price_counted", **shows, **values, asked=_asked(talk, amount))
    else:
        talk.say("utter_price_total" if found.quantity > 1 else "utter_price_one", **shows, **values)
    costs.next_break(talk, found, far=counted_now(talk))
    if talk.held("quantity"):
        costs.at_the_door(talk, [found])


def _sold_in(talk: Talk, product: Product) -> tuple[Product, Amount] | None:
    """The same thing as it is sold in the unit that is asked for: the case of what was shown by the ream."""
    catalog = services().catalog
    brand, name = variety.family(product)
    query = Query(text=name, brand=brand, limit=variety.WINDOW, agreement=catalog.agreement(talk.account))
    others = [one for one in catalog.search(query).products if variety.family(one) == (brand, name)]
    counted = [(one, found) for one in others if (found := costs.wanted(talk, one))]
    alike = sorted(counted, key=lambda pair: (pair[0].size != product.size) + (pair[0].color != product.color))
    return alike[0] if alike else None


def _is_counted_otherwise(talk: Talk, product: Product, amount: Amount) -> bool:
    """Whether the wish is told in other units than those that are sold: dozens of what comes in boxes of 12."""
    said = str(talk.held("unit") or "")
    other = bool(said) and "unit" in talk.news() and plain_unit(said) != plain_unit(product.unit)
    return other or amount.asked != Decimal(str(talk.held("quantity")))


def _asked(talk: Talk, amount: Amount | None = None) -> str:
    """ "500 sheets", as the customer said it; of dozens also how many pieces they are."""
    asked = shown("quantity", talk.held("quantity"), talk.facts(("unit",)))
    if amount and amount.pieces and plain_unit(str(talk.held("unit") or "")) in DOZENS:
        return asked + talk.piece("utter_piece_in_pieces", pieces=f"{int(amount.asked * amount.pieces / amount.units):,}")
    return asked
