"""Who stands before the door: the supplier and the request that a link names, and what may still be done with it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple

from aiohttp import web

from bot.errors import Missing, Refused
from bot.sourcing import deeds, states
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.quote import Quote, gaps
from connectors.quotes import keys
from connectors.web import keys as site


class Visit(NamedTuple):
    """`quote` is the supplier's own for the version that counts; None where there is none yet."""

    dossier: Dossier
    invitation: Invitation
    quote: Quote | None
    now: datetime

    @property
    def open(self) -> bool:
        """Whether a quote, or a revision of one, is still looked at."""
        held = self.quote is not None
        return self.dossier.request.state in (states.TAKES_REVISIONS if held else states.TAKES_QUOTES)

    @property
    def may_revise(self) -> bool:
        return self.quote is None or deeds.may_revise(self.invitation, self.quote.revision)

    @property
    def gaps(self) -> tuple[str, ...]:
        return gaps(self.quote.terms) if self.quote else ()


async def visit(request: web.Request) -> Visit:
    """The visit of a link. Raises HTTPNotFound for a guessed one, HTTPGone for one that has run out."""
    now = datetime.now(timezone.utc)
    try:
        link = request.app[keys.LINKS].read(request.match_info["token"], now)
    except Missing as error:
        raise web.HTTPNotFound(text=str(error)) from None
    except Refused as error:
        raise web.HTTPGone(text=str(error)) from None
    dossier = await request.app[site.REQUESTS].dossier(link.number)
    invitation = dossier.invited.get(link.supplier) if dossier else None
    if dossier is None or invitation is None:
        raise web.HTTPNotFound(text="There is nothing behind this link.")
    quote = dossier.quotes.get(link.supplier)
    counts = quote is not None and quote.version == dossier.request.version and not quote.withdrawn
    return Visit(dossier, invitation, quote if counts else None, now)
