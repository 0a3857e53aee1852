"""The shops nearest to the customer, and whether they are open."""

from __future__ import annotations

import re
from datetime import date, datetime

from babel.dates import format_time

from actions import product_words
from actions.cards import weekday
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.product import Product
from bot.conversation.model import Location
from bot.errors import Missing
from bot.shops.service import Near, Where

TOLD = 3
LOOKED_AT, MOST_LOOKED_AT = 12, 40
"""Shops that are looked through for one that is open, and for one that has a product."""
_OPEN = re.compile(r"\bopen\b|\bright now\b|\bstill there\b", re.I)
_PICKUP = re.compile(r"\b(?:pick(?:ing)?\b[^.?!]{0,30}\bup|pick-?up|collect|store|shop|branch|location)\b", re.I)
FAR = 100
"""Miles beyond which a shop is not near any more."""


def tell(talk: Talk) -> bool:
    """Names the nearest shops with their hours, or those that are open where that is asked for; False where none are on file or
    the place is not known."""
    found = near(talk, LOOKED_AT)
    if not found:
        return False
    there = [one for one in found if one.is_open] if asks_open(talk) and _day(talk) is None else found
    lines = [_line(talk, one) for one in (there or found)[:TOLD]]
    response = "utter_stores_near" if there is found else "utter_stores_open" if there else "utter_stores_none_open"
    talk.say(response, place=named(talk), lines="\n".join(lines))
    if there and there[0] is not found[0] and found[0].opens:
        talk.say("utter_stores_nearer", line=_line(talk, found[0]))
    return True


def asks_open(talk: Talk) -> bool:
    """Whether only shops that are open are wanted; "and in Denver?" after them asks for such ones too."""
    return bool(_OPEN.search(talk.text)) or bool((talk.tracker.slots.get("pending") or {}).get("open"))


def near(talk: Talk, limit: int) -> list[Near]:
    """The shops near the place that is known, the nearest first; [] where none are or no place is known."""
    where = _where(talk)
    if where is None:
        return []
    try:
        found = services().shops.near(where, talk.turn.now, limit)
    except Missing:
        return []
    at = {(one.shop.name, one.shop.address): one for one in reversed(found) if one.miles <= FAR}
    return [one for one in found if at.get((one.shop.name, one.shop.address)) is one]


def tell_pickup(talk: Talk, product: Product, units: int) -> bool:
    """The nearest shops that have so many of the product; says whether the feed counts this product by shop at all."""
    stock = dict(product.stock_by)
    shops = near(talk, MOST_LOOKED_AT)
    if not any(one.shop.id in stock for one in shops):
        return False
    there = [one for one in shops if stock.get(one.shop.id, 0) >= units][:TOLD]
    lines = [talk.piece("utter_piece_pickup", shop=_line(talk, one), stock=f"{stock[one.shop.id]:,}") for one in there]
    values = {"title": product_words.title(product), "place": named(talk), "quantity": f"{units:,}", "lines": "\n".join(lines)}
    talk.say("utter_pickup" if there else "utter_pickup_none", **values)
    return True


def wants_pickup(text: str) -> bool:
    """Whether the words are about getting something in a shop."""
    return bool(_PICKUP.search(text))


def _where(talk: Talk) -> Where | None:
    """What this message says goes before what is held: a city named now is not the ZIP of yesterday."""
    if shared := shared_place(talk):
        return shared.latitude, shared.longitude
    city = talk.entity("city") or (None if talk.held("zip") else talk.held("city"))
    if city and not talk.entity("zip"):
        places = services().shops.places(str(city), str(talk.entity("state") or talk.held("state") or ""))
        return places[0].point if places else None
    return str(talk.held("zip")) if talk.held("zip") else None


def shared_place(talk: Talk) -> Location | None:
    """The place that came with this very message."""
    return getattr(talk.turn.message.body, "location", None)


def named(talk: Talk) -> str:
    """The place as an answer names it."""
    if shared_place(talk):
        return talk.piece("utter_piece_shared_place")
    if talk.entity("zip") or (talk.held("zip") and not talk.entity("city")):
        return str(talk.entity("zip") or talk.held("zip"))
    city = str(talk.entity("city") or talk.held("city"))
    places = services().shops.places(city, str(talk.entity("state") or talk.held("state") or ""))
    return f"{places[0].city}, {places[0].state}" if places else city


def _line(talk: Talk, near: Near) -> str:
    shop = near.shop
    address = f"{shop.address}, {shop.city}, {shop.state} {shop.zip}"
    return talk.piece("utter_piece_shop", name=shop.name, address=address, miles=f"{near.miles:.1f}", hours=_hours(talk, near))


def _day(talk: Talk) -> date | None:
    """Another day than today, for which this message asks: "is it open sunday"."""
    said = str(talk.entity("date") or "")
    day = date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said) else None
    return day if day and day != talk.turn.now.date() else None


def _hours_on(talk: Talk, near: Near, day: date) -> str:
    if near.shop.hours is None:
        return ""
    span = near.shop.hours[day.weekday()]
    if span is None:
        return talk.piece("utter_piece_shop_closed_on", day=weekday(day))
    opens, closes = (_clock(datetime(day.year, day.month, day.day, at // 60 % 24, at % 60)) for at in span)
    return talk.piece("utter_piece_shop_on", day=weekday(day), opens=opens, closes=closes)


def _hours(talk: Talk, near: Near) -> str:
    day = _day(talk)
    if day is not None:
        return _hours_on(talk, near, day)
    if near.is_open and near.closes:
        return talk.piece("utter_piece_shop_open", time=_clock(near.closes))
    if near.is_open:
        return talk.piece("utter_piece_shop_always")
    if near.is_open is False and near.opens:
        today = near.opens.date() == talk.turn.now.astimezone(near.opens.tzinfo).date()
        day = talk.piece("utter_piece_today") if today else weekday(near.opens.date())
        return talk.piece("utter_piece_shop_closed", day=day, time=_clock(near.opens))
    return ""


def _clock(moment: datetime) -> str:
    return str(format_time(moment.time(), "h:mm a", locale="en_US"))
