"""What it costs: one product for a quantity, or a whole list."""

from __future__ import annotations

from actions import basket, factory, search, shelf
from actions.cards import card
from actions.made import is_made_question, made_question
from actions.talk import Capability, Talk, money
from bot.bootstrap import services
from bot.catalog.prices import price
from bot.catalog.product import Product
from bot.conversation import references

TOLD = 3


class Price(Capability):
    called = "action_price"

    async def answer(self, talk: Talk) -> None:
        if not await factory.on_demand(talk):
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
            tell_price(talk, product, shelf.whole(talk.held("quantity")) if talk.held("quantity") else 1)


def tell_about(talk: Talk) -> None:
    """The price of what was last talked about, for another quantity."""
    for product in services().catalog.products(talk.held("about")):
        tell_price(talk, product, shelf.whole(talk.held("quantity")))


def many(talk: Talk, products: list[Product], named: bool, reference: references.Reference) -> None:
    """No product, or several: show what there is, or ask which."""
    on_show = references.shown(talk.held("search"))
    if reference.places and named:
        search.anew(talk, reference.cheapest)
        for place in reference.places:
            for product in services().catalog.products(filter(None, [references.at_place(talk.held("search"), place)])):
                tell_price(talk, product, shelf.whole(talk.held("quantity")))
    elif reference.places:
        search.no_such_place(talk)
    elif named or reference.cheapest or not on_show:
        search.anew(talk, reference.cheapest)
        found = references.shown(talk.held("search"))
        if found and talk.held("quantity") and "quantity" in talk.news():
            tell_price(talk, services().catalog.products(found[:1])[0], shelf.whole(talk.held("quantity")))
    else:
        talk.say("utter_which_one")


def tell_price(talk: Talk, product: Product, quantity: int) -> None:
    """The price for the quantity, and what a little more would save."""
    costs = price(product, quantity)
    name = search.title(product)
    if costs is None:
        talk.say("utter_price_unknown", title=name, about=[product.id])
        return
    values = {
        "title": name,
        "price": money(costs.unit_price),
        "per": shelf.per(talk, costs.unit),
        "total": money(costs.total),
        "quantity": f"{quantity:,}",
    }
    response = "utter_price_total" if quantity > 1 else "utter_price_one"
    talk.say(response, cards=[card(talk, product)], about=[product.id], **values)
    step = costs.next_break
    if step is not None and step.more <= max(quantity, 10):
        saving = round(step.saving * 100)
        talk.say("utter_price_next_break", more=step.more, quantity=step.quantity, price=money(step.unit_price), saving=saving)
