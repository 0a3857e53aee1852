"""Whether a product is there: how many, until when it is with the customer, and what else there is where it is not."""

from __future__ import annotations

import re

from actions import arrival, clerk, costs, factory, nearby, product_words, search_several, shelf
from actions.cards import card
from actions.cautions import OfGoods
from actions.made import is_made_question, made_question
from actions.talk import Talk, shown
from actions.which_one import ask_which, best_counted
from bot.bootstrap import services
from bot.catalog.product import Product
from bot.conversation import references

_BY_THEN = re.compile(r"\b(?:here|there|arrive|get (?:it|them|these|those)|by|ship|deliver(?:ed)?)\b", re.I)


class Stock(OfGoods):
    called = "action_stock"

    async def answer(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        if clerk.answered(talk):
            return
        if search_several.told_several(talk):
            return
        products = shelf.meant(talk)
        named = talk.named("product", "sku")
        if not products and (await _plain_told(talk) or made_question(talk)):
            return
        counted = set(talk.news()) and set(talk.news()) <= {"quantity", "unit", "zip", "city", "state"}
        meant_one = len(talk.held("about") or []) == 1 and not {"quantity", "unit"} & set(talk.news())
        if products and counted and not (named or reference.places or meant_one):
            products = [best_counted(talk, services().catalog.products(references.shown(talk.held("search"))) or products)]
        if not products or (len(products) > 1 and not reference.places):
            ask_which(talk, bool(named), reference)
            return
        talk.hold("about", [product.id for product in products][:1])
        for product in products[:3]:
            tell_stock(talk, product)


async def _plain_told(talk: Talk) -> bool:
    """ "Any plain ones in stock", in the middle of a request: the shelf's side of it; says whether there is one."""
    plain = factory.plain(talk) if talk.in_form() and is_made_question(talk) else None
    if plain is None:
        return False
    if _BY_THEN.search(talk.text):
        await factory.tell_days(talk)
    talk.hold("about", [plain.id])
    talk.say("utter_plain_beside")
    tell_stock(talk, plain)
    return True


def tell_stock(talk: Talk, product: Product) -> None:
    """How many there are, for the quantity that is wanted; short of it, what else there is."""
    if costs.wanted(talk, product) is None:
        _say_unit(talk, product)
        return
    place = talk.held("zip") or talk.held("city")
    near = talk.piece("utter_piece_near", place=place) if place else ""
    units = costs.units(talk, product)
    values = {"title": product_words.title(product), "stock": f"{product.stock or 0:,}", "near": near, "quantity": f"{units:,}"}
    shows = {"cards": [card(talk, product)], "about": [product.id]}
    if product.stock is None:
        talk.say("utter_stock_unknown", **shows, **values)
    elif product.stock >= units:
        talk.say("utter_stock_known", **shows, **values, day=_day(talk, product, units))
        in_shop(talk, product, units)
    else:
        talk.say("utter_stock_short" if product.stock else "utter_stock_none", **shows, **values)
        clerk.instead(talk, product, units)
        talk.hold("about", [product.id])


def _say_unit(talk: Talk, product: Product) -> None:
    """ "10 boxes" of what is sold singly: how it is sold, and how many of those there are."""
    asked = shown("quantity", talk.held("quantity"), talk.facts(("unit",)))
    stock = "" if product.stock is None else talk.piece("utter_piece_on_hand", stock=f"{product.stock:,}")
    values = {
        "title": product_words.title(product),
        "asked": asked,
        "sold": product_words.sold(talk, product.unit),
        "stock": stock,
    }
    talk.say("utter_stock_other_unit", cards=[card(talk, product)], about=[product.id], **values)


def in_shop(talk: Talk, product: Product, units: int) -> None:
    """Which shops have it, where the feed says so; else that it does not, to who asks for a shop."""
    asked = nearby.wants_pickup(talk.text)
    if not nearby.tell_pickup(talk, product, units) and asked:
        talk.say("utter_pickup_unknown", title=product_words.title(product))


def _day(talk: Talk, product: Product, units: int) -> str:
    """ " One would be in Chicago, IL on Wed, Sep 16."; "" where the ZIP is not known or no day is promised."""
    if not talk.held("zip"):
        return ""
    promised = services().catalog.promise(product, units, str(talk.held("zip")), talk.turn.now)
    return (
        " " + talk.piece("utter_piece_there_by", day=day, place=promised.place)
        if (day := arrival.day_of(talk, promised))
        else ""
    )
