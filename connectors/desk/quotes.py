"""A request's quotes side by side for the rep, as `bot.sourcing.comparing` orders them."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timezone

from aiohttp import web

from bot.sourcing.comparing import Reason, Row, compare
from bot.sourcing.dossier import Dossier
from connectors.desk.shown import QuoteShown, ReasonShown
from connectors.web import keys

HAS_QUOTES = ("open", "needs_info", "comparing", "negotiating", "sampling", "awarded", "ordered", "expired")


async def quotes_of(app: web.Application, number: str, state: str) -> list[QuoteShown]:
    """The quotes of a request that has any: those that hold up, best first, then those that are ruled out."""
    if state not in HAS_QUOTES:
        return []
    held = await app[keys.REQUESTS].dossier(number)
    return await asyncio.to_thread(_compared, held) if held and held.current else []


def _compared(held: Dossier) -> list[QuoteShown]:
    today = datetime.now(timezone.utc).date()
    found = compare(held.current, held.request.fields, today)
    taken = held.accepted.quote.id if held.accepted else ""
    return [
        *(_shown(row, today, taken) for row in found.rows),
        *(_shown(row, today, taken, _reasons(row.reasons)) for row in found.out),
    ]


def _shown(row: Row, today: date, taken: str, out: list[ReasonShown] | None = None) -> QuoteShown:
    quote = row.quote
    return QuoteShown(
        company=quote.company,
        country=quote.country,
        each=row.landed.per_piece,
        quantity=row.landed.quantity,
        days=((row.arrives[0] - today).days, (row.arrives[1] - today).days),
        valid_until=quote.terms.valid_until,
        acceptable=row.acceptable,
        demo=quote.demo,
        arrives=row.arrives,
        repeat=row.landed.per_piece_repeat,
        total=row.landed.total,
        range=(row.landed.low, row.landed.high),
        cash=row.cash_up_front,
        surplus=row.surplus,
        certificates=list(quote.terms.certificates),
        lacks=list(row.gaps),
        why=[] if out else _reasons(row.reasons),
        out=out or [],
        revision=quote.revision,
        accepted=quote.id == taken,
    )


def _reasons(reasons: tuple[Reason, ...]) -> list[ReasonShown]:
    return [ReasonShown(one.name, one.value) for one in reasons]
