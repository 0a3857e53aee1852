"""What a supplier reads of a request: the facts in plain English, without who asks and what they would pay at most."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.sourcing.quote import Quote, ordered, price_at
from bot.sourcing.request import RequestFields

WORDS = {
    "tooling": "tooling (molds, screens, plates): its price, or 0",
    "valid_until": "until when the quote is valid",
    "lead_days": "the production time in days",
}


def brief(fields: RequestFields) -> list[tuple[str, str]]:
    """Names and values, in the order in which one reads them; what is not known is left out."""
    where = ", ".join(part for part in (fields.city, fields.state) if part)
    told: list[tuple[str, Any]] = [
        ("Product", fields.product),
        ("Quantity", f"{_number(fields.quantity)} {fields.unit or 'pieces'}"),
        ("Customization", fields.customization),
        ("Material", fields.material),
        ("Size", fields.size),
        ("Color", fields.color),
        ("Target price", f"USD {fields.target_price} a piece" if fields.target_price else None),
        ("Delivery to", f"{where} {fields.zip or ''}".strip() or None),
        ("Needed by", _day(fields.needed_by)),
        ("Preferred terms", fields.incoterm),
        ("Certificates", ", ".join(fields.certifications)),
        ("Please mind", "; ".join(fields.notes)),
        ("Sample", "wanted before production" if fields.sample else None),
    ]
    return [(name, str(value)) for name, value in told if value]


def deal(quote: Quote, need: int) -> list[str]:
    """What a rep reads of a quote for so many pieces: each term as the supplier named it."""
    terms, quantity = quote.terms, ordered(quote.terms, need)
    told: list[tuple[str, Any]] = [
        ("supplier", f"{quote.company} ({quote.country}{', demo' if quote.demo else ''}), {quote.supplier}"),
        ("price", f"{terms.currency} {price_at(terms, quantity)} a piece at {quantity:,}"),
        ("terms", f"{terms.incoterm} {terms.port}".strip()),
        ("tooling", terms.tooling),
        ("production", f"{terms.lead_days} days" if terms.lead_days else None),
        ("deposit", f"{terms.deposit:.0%}" if terms.deposit else None),
        ("payment", terms.payment),
        ("valid until", _day(terms.valid_until)),
        ("quote", f"{quote.id}, revision {quote.revision}"),
    ]
    return [f"{name}: {value}" for name, value in told if value is not None and value != ""]


def lacking_words(gaps: tuple[str, ...]) -> str:
    return "; ".join(WORDS.get(gap, gap) for gap in gaps)


def _number(quantity: Decimal) -> str:
    return f"{quantity.normalize():,f}"


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day:%B} {day.day}, {day.year}"
