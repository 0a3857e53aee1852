"""Looking for products, and moving through what was found."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from actions import naming, product_words, shelf
from actions.cards import card, weekday
from actions.cautions import OfGoods
from actions.need import FILTERS, narrow, need_of
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog import clerk
from bot.catalog.query import Result
from bot.conversation import references
from bot.conversation.things import things_named
from bot.places import place_of

CENT = Decimal("0.01")
LONGEST_WHAT = 60
MOST_AT_ONCE = 5
"""Things named in one breath of which each is looked for."""


class Search(OfGoods):
    called = "action_search"

    async def answer(self, talk: Talk) -> None:
        if not told_several(talk):
            look(talk)


def look(talk: Talk) -> None:
    """Answers a search, or a word that moves through the last one."""
    search = talk.held("search")
    reference = references.read(talk.text, talk.entities)
    if references.shown(search) and reference.back:
        back(talk, search, reference.first_page)
    elif references.shown(search) and reference.more:
        more(talk, search)
    elif references.shown(search) and reference.cheaper and not talk.entity("product"):
        cheaper(talk, search)
    elif reference.cheaper and len(talk.held("about") or []) == 1 and not talk.entity("product"):
        cheaper_than_it(talk)
    elif (reference.more or reference.back) and not talk.entity("product"):
        nothing_on_show(talk)
    else:
        anew(talk, reference.cheapest)


def was_not_found(talk: Talk) -> bool:
    """Whether what was last looked for is not there, and nothing else is talked about; says so once more."""
    before = talk.held("search") or {}
    if not before.get("none") or talk.in_form() or talk.held("about"):
        return False
    talk.say("utter_nothing_found", what=what(before["need"]))
    return True


def nothing_on_show(talk: Talk) -> None:
    """The words point at a list, and there is none."""
    need = (talk.held("search") or {}).get("need")
    if need:
        talk.say("utter_no_more", what=what(need))
    else:
        talk.say("utter_nothing_shown")


def no_such_place(talk: Talk) -> None:
    """ "the fifth one" of three, or of none."""
    on_show = references.shown(talk.held("search"))
    if len(on_show) == 1:
        _only_one(talk, on_show)
    elif on_show:
        talk.say("utter_no_such_place", count=len(on_show))
    else:
        nothing_on_show(talk)


def _only_one(talk: Talk, on_show: list[str]) -> None:
    """Where one product is on show, "the second one" is asked back; a yes then does what was wanted with it."""
    product = services().catalog.products(on_show)[0]
    talk.say("utter_only_one_shown", title=product_words.title(product), about=on_show)
    talk.hold("about", on_show)
    talk.hold("pending", {"kind": "only_one", "wanted": talk.intent})


def anew(talk: Talk, cheapest: bool = False) -> None:
    need = need_of(talk)
    if not need["text"] and (before := (talk.held("search") or {}).get("need")):
        need = {**before, **{name: value for name, value in need.items() if name in FILTERS}}
    if not need["text"] and cheapest:
        need["text"] = naming.superlative(talk.text)
    if not need["text"]:
        if references.read(talk.text, talk.entities).points:
            nothing_on_show(talk)
        else:
            talk.say("utter_search_which")
        return
    narrow(talk, need)
    if cheapest:
        need["order"] = "price"
    result = without_accessories(shelf.find(talk, need))
    if result.empty:
        talk.say("utter_catalog_empty")
    elif not result.hits:
        talk.hold("search", references.kept(talk.held("search"), need))
        talk.say("utter_nothing_found", what=what(need))
    else:
        talk.hold("search", references.begun({**need, "met": result.fit == "exact"}, [one.id for one in result.products]))
        unsaid = ", ".join(re.sub(r"-sheet$", " sheets", one) for one in result.unsaid)
        name = what({**need, "size": ""} if unsaid else need)
        show(talk, result, _found(talk, result, need), what=name, unsaid=unsaid, **_in_time(talk, need))
        if cheapest and result.fit == "exact":  # "add 3 of those" means that one
            talk.hold("about", [result.products[0].id])
        _ask_where(talk, need)


def told_several(talk: Talk) -> bool:
    """Answers "folding chairs and envelopes": each by itself, found or not; says whether the message was that."""
    named = [] if talk.in_form() else things_named(talk.text, talk.entities)
    if len(named) < 2:
        return False
    results = [_exactly(talk, one) for one in named[:MOST_AT_ONCE]]
    each = 2 if sum(bool(one.hits) for one in results) == 2 else 1
    products = [product for one in results for product in one.products[:each]]
    first = next((one for one, result in zip(named, results, strict=False) if result.hits), named[0])
    need = {
        **{name: first[name] for name in FILTERS if first.get(name)},
        "text": first["text"],
        "short": first["product"],
    }
    if not products:
        talk.hold("search", references.kept(talk.held("search"), need))
        talk.say("utter_nothing_found", what=", ".join(str(one["product"]) for one in named[:MOST_AT_ONCE]))
        return True
    talk.hold("search", references.begun(need, [one.id for one in products]))
    lines = [_one_of_several(talk, one, result) for one, result in zip(named, results, strict=False)]
    tell(talk, products, "utter_found_several", lines="\n".join(lines))
    return True


def _exactly(talk: Talk, thing: dict[str, str]) -> Result:
    """What fits a thing with what was said of it; nothing that is only near."""
    filters = {name: thing[name] for name in FILTERS if thing.get(name)}
    result = without_accessories(shelf.find(talk, {**filters, "text": thing["text"], "short": thing["product"]}))
    return result if result.fit == "exact" else Result()


def _one_of_several(talk: Talk, thing: dict[str, str], result: Result) -> str:
    name = what({**{kind: thing[kind] for kind in FILTERS if thing.get(kind)}, "text": thing["product"]})
    prices = [product.price for product in result.products if product.price is not None]
    if not result.hits or not prices:
        return talk.piece("utter_piece_several_found" if result.hits else "utter_piece_several_none", what=name)
    return talk.piece("utter_piece_several_from", what=name, price=money(min(prices)))


def in_time_there(talk: Talk) -> None:
    """The last search again, now that the place is known where it must arrive in time."""
    need = (talk.held("search") or {}).get("need") or {}
    result = without_accessories(shelf.find(talk, need)) if need else Result()
    if not result.hits:
        talk.say("utter_search_which")
        return
    talk.hold("search", references.begun(need, [product.id for product in result.products]))
    show(talk, result, _found(talk, result, need), what=what(need), **_in_time(talk, need))


def without_accessories(result: Result) -> Result:
    """Without what is made for the thing that was named, where the thing itself was found; "more" shows it all the same."""
    return msgspec.structs.replace(result, hits=tuple(hit for hit in result.hits if not hit.beside))


def _in_time(talk: Talk, need: dict[str, Any]) -> dict[str, str]:
    """The day and the place of "here by Friday", for the answer."""
    if not (need.get("by") and talk.held("zip")):
        return {}
    place = place_of(str(talk.held("zip")))
    return {"day": weekday(date.fromisoformat(need["by"])), "place": f"{place.city}, {place.state}" if place else ""}


def _ask_where(talk: Talk, need: dict[str, Any]) -> None:
    """Something must arrive by a day, and nobody knows where."""
    if need.get("by") and not talk.held("zip") and not talk.refused():
        talk.say("utter_search_by_where", day=weekday(date.fromisoformat(need["by"])))
        talk.hold("pending", {"kind": "by"})


def _found(talk: Talk, result: Result, need: dict[str, Any]) -> str:
    if need.get("by") and talk.held("zip") and (result.fit == "exact" or "by" in result.dropped):
        return "utter_found_late" if "by" in result.dropped else "utter_found_in_time"
    if result.unsaid:
        return "utter_found_unsaid"
    if result.fit == "nearest":
        return "utter_found_nearest"
    if result.dropped:
        return "utter_found_partly"
    return "utter_found_one" if len(result.hits) == 1 else "utter_found"


def more(talk: Talk, search: dict[str, Any]) -> None:
    result = shelf.find(talk, search["need"], exclude=references.all_shown(search))
    if not result.hits or (search["need"].get("met") and result.fit == "nearest"):  # all that fits was shown
        talk.say("utter_no_more", what=what(search["need"]))
        return
    talk.hold("search", references.turned(search, [product.id for product in result.products]))
    show(talk, result, "utter_found_more")


def cheaper(talk: Talk, search: dict[str, Any]) -> None:
    """Below the cheapest on show, the cheapest first."""
    need = {
        **search["need"],
        **{name: value for name, value in need_of(talk).items() if name in ("brand", "color", "size", "material")},
    }
    about = talk.held("about") or []
    than = about if len(about) == 1 and references.read(talk.text, talk.entities).it else references.shown(search)
    prices = [product.price for product in services().catalog.products(than) if product.price]
    if not prices:
        talk.say("utter_nothing_cheaper_unpriced", what=what(need))
        return
    below = {**need, "max_price": float(min(prices) - CENT), "order": "price"}
    result = _of_that_kind(shelf.find(talk, below), references.shown(search)) if min(prices) > CENT else Result()
    if not result.hits or result.fit != "exact":
        talk.say("utter_nothing_cheaper", what=what(need), lowest=money(min(prices)))
        return
    talk.hold("search", references.turned(search, [product.id for product in result.products], need))
    show(talk, result, "utter_found_cheaper")


def cheaper_than_it(talk: Talk) -> None:
    """Less a piece than the one that is talked about, where no list is on show."""
    catalog = services().catalog
    for product in catalog.products(talk.held("about")):
        found = clerk.cheaper(catalog, product, agreement=catalog.agreement(talk.account))
        name = product_words.title(product)
        if not found:
            unpriced = product.price is None
            lowest = "" if unpriced else money(product.price or CENT)
            talk.say("utter_nothing_cheaper_unpriced" if unpriced else "utter_nothing_cheaper", what=name, lowest=lowest)
            return
        talk.hold("search", references.begun({"text": str(talk.held("product") or name)}, [one.id for one in found]))
        tell(talk, found, "utter_found_cheaper")


def _of_that_kind(result: Result, before: list[str]) -> Result:
    """Without things of another kind than those on show: a pen is no cheaper desk, nor paper a cheaper printer."""
    kinds = {noun for product in services().catalog.products(before) for noun in product.kind.split()}
    fitting = tuple(hit for hit in result.hits if kinds & set(hit.product.kind.split()))
    return msgspec.structs.replace(result, hits=fitting) if kinds else result


def back(talk: Talk, search: dict[str, Any], first: bool) -> None:
    again = references.gone_back(search, first)
    talk.hold("search", again)
    products = services().catalog.products(references.shown(again))
    tell(talk, products, "utter_found_back")


def show(talk: Talk, result: Result, response: str, **values: Any) -> None:
    buttons = (
        [('/product_search{"reference": "more"}', talk.piece("utter_piece_more"))] if result.total > len(result.hits) else []
    )
    tell(talk, result.products, response, buttons, **values)


def tell(talk: Talk, products: Any, response: str, buttons: Any = (), **values: Any) -> None:
    cards = [card(talk, product) for product in products]
    talk.hold("about", [cards[0].id] if len(cards) == 1 else None)
    talk.say(response, cards=cards, about=[one.id for one in cards], buttons=buttons, **values)


def what(need: dict[str, Any]) -> str:
    """The thing and its filters, as an answer names it."""
    words = [str(need[name]) for name in ("color", "material", "size", "brand") if need.get(name)]
    name = naming.named_only(str(need.get("short") or need["text"]))
    text = " ".join([*(word for word in words if word.lower() not in name.lower()), name])
    return text if len(text) <= LONGEST_WHAT else text[:LONGEST_WHAT].rsplit(" ", 1)[0] + " …"
