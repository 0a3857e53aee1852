"""No product is meant for sure, or several are: show what there is, take the one that is sold as was asked, or ask which."""

from __future__ import annotations

from typing import Any

from actions import costs, search, search_words, shelf
from actions.cards import card
from actions.need import need_of
from actions.one_price import counted_now, tell_price
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog import variety
from bot.catalog.product import Product
from bot.conversation import references


def ask_which(talk: Talk, named: bool, reference: references.Reference) -> None:
    """No product, or several: show what there is, or ask which."""
    on_show = references.shown(talk.held("search"))
    if reference.places and named:
        search.anew(talk, reference.cheapest)
        places = [references.at_place(talk.held("search"), place) for place in reference.places]
        for product in services().catalog.products(filter(None, places)):
            tell_price(talk, product)
    elif reference.places:
        search_words.no_such_place(talk)
    elif (named or _narrowed(talk)) and talk.intent == "price_check" and counted_now(talk) and _at_once(talk, reference):
        return
    elif named or reference.cheapest or not on_show:
        search.anew(talk, reference.cheapest)
        found = services().catalog.products(references.shown(talk.held("search")))
        if found and counted_now(talk):
            tell_price(talk, best_counted(talk, found))
    elif set(talk.news()) and set(talk.news()) <= {"quantity", "unit"}:
        tell_price(talk, best_counted(talk, services().catalog.products(on_show)))
    else:
        talk.say("utter_which_one")


def _narrowed(talk: Talk) -> bool:
    """Whether the message says of which color or size it should be: "how much are 10 of the blue ones"."""
    return bool({"color", "size", "material", "brand"} & set(talk.news()))


def _at_once(talk: Talk, reference: references.Reference) -> bool:
    """ "Price for 12 dozen gel pens": what so many of the likeliest cost, then what else fits; says whether anything fits."""
    need = need_of(talk)
    if reference.cheapest:
        need["order"] = "price"
    result = shelf.find_itself(talk, need, limit=variety.WINDOW)
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
    values = {"count": f"{count:,}", "what": search_words.what(need)}
    more = search_words.more_button(talk)
    if shown_too:
        cards = [card(talk, one) for one in shown_too]
        talk.say("utter_price_others", cards=cards, buttons=more if count > len(cards) else [], **values)
    else:
        talk.say("utter_price_variants", buttons=more, **values)


def best_counted(talk: Talk, products: list[Product]) -> Product:
    """The first that comes in just what was asked for, else the first whose packs can be counted so."""
    counted = [(one, amount) for one in products if (amount := costs.wanted(talk, one))]
    return next((one for one, amount in counted if amount.exact), (counted or [(products[0], None)])[0][0])
