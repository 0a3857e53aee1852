"""The dossier at the top of the desk: why the customer comes, what the assistant has tried, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.conversation.model import Conversation
from bot.places import place_of, zone
from bot.sales.outlook import windows
from bot.sales.proposals import Known, QuoteKnown, proposals
from bot.sales.reasons import goods_of, reasons, tells
from bot.shops.hours import Week, read_week
from connectors.desk.shown import DossierShown, OrderShown, ProposalShown, RequestShown, Tried, WindowShown
from connectors.web import keys

FILE = Path(__file__).with_name("proposals.txt")
MOST_TRIED = 4
USUAL_ZONE = "America/New_York"
MOST_REMEMBERED = 2_000


@cache
def _texts() -> dict[str, tuple[str, str]]:
    """Kind → the button, and the words for the customer."""
    lines = (line for line in FILE.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#"))
    parts = (line.split("|") for line in lines)
    return {kind.strip(): (label.strip(), words.strip()) for kind, label, words in parts}


@cache
def _usual_week() -> Week:
    return read_week("Mon-Fri: 9:00-17:00")


class Tries:
    """What the assistant tried before a person came: it changes no more once a rep has the conversation."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], list[Tried]] = {}

    async def of(self, app: web.Application, state: Conversation) -> list[Tried]:
        key = (state.id, state.epoch)
        if key in self._held:
            return self._held[key]
        heard = await app[keys.CONVERSATIONS].heard(state.id)
        tried = [Tried(one.text[:160], one.intent.replace("_", " ")) for one in reversed(heard[:MOST_TRIED])]
        if state.owner == "rep":
            self._held[key] = tried
            for oldest in list(self._held)[:-MOST_REMEMBERED]:
                del self._held[oldest]
        return tried


TRIES = web.AppKey("TRIES", Tries)


async def dossier(
    app: web.Application,
    state: Conversation,
    requests: Sequence[RequestShown],
    order: OrderShown | None,
    zip_code: str,
) -> DossierShown:
    """`order` is the newest one; `zip_code` where the customer is."""
    tried = await app[TRIES].of(app, state)
    why, lines = reasons(state.handoff_note, [(one.text, one.taken_for) for one in tried], goods_of(state.view.slots))
    place = place_of(zip_code) if zip_code else None
    where = zone(place.timezone if place else USUAL_ZONE)
    slots = state.view.slots
    quotes = [
        QuoteKnown(request.number, one.company, one.each, one.quantity, one.days, one.acceptable)
        for request in requests
        for one in request.quotes
        if not one.out
    ]
    known = Known(
        quotes=quotes,
        target=_amount(slots.get("target_price") or slots.get("max_price") or slots.get("money")),
        order=order.number if order else "",
        ordered=order.products if order else (),
        again=order.lines if order else (),
        contact=await contact_of(app, state),
        wants=next((one.taken_for.replace(" ", "_") for one in tried if tells(one.taken_for)), ""),
        gone=state.handoff == "message_taken",
    )
    now = datetime.now(timezone.utc)
    return DossierShown(
        why=why,
        topic=state.topic,
        lines=lines,
        tried=tried,
        proposals=[_shown(one.kind, one.words, one.products, where, now) for one in proposals(known)],
        local_time=f"{now.astimezone(where):%a %H:%M}" if place else "",
        place=f"{place.city}, {place.state}" if place else "",
    )


def _shown(kind: str, words: dict[str, str], products: list[str], where: tzinfo, now: datetime) -> ProposalShown:
    label, text = _texts()[kind]
    offered = windows(_usual_week(), where, now) if kind == "callback" else []
    return ProposalShown(
        kind,
        label.format_map(words),
        text.format_map(words),
        products[:6],
        [WindowShown(one.start, one.end, f"{one.start:%a %H:%M} to {one.end:%H:%M}") for one in offered],
        words.get("contact", ""),
    )


async def contact_of(app: web.Application, state: Conversation) -> str:
    """Where the customer can be reached, a phone number first; "" where nobody knows."""
    slots, customer = state.view.slots, state.customer
    account = await app[keys.ACCOUNTS].get(customer.account) if customer and customer.account else None
    person = account.person(customer.email) if account and customer else None
    told, proved = [_plain(slots.get(name)) for name in ("phone", "email")], customer.email if customer else ""
    ways = (told[0], person.phone if person else "", told[1], proved)
    return next((way for way in ways if way), "")


def slot(value: Any) -> Any:
    """What is held: a plain value, or an object with it."""
    return value.get("value") if isinstance(value, dict) else value


def _plain(value: Any) -> str:
    held = slot(value)
    return held if isinstance(held, str) else ""


def _amount(value: Any) -> Decimal | None:
    held = slot(value)
    try:
        return Decimal(str(held)) if held is not None and not isinstance(held, bool | dict | list) else None
    except ArithmeticError:
        return None
