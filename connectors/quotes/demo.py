"""Demo suppliers: they answer through the same public form as everybody, over HTTP, so that a newcomer sees it happen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.quotes import delay, first_form, next_form
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.quote_form import plain_words
from connectors.quotes.invited import Directory

SECONDS = 10.0
AGAIN = timedelta(seconds=8)  # after a form that did not get through, and before answering a letter
TALLEST = 6  # answers posted in one round
log = logging.getLogger(__name__)


class DemoSuppliers:
    """Fulfils `bot.notify.clerk.Demo`. `base` is where this very website listens."""

    def __init__(self, directory: Directory, base: str) -> None:
        self._directory, self._base = directory, base

    async def answer(self, dossier: Dossier, now: datetime, link: Callable[[Invitation], str]) -> datetime | None:
        """Posts what is due; gives when the next answer is."""
        due = sorted(
            ((moment, answer) for one in dossier.invited.values() if one.demo for moment, answer in _planned(dossier, one)),
            key=lambda planned: planned[0],
        )
        ready = [invitation for moment, invitation in due if moment <= now][:TALLEST]
        for invitation in ready:
            await self._post(dossier, invitation, urlsplit(link(invitation)).path, now)
        waiting = [moment for moment, _ in due if moment > now]
        return min([*waiting, *([now + AGAIN] if ready else [])], default=None)

    async def _post(self, dossier: Dossier, invitation: Invitation, path: str, now: datetime) -> None:
        form = self._form(dossier, invitation, now)
        if form is None:
            return
        held = dossier.quotes.get(invitation.supplier)
        form["key"] = f"demo v{dossier.request.version} r{held.revision if held else 0}"
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=SECONDS)) as session,
                session.post(f"{self._base}{path}", data=form, allow_redirects=False) as answer,
            ):
                if answer.status not in (303, 409, 410):
                    log.warning("a demo supplier's quote was answered %s: %s", answer.status, plain_words(str(form))[:300])
        except (ClientError, OSError, TimeoutError) as error:
            log.warning("a demo supplier could not reach %s: %s", self._base, error)

    def _form(self, dossier: Dossier, invitation: Invitation, now: datetime) -> dict[str, str] | None:
        if _current(dossier, invitation) is not None:
            return next_form(dossier, invitation.supplier, now.date())
        supplier = self._directory.get(invitation.supplier)
        if supplier is None or not supplier.lines:
            return None
        fields = dossier.request.fields
        line = self._directory.line(supplier, fields)
        return first_form(dossier.request.number, supplier, line, fields, now.date())


def _current(dossier: Dossier, invitation: Invitation) -> object | None:
    quote = dossier.quotes.get(invitation.supplier)
    return quote if quote is not None and quote.version == dossier.request.version else None


def _planned(dossier: Dossier, one: Invitation) -> list[tuple[datetime, Invitation]]:
    """When this supplier answers, if it does and is to."""
    if one.sent is None or one.version != dossier.request.version:
        return []
    if _current(dossier, one) is None:
        waits = delay(dossier.request.number, one.supplier)
        open_still = dossier.request.state in ("open", "needs_info")
        return [(one.sent + waits, one)] if waits is not None and open_still else []
    if next_form(dossier, one.supplier, one.sent.date()) is None:
        return []
    return [(dossier.quotes[one.supplier].at + AGAIN, one)]
