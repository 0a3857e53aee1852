"""Questions about a product, answered from its own data or honestly not."""

from __future__ import annotations

from actions import search, shelf
from actions.cards import card
from actions.made import made_question
from actions.price import many
from actions.talk import Capability, Talk
from bot.catalog.product import Product
from bot.conversation import references

DETAILS = ("brand", "sku", "color", "material", "size", "description")
LONGEST_DETAIL = 400


class ProductInfo(Capability):
    called = "action_product_info"

    async def answer(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        products = shelf.meant(talk)
        named = {"product", "sku"} & {entity["entity"] for entity in talk.entities}
        if made_question(talk):
            return
        if not products or (len(products) > 1 and not reference.places):
            many(talk, products, bool(named), reference)
            return
        talk.hold("about", [product.id for product in products][:1])
        for product in products[:3]:
            tell_details(talk, product)


def tell_details(talk: Talk, product: Product) -> None:
    lines = [
        talk.piece(f"utter_detail_{name}", value=str(getattr(product, name))[:LONGEST_DETAIL])
        for name in DETAILS
        if getattr(product, name)
    ]
    if product.pack_size > 1:
        lines.append(talk.piece("utter_detail_pack_size", value=product.pack_size, unit=product.unit))
    response = "utter_about_product" if lines else "utter_about_product_little"
    talk.say(response, cards=[card(talk, product)], about=[product.id], title=search.title(product), details="\n".join(lines))
