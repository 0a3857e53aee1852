"""What it costs: one product for a quantity, or a whole list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions import basket, cautions, costs, factory, search, shelf
from actions.cards import card
from actions.made import is_made_question, made_question
from actions.talk import Capability, Talk, shown
from bot.bootstrap import services
from bot.catalog.product import Product
from bot.conversation import references
from bot.errors import Refused

TOLD = 3


class Price(Capability):
    called = "action_price"

    async def answer(self, talk: Talk) -> None:
        if not (await factory.on_demand(talk) or cautions.forbidden(talk)):
            await self._told(talk)
            await factory.of_large(talk)

    async def _told(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        named = {"product", "sku"} & {entity["entity"] for entity in talk.entities}
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
    elif named or reference.cheapest or not on_show:
        search.anew(talk, reference.cheapest)
        found = services().catalog.products(references.shown(talk.held("search")))
        if found and talk.held("quantity") and {"quantity", "unit"} & set(talk.news()):
            tell_price(talk, best_counted(talk, found))
    elif set(talk.news()) and set(talk.news()) <= {"quantity", "unit"}:
        tell_price(talk, best_counted(talk, services().catalog.products(on_show)))
    else:
        talk.say("utter_which_one")


def best_counted(talk: Talk, products: list[Product]) -> Product:
    """The first that comes in just what was asked for, else the first whose packs can be counted so."""
    counted = [(one, amount) for one in products if (amount := costs.wanted(talk, one))]
    return next((one for one, amount in counted if amount.exact), (counted or [(products[0], None)])[0][0])


def tell_price(talk: Talk, product: Product) -> None:
    """The price for the quantity that is held, what a little more would save, and what it comes to at the door."""
    amount = costs.wanted(talk, product)
    try:
        found = costs.cost(talk, product, amount.units if amount else 1)
    except Refused:
        talk.say("utter_price_not_yours", title=shelf.title(product), company=talk.buyer.company if talk.buyer else "")
        return
    if found is None:
        talk.say("utter_price_unknown", title=shelf.title(product), about=[product.id])
        return
    values = costs.in_words(talk, product, found)
    shows: dict[str, Any] = {"cards": [card(talk, product)], "about": [product.id]}
    if amount is None:
        talk.say("utter_price_other_unit", **shows, **values, asked=_asked(talk), sold=shelf.sold(talk, product.unit))
        return
    if talk.held("quantity") and amount.asked != Decimal(str(talk.held("quantity"))):
        talk.say("utter_price_counted", **shows, **values, asked=_asked(talk))
    else:
        talk.say("utter_price_total" if found.quantity > 1 else "utter_price_one", **shows, **values)
    costs.next_break(talk, found)
    if talk.held("quantity"):
        costs.at_the_door(talk, [found])


def _asked(talk: Talk) -> str:
    """ "500 sheets", as the customer said it."""
    return shown("quantity", talk.held("quantity"), talk.facts(("unit",)))
