"""Whether a product is there."""

from __future__ import annotations

from actions import search, shelf
from actions.cards import card
from actions.made import made_question
from actions.price import many
from actions.talk import Capability, Talk
from bot.catalog.product import Product
from bot.conversation import references


class Stock(Capability):
    called = "action_stock"

    async def answer(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        products = shelf.meant(talk)
        named = {"product", "sku"} & {entity["entity"] for entity in talk.entities}
        if not products and made_question(talk):
            return
        if not products or (len(products) > 1 and not reference.places):
            many(talk, products, bool(named), reference)
            return
        talk.hold("about", [product.id for product in products][:1])
        for product in products[:3]:
            tell_stock(talk, product)


def tell_stock(talk: Talk, product: Product) -> None:
    place = talk.held("zip") or talk.held("city")
    near = talk.piece("utter_piece_near", place=place) if place else ""
    values = {"title": search.title(product), "stock": f"{product.stock or 0:,}", "near": near}
    response = {None: "utter_stock_unknown", 0: "utter_stock_none"}.get(product.stock, "utter_stock_known")
    talk.say(response, cards=[card(talk, product)], about=[product.id], **values)
