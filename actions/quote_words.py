"""A quote in words: a line of a list, or a column of the table in which quotes stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from babel.dates import format_date

from actions.factory_words import days, each
from actions.talk import Talk, money
from bot.conversation.model import Table
from bot.sourcing.comparing import Comparison, Reason, Row
from bot.sourcing.quote import Gap

UNTOLD = ("no_surplus",)


def line(talk: Talk, place: int, row: Row) -> str:
    quote = row.quote
    parts = [
        talk.piece(
            "utter_piece_quote_demo" if quote.demo else "utter_piece_quote",
            place=place,
            company=quote.company,
            country=quote.country,
            each=each(row.landed.per_piece),
            repeat=each(row.landed.per_piece_repeat),
            days=days(*row.arrives, talk),
            cash=money(row.cash_up_front),
        )
    ]
    if row.surplus:
        parts.append(talk.piece("utter_piece_quote_surplus", surplus=f"{row.surplus:,}", cost=money(row.surplus_cost)))
    if quote.terms.certificates:
        parts.append(talk.piece("utter_piece_quote_certificates", names=", ".join(quote.terms.certificates)))
    if row.gaps:
        parts.append(talk.piece("utter_piece_quote_gaps", gaps=gaps(talk, row)))
    why = _why(talk, row)
    return " ".join([*parts, *([f"{why[:1].upper()}{why[1:]}."] if why else [])])


def terms(talk: Talk, row: Row) -> list[str]:
    """Each term as the supplier named it, and what it does not say."""
    held = row.quote.terms
    said = {
        "price": ", ".join(talk.piece("utter_piece_tier", price=one.price, quantity=f"{one.quantity:,}") for one in held.tiers),
        "incoterm": f"{held.incoterm} {held.port}".strip(),
        "moq": f"{held.moq:,}",
        "tooling": "" if held.tooling is None else held.tooling,
        "sample": "" if held.sample_price is None else held.sample_price,
        "lead": held.lead_days or "",
        "deposit": "" if held.deposit is None else f"{held.deposit:.0%}",
        "payment": held.payment,
        "until": _until(row),
        "certificates": ", ".join(held.certificates),
        "exceptions": held.exceptions,
        "gaps": gaps(talk, row),
    }
    return [
        talk.piece(f"utter_piece_term_{name}", said=text, currency=held.currency) for name, text in said.items() if text != ""
    ]


def table(talk: Talk, rows: Sequence[Row]) -> Table:
    """The same side by side; what no quote has anything for is left out."""
    cells = {
        "each": [each(row.landed.per_piece) for row in rows],
        "repeat": [each(row.landed.per_piece_repeat) for row in rows],
        "arrives": [days(*row.arrives, talk) for row in rows],
        "cash": [money(row.cash_up_front) for row in rows],
        "surplus": [f"{row.surplus:,} ({money(row.surplus_cost)})" if row.surplus else "" for row in rows],
        "until": [_until(row) for row in rows],
        "certificates": [", ".join(row.quote.terms.certificates) for row in rows],
        "gaps": [gaps(talk, row) for row in rows],
        "why": [_why(talk, row) for row in rows],
    }
    named = tuple(_named(talk, place, row) for place, row in enumerate(rows, 1))
    return Table(named, tuple((talk.piece(f"utter_piece_row_{name}"), *texts) for name, texts in cells.items() if any(texts)))


def _named(talk: Talk, place: int, row: Row) -> str:
    piece = "utter_piece_column_demo" if row.quote.demo else "utter_piece_column"
    return talk.piece(piece, place=place, company=row.quote.company, country=row.quote.country)


def _until(row: Row) -> str:
    until = row.quote.terms.valid_until
    return str(format_date(until, "MMM d, y", locale="en_US")) if until else ""


def _why(talk: Talk, row: Row) -> str:
    return ", ".join(_reason(talk, one) for one in row.reasons if one.name not in UNTOLD)


def gaps(talk: Talk, row: Row, among: Sequence[Gap] = get_args(Gap)) -> str:
    """What the quote does not say, of those."""
    return ", ".join(talk.piece(f"utter_piece_gap_{name}") for name in row.gaps if name in among)


def _reason(talk: Talk, reason: Reason) -> str:
    value = reason.value
    if reason.name == "dearer":
        value = f"{float(value):.0%}"
    return talk.piece(f"utter_piece_reason_{reason.name}", value=value)


def out(talk: Talk, found: Comparison, after: int) -> Iterator[str]:
    for place, row in enumerate(found.out, after + 1):
        why = ", ".join(_reason(talk, one) for one in row.reasons)
        yield talk.piece("utter_piece_quote_out", place=place, company=row.quote.company, why=why)
