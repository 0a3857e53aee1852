"""Shelf or factory: told by itself where it helps, on demand, and with every number opened up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from actions import cautions, factory_words, worked_out
from actions.cards import card
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.english import read_amiss
from bot.catalog.packing import DOZENS, PIECE, amount, plain_unit
from bot.catalog.prices import units_for
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.conversation import comparisons
from bot.conversation.comparisons import BOTH, BRIDGE, WORKED_OUT
from bot.errors import QuartermasterError
from bot.sourcing import telling
from bot.sourcing.estimates import Estimate
from bot.sourcing.factory import Offer, offers_of_quotes
from bot.sourcing.questions import fields_of
from bot.sourcing.quote import Quote, pieces
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf import shelf_total
from bot.sourcing.shelf_or_factory import Answer, shelf_or_factory

LOOKED_AT = 10  # products


class Compared(NamedTuple):
    answer: Answer
    estimate: Estimate
    product: Product | None
    fields: RequestFields


async def beside_request(talk: Talk) -> None:
    """In the middle of a request: tells it once for what was asked, in the same answer as the next question."""
    if not (talk.held("product") and talk.held("quantity")):
        return
    fields, told = in_pieces(fields_of(talk.facts())), talk.held("compared")
    if telling.is_due(fields, told, talk.held("skipped") or []):
        await _tell(talk, fields, told)


async def on_demand(talk: Talk) -> bool:
    """Answers a question for the comparison, or for what is behind its numbers; says whether it was one."""
    told = talk.held("compared")
    wanted = talk.entity("reference") or comparisons.asked(talk.text, told)
    if wanted == BRIDGE and told:
        fields = _supposed(talk, msgspec.convert(told["fields"], RequestFields, strict=False), ("date",))
        factory_words.tell_bridge(talk, (await compared(fields, talk)).answer, fields)
        talk.hold("compared", {**told, "fields": msgspec.to_builtins(fields), "lasts": _lasts(talk)})
    elif wanted == WORKED_OUT and told:
        fields = msgspec.convert(told["fields"], RequestFields, strict=False)
        worked_out.tell(talk, (await compared(fields, talk)).answer)
    elif wanted in (BOTH, WORKED_OUT):
        await demanded(talk)
    return wanted in (BOTH, WORKED_OUT, BRIDGE)


async def demanded(talk: Talk) -> None:
    """The comparison for what is held; asks for what is lacking."""
    fields = _held(talk)
    if fields and pieces(fields) > telling.MOST:
        talk.say("utter_compare_too_many")
    elif fields:
        fields = _supposed(talk, fields)
        await _tell(talk, fields, None, always=True)
    else:
        talk.say("utter_compare_how_many" if talk.held("product") else "utter_compare_which")
        talk.hold("pending", {"kind": "compare"})


def _held(talk: Talk) -> RequestFields | None:
    """The need that is held, in pieces."""
    said = _said(talk)
    return in_pieces(said) if said else None


def plain(talk: Talk) -> Product | None:
    """What is on the shelf, with nothing on it, of the thing whose request is being written down; None for nothing."""
    fields = _held(talk)
    return stocked(services().catalog, fields) if fields else None


def _said(talk: Talk) -> RequestFields | None:
    """What is talked about, with its number; where nothing is, the one line of the list."""
    if talk.held("product") and talk.held("quantity"):
        return fields_of(talk.facts())
    lines = talk.held("items") or []
    if talk.held("product") or len(lines) != 1 or not lines[0].get("quantity"):
        return None
    return fields_of({**talk.facts(), **{name: lines[0].get(name) for name in ("product", "quantity", "unit")}})


def in_pieces(fields: RequestFields) -> RequestFields:
    """The need in pieces, where it counts packagings ("20 cases") of what is on the shelf in such: a factory makes pieces."""
    unit = plain_unit(fields.unit or "")
    if not fields.unit or unit == PIECE or unit in DOZENS:
        return fields
    found = services().catalog.search(Query(text=fields.product, limit=LOOKED_AT))
    if found.fit != "exact" or read_amiss(found.corrected):
        return fields
    counted = (amount(product, fields.quantity, fields.unit) for product in found.products)
    pieces_of = next((one.asked * one.pieces / one.units for one in counted if one and one.pieces), None)
    return msgspec.structs.replace(fields, quantity=pieces_of, unit=None) if pieces_of else fields


def _supposed(talk: Talk, fields: RequestFields, kinds: Sequence[str] = ("date", "zip", "quantity")) -> RequestFields:
    """The need as the question supposes it ("what if i needed them by dec 20"); what is held stays as it is."""
    supposed: dict[str, Any] = {}
    for entity in talk.entities:
        name, value = entity["entity"], str(entity.get("value") or "")
        if name not in kinds:
            continue
        if name == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            supposed["needed_by"] = date.fromisoformat(value)
        elif name == "zip":
            supposed["zip"] = value
        elif name == "quantity" and re.fullmatch(r"\d{1,9}(\.0+)?", value) and float(value) > 0:
            supposed["quantity"] = Decimal(value)
    return msgspec.structs.replace(fields, **supposed)


async def tell(talk: Talk) -> bool:
    """The comparison for what is held, where it can be told; says whether it was."""
    held = _held(talk)
    fields = _supposed(talk, held) if held else None
    return fields is not None and pieces(fields) <= telling.MOST and await _tell(talk, fields, None, always=True)


async def tell_days(talk: Talk) -> bool:
    """When goods that are to be made would come by what is known, and how that lies to the day that was named; says whether
    anything is known."""
    held = _held(talk)
    fields = _supposed(talk, held) if held else None
    if fields is None or pieces(fields) > telling.MOST:
        return False
    found = await compared(fields, talk)
    made = found.answer.factory
    if made is None:
        return False
    talk.say(
        f"utter_delivery_made_{made.source}",
        weeks=factory_words.weeks(made),
        days=factory_words.days(*made.arrives, talk),
        verdict=factory_words.in_time(talk, made, fields) if fields.needed_by else "",
    )
    return True


async def of_large(talk: Talk) -> None:
    """Outside of a request: a large quantity of a stocked thing, where a factory makes such things."""
    said, told = _said(talk), talk.held("compared")
    if talk.in_form() or said is None or pieces(said) < telling.LARGE:  # packagings of which a few are no volume
        return
    fields = in_pieces(said)
    if pieces(fields) <= telling.MOST and telling.is_due(fields, told):
        found = await compared(fields, talk)
        if found.answer.shelf and found.answer.factory:
            _say(talk, found, None, shown=True)


async def compared(fields: RequestFields, talk: Talk) -> Compared:
    """Both ways for a need. What is on file about suppliers is read in a thread, so that other talks go on."""
    product = stocked(services().catalog, fields)
    return await asyncio.to_thread(_compared, fields, product, talk, await _quotes(fields, talk))


def stocked(catalog: Catalog, fields: RequestFields) -> Product | None:
    """The plain thing on the shelf: of those of the best one's kind the cheapest a piece that is there in that number."""
    wishes = {name: getattr(fields, name) for name in ("color", "material") if getattr(fields, name)}
    result = catalog.search(Query(text=fields.product, limit=LOOKED_AT, **wishes))
    if result.fit != "exact" and wishes:
        result = catalog.search(Query(text=fields.product, limit=LOOKED_AT))
    if result.fit != "exact" or not result.products or read_amiss(result.corrected):
        return None
    need, first = pieces(fields), result.products[0]
    alike = [one for one in result.products if one.kind == first.kind and one.price is not None]
    return min(alike, key=lambda one: _dearness(one, need), default=None)


def _dearness(product: Product, need: int) -> tuple[bool, Any]:
    short = product.stock is not None and product.stock < units_for(product, need)
    return short, shelf_total(product, need)


async def _quotes(fields: RequestFields, talk: Talk) -> list[Quote]:
    """The quotes of the newest own request for these goods, if any: they tell more than the directory."""
    for ref in reversed(talk.turn.conversation.requests):
        dossier = await services().sourcing.dossier(talk.turn.conversation, ref.number)
        if dossier and dossier.request.fields.product.lower() == fields.product.lower() and dossier.current:
            return dossier.current
    return []


def _compared(fields: RequestFields, product: Product | None, talk: Talk, quoted: list[Quote]) -> Compared:
    estimate = services().estimates.of(fields, talk.turn.now.date())
    if quoted:
        estimate = Estimate(offers_of_quotes(quoted, fields, talk.turn.now.date()) or estimate.offers, estimate.kind)
    try:
        answer = _both(fields, product, estimate.offers, talk)
    except QuartermasterError:  # no freight is on file for that place, or a supplier's figures cannot be
        answer = _both(fields, product, [], talk)
    return Compared(answer, estimate, product, fields)


def _both(fields: RequestFields, product: Product | None, offers: list[Offer], talk: Talk) -> Answer:
    return shelf_or_factory(fields, product, offers, talk.turn.now, services().catalog.warehouses(), _lasts(talk))


def _lasts(talk: Talk) -> int | None:
    """For how many days the need lasts, as the customer says or has said."""
    return comparisons.lasts_days(talk.text) or (talk.held("compared") or {}).get("lasts")


async def _tell(talk: Talk, fields: RequestFields, told: telling.Told | None, always: bool = False) -> bool:
    found = await compared(fields, talk)
    if found.answer.factory is None and not always:
        return False  # nothing to compare with; quotes will say
    if not talk.in_form():
        cautions.warn(talk, ("brand", "papers"))
    _say(talk, found, told, shown=bool(talk.held("compared")))
    if not (talk.in_form() or (found.answer.factory and found.answer.factory.source == "quotes")):
        talk.say("utter_compare_start")
        talk.hold("pending", {"kind": "sourcing"})
    return True


def _say(talk: Talk, found: Compared, told: telling.Told | None, shown: bool = False) -> None:
    """`told` is what was told before, so that only news is; `shown` leaves out the card that is on show already."""
    figures = telling.figures(found.fields, found.answer)
    again = bool(told) and list((told or {}).get("figures", ())) == figures
    if found.estimate.ready:
        talk.hold("compared", {**telling.told(found.fields, found.answer), "lasts": _lasts(talk)})
    if again:
        return
    curve = found.answer.curve
    button = (f'/price_check{{"reference": "{WORKED_OUT}"}}', talk.piece("utter_piece_worked_out_button"))
    talk.say(
        "utter_compare_changed" if told else "utter_compare",
        cards=[card(talk, found.product)] if found.product and not (told or shown) else [],
        buttons=[button] if found.answer.factory else [],
        chart=factory_words.chart(talk, curve) if curve else None,
        **factory_words.values(talk, found.answer, found.estimate, found.fields, brief=bool(told)),
    )
