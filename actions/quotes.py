"""A request's quotes in the chat: side by side, each number opened up, and what the customer decides about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from babel.dates import format_date

from actions import hand_off, quote_words, worked_out
from actions.factory_words import each
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.conversation import being_told, deciding
from bot.conversation.comparisons import BOTH
from bot.errors import Refused
from bot.sourcing.brief import deal
from bot.sourcing.comparing import Row
from bot.sourcing.dossier import Dossier
from bot.sourcing.quote import ESSENTIAL, pieces

MOST = 5
"""Quotes that one answer shows."""


async def show(talk: Talk, number: str) -> bool:
    """The quotes of an own request; says whether there are any."""
    dossier = await services().sourcing.dossier(talk.turn.conversation, number)
    if dossier is None or not dossier.current:
        return False
    await services().sourcing.saw_quotes(talk.turn.conversation, number, talk.turn.now)
    found = await services().sourcing.compare(talk.turn.conversation, number, talk.turn.now)
    rows = found.rows[:MOST]
    talk.hold("quotes", {"number": number, "rows": [_kept(row) for row in (*rows, *found.out)]})
    talk.hold("search", None)  # "the first one" is now a quote
    lines = [quote_words.line(talk, place, row) for place, row in enumerate(rows, 1)]
    talk.say(
        "utter_quotes" if rows else "utter_quotes_none_left",
        number=number,
        count=len(dossier.current),
        lines="\n".join([*lines, *quote_words.out(talk, found, len(rows))]),
        buttons=list(_buttons(talk, dossier, rows)),
        table=quote_words.table(talk, (*rows, *found.out)) if rows else None,
    )
    return True


async def act(talk: Talk) -> bool:
    """Does what a button or the words say about a quote on show; says whether they said anything."""
    name, row = _meant(talk)
    shown = talk.held("quotes")
    if not name or not shown:
        return False
    several = deciding.offers(talk.text, shown) if name == "counter" else []
    if several:
        for one, price in several:
            await _do(talk, shown["number"], "counter", dict(one), unit_price=price, note="")
    elif row is None:
        talk.say("utter_quotes_which", deed=talk.piece(f"utter_piece_deed_{name}"))
    elif name in ("worked_out", "details"):
        await _open_up(talk, shown["number"], row, name)
    elif name == "counter":
        await _counter(talk, shown["number"], row)
    else:
        await _do(talk, shown["number"], name, row)
    return True


async def answer(talk: Talk) -> bool:
    """Passes the customer's words on to suppliers who asked something; says whether they were meant for those."""
    said = being_told.answer_in(talk.text, {"pending": talk.held("pending")})
    if not said or deciding.wants_quotes(talk.text):
        return False
    number = (talk.held("pending") or {}).get("number") or talk.held("request_number")
    try:
        event = await services().sourcing.act(
            talk.turn.conversation, number, "answer", talk.turn.key("answer"), talk.turn.now, text=said
        )
    except Refused:
        talk.say("utter_answer_not_asked", number=number)
        return True
    talk.turn.effect(event)
    talk.say("utter_answered", number=number, answer=said)
    return True


def _meant(talk: Talk) -> tuple[str, dict[str, Any] | None]:
    """The deed and the quote that it is about: a button's "accept 2", what was pending, or the customer's words."""
    shown, pending = talk.held("quotes") or {}, talk.held("pending") or {}
    name, _, place = str(talk.entity("reference") or "").partition(" ")
    if place.isdigit() and 0 < int(place) <= len(shown.get("rows", [])):
        return name, shown["rows"][int(place) - 1]
    if pending.get("kind") == "counter" and deciding.price(talk.text):
        return "counter", pending["row"]
    if asked := deciding.asks_about(talk.text, shown, talk.entities):
        return "details", dict(asked)
    row = deciding.which(talk.text, shown, talk.entities)
    return deciding.deed(talk.text), dict(row) if row else None


async def _counter(talk: Talk, number: str, row: dict[str, Any]) -> None:
    price = "" if talk.entity("reference") else deciding.price(talk.text)
    if not price:
        talk.say("utter_counter_how_much", company=row["company"], currency=row["currency"])
        talk.hold("pending", {"kind": "counter", "row": row})
        return
    await _do(talk, number, "counter", row, unit_price=price, note="")


async def _do(talk: Talk, number: str, deed: str, row: dict[str, Any], **data: Any) -> None:
    key = talk.turn.key(deed)
    try:
        event = await services().sourcing.act(
            talk.turn.conversation, number, deed, key, talk.turn.now, row["supplier"], row["revision"], **data
        )
    except Refused:
        await _refuse(talk, number, row)
        return
    talk.turn.effect(event)
    price = data.get("unit_price", "")
    talk.say(f"utter_deed_{deed}", company=row["company"], number=number, price=price, currency=row["currency"])
    if deed == "accept":
        talk.hold("quotes", None)
        there = await services().sales.reps_online(talk.turn.conversation.reps_online)
        dossier = await services().sourcing.dossier(talk.turn.conversation, number)
        held = dossier.quotes.get(row["supplier"]) if dossier else None
        terms = deal(held, pieces(dossier.request.fields)) if dossier and held else []
        hand_off.request(talk, f"accepted the quote of {row['company']} for {number}", not there, terms)


async def _refuse(talk: Talk, number: str, row: dict[str, Any]) -> None:
    """Why a deed is not allowed as things stand."""
    dossier = await services().sourcing.dossier(talk.turn.conversation, number)
    found = await services().sourcing.compare(talk.turn.conversation, number, talk.turn.now)
    held = next((one for one in (*found.rows, *found.out) if one.quote.supplier == row["supplier"]), None)
    if dossier and dossier.accepted:
        talk.say("utter_refused_deed_accepted", number=number, company=dossier.accepted.quote.company)
    elif dossier and dossier.request.state == "cancelled":
        talk.say("utter_request_cancelled", number=number)
    elif held is None:
        talk.say("utter_refused_deed_gone", company=row["company"])
    elif held.quote.revision != row["revision"]:
        talk.say("utter_refused_deed_revised", company=row["company"])
        await show(talk, number)
    elif held.quote.expired(talk.turn.now.date()):
        day = str(format_date(held.quote.terms.valid_until, "MMMM d, y", locale="en_US"))
        talk.say("utter_refused_deed_expired", company=row["company"], day=day)
    elif not held.acceptable:
        talk.say("utter_refused_deed_lacks", company=row["company"], gaps=quote_words.gaps(talk, held, ESSENTIAL))
    else:
        talk.say("utter_refused_deed_state", number=number)


async def _open_up(talk: Talk, number: str, row: dict[str, Any], what: str) -> None:
    """How a quote's price is worked out, or each of its terms."""
    found = await services().sourcing.compare(talk.turn.conversation, number, talk.turn.now)
    held = next((one for one in (*found.rows, *found.out) if one.quote.supplier == row["supplier"]), None)
    if held is None:
        talk.say("utter_refused_deed_gone", company=row["company"])
        return
    if what == "details":
        talk.say("utter_quote_details", company=row["company"], lines="\n".join(quote_words.terms(talk, held)))
        return
    talk.say(
        "utter_quote_worked_out",
        company=row["company"],
        lines="\n".join(worked_out.cost_lines(talk, held.landed)),
        total=money(held.landed.total),
        each=each(held.landed.per_piece),
        low=money(held.landed.low),
        high=money(held.landed.high),
        doubts=worked_out.doubts(talk, held.landed),
    )


def _kept(row: Row) -> dict[str, Any]:
    quote = row.quote
    return {
        "supplier": quote.supplier,
        "company": quote.company,
        "revision": quote.revision,
        "currency": quote.terms.currency,
    }


def _buttons(talk: Talk, dossier: Dossier, rows: tuple[Row, ...]) -> Iterator[tuple[str, str]]:
    if dossier.accepted:
        return
    for place, row in enumerate(rows[:2], 1):
        yield _button(talk, "accept", place, row)
    for deed in ("sample", "counter", "worked_out") if rows else ():
        yield _button(talk, deed, 1, rows[0])
    if rows and dossier.request.fields.product == talk.held("product"):
        yield f'/price_check{{"reference": "{BOTH}"}}', talk.piece("utter_piece_button_shelf")


def _button(talk: Talk, deed: str, place: int, row: Row) -> tuple[str, str]:
    title = talk.piece(f"utter_piece_button_{deed}", company=row.quote.company)
    return f'/request_status{{"reference": "{deed} {place}"}}', title
