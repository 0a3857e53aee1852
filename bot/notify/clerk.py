"""The clerk: looks after requests that are due: invites suppliers, sends letters, closes, and tells who wants to know."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from bot.errors import Refused, StoreError
from bot.notify.sending import NotNow, Undeliverable, send
from bot.notify.supplier_letter import Envelope, mail, payload
from bot.notify.webhook import Allowed, is_public, post
from bot.secret import derived, secret_of
from bot.settings import Settings
from bot.sourcing import clerk, deeds
from bot.sourcing.clerk import INVITED, Post
from bot.sourcing.dossier import Deed, Dossier, Invitation, Step
from bot.sourcing.links import Links
from bot.sourcing.request import RequestFields
from bot.store.connect import UNREACHABLE
from bot.store.requests import RedisRequests

EVERY = 1.0  # seconds between two rounds
HELD = timedelta(minutes=5)  # a look takes no longer, or another process takes it up
LONGEST_WHY = 400  # characters
LEFT = {
    "invite": "sent",
    "chase": "chased",
    "counter": "renegotiated",
    "sample": "sample_ordered",
    "award": "award_sent",
    "cancel": "cancel_sent",
}
"""What a change is called after a letter has left."""
log = logging.getLogger(__name__)


class Suppliers(Protocol):
    def invited(self, fields: RequestFields, limit: int) -> Sequence[Invitation]:
        """The suppliers to be asked for a request, best first. Blocks: it is called in a thread."""


class Demo(Protocol):
    async def answer(self, dossier: Dossier, now: datetime, link: Callable[[Invitation], str]) -> datetime | None:
        """Lets demo suppliers answer that are due; gives when the next one is."""


class Telling(Protocol):
    async def tell(self, dossier: Dossier, now: datetime) -> datetime | None:
        """Tells the customer what there is to tell; gives when to look again."""


class Desk(NamedTuple):
    """What the clerk works with beside the store. `allowed` says which network addresses webhooks may go to."""

    settings: Settings
    suppliers: Suppliers
    demo: Demo | None = None
    allowed: Allowed = is_public
    teller: Telling | None = None


class Clerk:
    def __init__(self, requests: RedisRequests, desk: Desk) -> None:
        self._requests, self._desk = requests, desk
        self._secret = secret_of(desk.settings)
        self.links = links_of(self._secret)

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            try:
                await self.round(datetime.now(timezone.utc))
            except (StoreError, *UNREACHABLE):
                log.warning("Redis is away; requests wait")
            except Exception:
                log.exception("requests could not be looked after; trying again")
            await asyncio.sleep(EVERY)

    async def round(self, now: datetime) -> int:
        """Looks after what is due; says how many requests that were."""
        looked = 0
        for number, due in await self._requests.due(now):
            until = now + HELD
            if await self._requests.claim(number, due, until):
                looked += 1
                await self._requests.looked(number, until, await self._look(number, now))
        return looked

    def link(self, dossier: Dossier, invitation: Invitation) -> str:
        """The address of a supplier's own page."""
        token = self.links.token(dossier.request.number, invitation.supplier, invitation.at)
        return f"{self._desk.settings.url}/quote/{token}"

    async def _look(self, number: str, now: datetime) -> datetime | None:
        dossier = await self._requests.dossier(number)
        if dossier is None:
            return None
        try:
            dossier = await self._advance(dossier, now)
        except Refused as error:
            log.info("%s: %s", number, error)  # somebody else did it first; the change has it looked at again
            return now + timedelta(seconds=EVERY)
        dossier = await self._write(dossier, now)
        moments = [clerk.next_look(dossier, now)]
        if self._desk.demo is not None:
            shown = dossier
            moments.append(await self._desk.demo.answer(dossier, now, lambda one: self.link(shown, one)))
        if self._desk.teller is not None:
            moments.append(await self._desk.teller.tell(dossier, now))
        return min((moment for moment in moments if moment), default=None)

    async def _advance(self, dossier: Dossier, now: datetime) -> Dossier:
        number, version = dossier.request.number, dossier.request.version
        if clerk.to_be_invited(dossier):
            found = await asyncio.to_thread(self._desk.suppliers.invited, dossier.request.fields, INVITED)
            if found:
                dossier = await self._do(number, f"invite v{version}", lambda held: deeds.invite(held, found, now))
        if clerk.has_to_close(dossier, now):
            dossier = await self._do(number, f"close v{version}", lambda held: deeds.close(held, now))
        if clerk.has_expired(dossier, now):
            dossier = await self._do(number, f"expire v{version} {now.date()}", lambda held: deeds.expire(held, now))
        for reminder in clerk.reminders(dossier, now):
            dossier = await self._do(number, reminder.key, partial(deeds.remind, reminder=reminder, at=now))
        return dossier

    async def _do(self, number: str, key: str, deed: Deed) -> Dossier:
        return await self._requests.do(number, key, deed)

    async def _write(self, dossier: Dossier, now: datetime) -> Dossier:
        """Sends the letters that are due, and notes what came of each."""
        for letter in clerk.posts(dossier, now):
            before = dossier.invited[letter.supplier]
            try:
                await self._send(dossier, letter, now)
                after = clerk.sent(before, letter, now)
                dossier = await self._noted(dossier, after, LEFT[letter.kind], f"{letter.supplier} {letter.name}", now)
            except (NotNow, Undeliverable) as error:
                dossier = await self._failed(dossier, letter, error, now)
        return dossier

    async def _failed(self, dossier: Dossier, letter: Post, error: Exception, now: datetime) -> Dossier:
        before = dossier.invited[letter.supplier]
        after = clerk.failed(before, str(error), isinstance(error, Undeliverable), now)
        number, key = dossier.request.number, f"{letter.supplier} {letter.name} try {after.tries}"
        if not after.dead:
            log.warning("%s to %s could not be sent (%s); trying again", letter.name, letter.supplier, error)
            return await self._noted(dossier, after, "not_sent", key, now, str(error))
        log.error("%s to %s is given up: %s", letter.name, letter.supplier, error)
        await self._requests.dead_letter(number, letter.supplier, letter.name, after.dead, now)
        return await self._noted(dossier, after, "undeliverable", key, now, after.dead)

    async def _noted(self, dossier: Dossier, after: Invitation, what: str, key: str, now: datetime, fault: str = "") -> Dossier:
        """Writes what changed of an invitation here into the one that is held now, which a customer may have changed too."""
        why = f"{after.company} ({after.supplier}){': ' * bool(fault)}{fault}"[:LONGEST_WHY]

        def note(held: Dossier) -> Step:
            current = held.invited[after.supplier]
            merged = replace(
                current,
                posted=tuple(dict.fromkeys((*current.posted, *after.posted))),
                sent=after.sent,
                tries=after.tries,
                again=after.again,
                dead=after.dead,
                chased=after.chased,
            )
            return deeds.mark(held, [merged], what, now, why=why)

        return await self._requests.do(dossier.request.number, key, note)

    async def _send(self, dossier: Dossier, letter: Post, now: datetime) -> None:
        invitation, settings = dossier.invited[letter.supplier], self._desk.settings
        envelope = Envelope(settings.mail_from, self.link(dossier, invitation), now)
        if invitation.demo:
            return  # demo suppliers have no mailbox; they look for themselves
        if invitation.channel == "webhook":
            secret = derived(self._secret, "webhook", invitation.supplier).hex().encode()
            seconds = int(now.timestamp())
            await post(invitation.address, payload(dossier, letter, envelope), secret, seconds, self._desk.allowed)
            return
        await asyncio.to_thread(send, mail(dossier, letter, envelope), settings.smtp_url, settings.var / "outbox")


def links_of(secret: str) -> Links:
    """The links that this secret signs."""
    return Links(lambda text: derived(secret, "quote", text))
