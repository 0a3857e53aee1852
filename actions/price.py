"""What it costs: one product for a quantity, or a whole list."""

from __future__ import annotations

from actions import asked_price, basket, factory, shelf, which_cheaper
from actions.cautions import OfGoods
from actions.made import is_made_question, made_question
from actions.one_price import tell_price
from actions.picked import by_price, picked
from actions.talk import Talk
from actions.which_one import ask_which
from bot.bootstrap import services
from bot.conversation import goods_questions, references
from bot.conversation.on_show import asks_list

TOLD = 3


class Price(OfGoods):
    called = "action_price"

    async def answer(self, talk: Talk) -> None:
        if not (which_cheaper.told(talk) or await asked_price.told(talk) or await factory.on_demand(talk)):
            await self._told(talk)
            await factory.of_large(talk)

    async def _told(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        named = talk.named("product", "sku")
        if _asked_by_price(talk) or _told_picked(talk):
            return
        about_list = not talk.in_form() or reference.all or asks_list(talk.text)
        if talk.held("items") and about_list and not reference.places and not named:
            if not await basket.recount(talk):
                await basket.tell_list(talk, "utter_list_held")
            return
        products = shelf.meant(talk)
        if is_made_question(talk) and await factory.tell(talk):
            return
        if made_question(talk):
            return
        if not products or (len(products) > 1 and not reference.places):
            ask_which(talk, bool(named), reference)
            return
        talk.hold("about", [product.id for product in products][:1])
        for product in products[:TOLD]:
            tell_price(talk, product)


def _told_picked(talk: Talk) -> bool:
    """The price of so many of one on show, and so many of another; says whether the message picks any."""
    found = [] if talk.in_form() else picked(talk)
    for pick, product in found[:TOLD]:
        talk.hold("quantity", pick.quantity)
        talk.hold("unit", pick.unit)
        tell_price(talk, product)
    if found:
        talk.hold("about", [found[-1][1].id])
    return bool(found)


def _asked_by_price(talk: Talk) -> bool:
    """The price of the one on show that "which is pricier" means; says whether anything of the kind is asked."""
    shown = services().catalog.products(references.shown(talk.held("search")))
    kind = goods_questions.which_costs(talk.text, len(shown))
    found = by_price(shown, cheapest=kind == "less") if kind and not talk.in_form() else None
    if found:
        talk.hold("about", [found.id])
        tell_price(talk, found)
    return bool(found)
