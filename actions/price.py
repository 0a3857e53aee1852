"""What it costs: one product for a quantity, or a whole list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions import asked_price, basket, costs, factory, product_words, search, shelf
from actions.cards import card
from actions.cautions import OfGoods
from actions.made import is_made_question, made_question
from actions.need import need_of
from actions.talk import Talk, shown
from bot.bootstrap import services
from bot.catalog import variety
from bot.catalog.packing import DOZENS, Amount, plain_unit
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.conversation import references
from bot.errors import Refused

TOLD = 3


class Price(OfGoods):
    called = "action_price"

    async def answer(self, talk: Talk) -> None:
        if not (await asked_price.told(talk) or await factory.on_demand(talk)):
            await self._told(talk)
            await factory.of_large(talk)

    async def _told(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        named = talk.named("product", "sku")
        about_list = not talk.in_form() or reference.all
        if talk.held("items") and about_list and not reference.places and not named:
            await basket.tell_list(talk, "utter_list_held")
            return
        products = shelf.meant(talk)
        if is_made_question(talk) and await factory.tell(talk):
            return
        if made_question(talk):
            return
        if not products or (len(products) > 1 and not reference.places):
            many(talk, products, bool(named), reference)
            return
        talk.hold("about", [product.id for product in products][:1])
        for product in products[:TOLD]:
            tell_price(talk, product)


def tell_about(talk: Talk) -> None:
    """The price of what was last talked about, for another quantity."""
    for product in services().catalog.products(talk.held("about")):
        tell_price(talk, product)


def many(talk: Talk, products: list[Product], named: bool, reference: references.Reference) -> None:
    """No product, or several: show what there is, or ask which."""
    on_show = references.shown(talk.held("search"))
    if reference.places and named:
        search.anew(talk, reference.cheapest)
        for place in reference.places:
            for product in services().catalog.products(filter(None, [references.at_place(talk.held("search"), place)])):
                tell_price(talk, product)
    elif reference.places:
        search.no_such_place(talk)
    elif named and talk.intent == "price_check" and _counted_now(talk) and _at_once(talk, reference):
        return
    elif named or reference.cheapest or not on_show:
        search.anew(talk, reference.cheapest)
        found = services().catalog.products(references.shown(talk.held("search")))
        if found and _counted_now(talk):
            tell_price(talk, best_counted(talk, found))
    elif set(talk.news()) and set(talk.news()) <= {"quantity", "unit"}:
        tell_price(talk, best_counted(talk, services().catalog.products(on_show)))
    else:
        talk.say("utter_which_one")


def _counted_now(talk: Talk) -> bool:
    return bool(talk.held("quantity")) and bool({"quantity", "unit"} & set(talk.news()))


def _at_once(talk: Talk, reference: references.Reference) -> bool:
    """ "Price for 12 dozen gel pens": what so many of the likeliest cost, then what else fits; says whether anything fits."""
    need = need_of(talk)
    if reference.cheapest:
        need["order"] = "price"
    result = search.without_accessories(shelf.find(talk, need, limit=variety.WINDOW))
    if result.fit != "exact" or result.dropped or not result.hits:
        return False
    products = list(result.products)
    best = _best_of_first(talk, products)
    others = [one for one in products[: references.PAGE] if one.id != best.id]
    tell_price(talk, best)
    if result.total > 1:
        _others(talk, need, result.total - 1, best, others)
    else:
        talk.hold("search", references.begun(need, [best.id]))
    talk.hold("about", [best.id])
    return True


def _best_of_first(talk: Talk, products: list[Product]) -> Product:
    """Of the thing that comes first the variant that is sold as was asked ("2 cases"); of another where none can be."""
    kinds = list(dict.fromkeys(map(variety.family, products)))
    for kind in kinds:
        variants = [one for one in products if variety.family(one) == kind]
        if any(costs.wanted(talk, one) for one in variants):
            return best_counted(talk, variants)
    return products[0]


def _others(talk: Talk, need: dict[str, Any], count: int, best: Product, others: list[Product]) -> None:
    """What else fits: in other colors and sizes by a word, things that differ by their cards."""
    kinds = {variety.family(one) for one in others} - {variety.family(best)}
    shown_too = [one for one in others if variety.family(one) in kinds]
    talk.hold("search", references.begun({**need, "met": True}, [best.id, *(one.id for one in shown_too)]))
    more = [('/product_search{"reference": "more"}', talk.piece("utter_piece_more"))]
    values = {"count": f"{count:,}", "what": search.what(need)}
    if shown_too:
        cards = [card(talk, one) for one in shown_too]
        talk.say("utter_price_others", cards=cards, buttons=more if count > len(cards) else [], **values)
    else:
        talk.say("utter_price_variants", buttons=more, **values)


def best_counted(talk: Talk, products: list[Product]) -> Product:
    """The first that comes in just what was asked for, else the first whose packs can be counted so."""
    counted = [(one, amount) for one in products if (amount := costs.wanted(talk, one))]
    return next((one for one, amount in counted if amount.exact), (counted or [(products[0], None)])[0][0])


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
    costs.next_break(talk, found, far=_counted_now(talk))
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
