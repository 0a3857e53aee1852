"""A request with its quotes and what happened, for programs (JSON) and spreadsheets (CSV)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Any

import msgspec

from bot.errors import BadInput, Refused
from bot.sourcing.dossier import Change, Dossier
from bot.sourcing.landed import landed
from bot.sourcing.quote import Quote, case_of, gaps

COLUMNS = (
    "request", "version", "supplier", "company", "country", "quote", "revision", "quoted_at", "quantity_from", "unit_price",
    "currency", "moq", "tooling", "sample_price", "lead_days", "incoterm", "port", "valid_until", "deposit", "certificates",
    "hs", "gaps", "landed_per_piece_usd", "landed_total_usd", "withdrawn", "demo", "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


def as_json(dossier: Dossier, changes: Sequence[Change]) -> dict[str, Any]:
    """Everything, as JSON values: request, versions, invitations (without addresses), quotes, what was accepted, changes."""
    exported: dict[str, Any] = msgspec.to_builtins(
        {
            "request": dossier.request,
            "versions": {str(version): fields for version, fields in dossier.versions.items()},
            "invited": [
                {"supplier": one.supplier, "company": one.company, "country": one.country, "version": one.version, "at": one.at}
                for one in dossier.invited.values()
            ],
            "quotes": sorted(dossier.quotes.values(), key=lambda quote: (quote.at, quote.id)),
            "accepted": dossier.accepted,
            "changes": changes,
        }
    )
    return exported


def as_csv(dossier: Dossier, today: date) -> str:
    """A row for each tier of each quote, with the landed cost of the need as of today where it can be worked out."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for quote in sorted(dossier.quotes.values(), key=lambda quote: (quote.at, quote.id)):
        per_piece, total = _landed(dossier, quote, today)
        for tier in quote.terms.tiers:
            writer.writerow([_cell(value) for value in _row(quote, tier.quantity, tier.price, per_piece, total)])
    return out.getvalue()


def _row(quote: Quote, quantity: int, price: object, per_piece: object, total: object) -> list[object]:
    terms = quote.terms
    return [
        quote.request, quote.version, quote.supplier, quote.company, quote.country, quote.id, quote.revision,
        quote.at.isoformat(), quantity, price, terms.currency, terms.moq, terms.tooling, terms.sample_price, terms.lead_days,
        terms.incoterm, terms.port, terms.valid_until, terms.deposit, "; ".join(terms.certificates), terms.hs,
        " ".join(gaps(terms)), per_piece, total, quote.withdrawn, quote.demo, terms.note,
    ]  # fmt: skip


def _landed(dossier: Dossier, quote: Quote, today: date) -> tuple[object, object]:
    try:
        cost = landed(case_of(quote, dossier.versions[quote.version], today))
    except (BadInput, Refused, KeyError):
        return "", ""
    return cost.per_piece, cost.total


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
