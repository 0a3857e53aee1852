"""The shops nearest to the customer, and whether they are open."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_time

from actions.cards import weekday
from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation.model import Location
from bot.errors import Missing
from bot.shops.service import Near, Where

FAR = 100
"""Miles beyond which a shop is not near any more."""


def tell(talk: Talk) -> bool:
    """Names the nearest shops with their hours; False where none are on file or the place is not known."""
    where = _where(talk)
    if where is None:
        return False
    try:
        found = services().shops.near(where, talk.turn.now)
    except Missing:
        return False
    found = [one for one in found if one.miles <= FAR]
    if found:
        lines = [_line(talk, one) for one in found]
        talk.say("utter_stores_near", place=named(talk), lines="\n".join(lines))
    return bool(found)


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
    return str(talk.entity("zip") or talk.entity("city") or talk.held("zip") or talk.held("city"))


def _line(talk: Talk, near: Near) -> str:
    shop = near.shop
    address = f"{shop.address}, {shop.city}, {shop.state} {shop.zip}"
    return talk.piece("utter_piece_shop", name=shop.name, address=address, miles=f"{near.miles:.1f}", hours=_hours(talk, near))


def _hours(talk: Talk, near: Near) -> str:
    if near.is_open and near.closes:
        return talk.piece("utter_piece_shop_open", time=_clock(near.closes))
    if near.is_open is False and near.opens:
        return talk.piece("utter_piece_shop_closed", day=weekday(near.opens.date()), time=_clock(near.opens))
    return ""


def _clock(moment: datetime) -> str:
    return str(format_time(moment.time(), "h:mm a", locale="en_US"))
