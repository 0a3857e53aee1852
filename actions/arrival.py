"""On which day a thing from the shelf arrives, and what that rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_time

from actions import costs, product_words, shelf
from actions.cards import arrival as day_of
from actions.cards import card, weekday
from actions.hand_off import offer
from actions.need import need_of
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.delivery import Promise
from bot.catalog.product import Product
from bot.conversation import references

TOLD = 3
_THE_LIST = re.compile(r"\b(?:they|them|those|these|everything|all|both|my order|the order|the list)\b", re.I)
""" "When would they be there", of a list that is held."""
_ANOTHER = re.compile(r"^\W*(?:and|or|what about|how about)\b", re.I)


def meant(talk: Talk) -> Sequence[Product]:
    """The products whose arrival is asked for; none for what a factory makes: nobody has quoted a day for that."""
    named = talk.named("product", "sku")
    if not named and (talk.in_form() or talk.held("customization")):
        return []
    places = references.read(talk.text, talk.entities).places
    before = (talk.held("pending") or {}).get("products") if not (named or places) else None
    of_list = _THE_LIST.search(talk.text) and len(talk.held("items") or []) > 1
    if before and (talk.intent == "inform" or _ANOTHER.match(talk.text)):  # "and to 60614?": the same things, in another place
        return services().catalog.products(before[:TOLD])
    if of_list or not (named or places or talk.held("about")):
        listed = [line["id"] for line in talk.held("items") or [] if line.get("id")] if of_list or not before else before
        return services().catalog.products(listed[:TOLD])
    return shelf.meant(talk)[:TOLD]


def tell(talk: Talk, products: Sequence[Product], place: str) -> None:
    """The day for one product with its reasons; for several, their cards with the day on each."""
    if len(products) > 1:
        shown = [card(talk, product) for product in products]
        promises = [services().catalog.promise(one, costs.units(talk, one), place, talk.turn.now) for one in products]
        why = " ".join(dict.fromkeys(_why(talk, one) for one in promises))
        town = promises[0].place
        where = f"{town} {place}" if town and place.isdigit() else town or place
        if not talk.in_form() and talk.named("product", "sku"):  # "I'll take 4 of the first" may follow
            talk.hold("search", references.begun(need_of(talk), [one.id for one in shown]))
        talk.say("utter_delivery_cards", cards=shown, about=[one.id for one in shown], place=where, why=why.strip())
        _against_day(talk, promises)
        return
    product = products[0]
    quantity = costs.units(talk, product)
    promised = services().catalog.promise(product, quantity, place, talk.turn.now)
    talk.hold("about", [product.id])
    response = _response(promised)
    values = {"title": product_words.title(product), "quantity": f"{quantity:,}", "place": promised.place or place}
    talk.say(response, cards=[card(talk, product)], about=[product.id], **values, **_reasons(talk, promised))
    _against_day(talk, [promised])
    if promised.first is None:
        offer(talk, "delivery_eta")


def _against_day(talk: Talk, promises: Sequence[Promise]) -> None:
    """What the days mean for the one that this message names: too late, or not sure."""
    wanted = talk.held("date") if "date" in talk.news() else None
    day = date.fromisoformat(wanted["value"]) if wanted and wanted.get("value") else None
    known = [(one.first, one.last) for one in promises if one.first and one.last]
    if day is None or not known or all(last <= day for _, last in known):
        return
    first, last = min(one for one, _ in known), max(one for _, one in known)
    response = "utter_delivery_too_late" if first > day else "utter_delivery_day_unsure"
    talk.say(response, day=weekday(day), first=weekday(first), last=weekday(last))


def _why(talk: Talk, promised: Promise) -> str:
    """Why it takes longer than usual, or until when it is to be ordered."""
    if promised.order_by is None:
        return ""
    if promised.sure:
        return talk.piece(
            "utter_piece_order_by", **{name: _reasons(talk, promised)[name] for name in ("ordered", "until", "zone")}
        )
    return talk.piece(f"utter_piece_why_{promised.why}")


def _response(promised: Promise) -> str:
    if promised.first is None:
        return f"utter_delivery_{promised.why}"
    return "utter_delivery_day" if promised.sure else "utter_delivery_range"


def _reasons(talk: Talk, promised: Promise) -> dict[str, Any]:
    """What a promise rests on, as its sentences name it."""
    if promised.order_by is None:
        return {}
    return {
        "day": day_of(talk, promised),
        "until": format_time(promised.order_by.timetz(), "h:mm a", locale="en_US"),
        "zone": promised.order_by.tzname() or "",
        "ordered": day_of(talk, Promise("next_day", promised.order_by.date(), promised.order_by.date())),
        "warehouse": ", ".join(f"{one.city}, {one.state}" for one in promised.warehouses),
        "reason": talk.piece(f"utter_piece_why_{promised.why}"),
    }
