"""The post: looks after what is due, and sends it once, whichever of the processes does it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from uuid import uuid4

from bot.conversation.model import Entry
from bot.errors import StoreError
from bot.notify.known import known_address
from bot.notify.letter import Letter, answer, is_for_mail, message_id, transcript
from bot.notify.sending import NotNow, Undeliverable, send
from bot.secret import secret_of
from bot.settings import Settings
from bot.store.chats import Chats
from bot.store.connect import UNREACHABLE, Client
from bot.store.conversations import Conversations
from bot.store.mail import GONE_AFTER, TRANSCRIPT, RedisMail, Transcript
from bot.store.signs import Signs

EVERY = 1.0  # seconds between two looks
AGAIN = timedelta(minutes=2)  # after a mail server that was away
LONGEST_THREAD = 20  # Message-IDs that a mail names

log = logging.getLogger(__name__)


class Post:
    def __init__(self, client: Client, settings: Settings, link: Callable[[str], str]) -> None:
        """`link` gives the address that leads back into a conversation."""
        self._mail, self._signs, self._conversations = RedisMail(client), Signs(client), Conversations(client)
        self._chats = Chats(client, secret_of(settings))
        self._settings, self._link = settings, link
        self._name = uuid4().hex

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            try:
                await self.round(datetime.now(timezone.utc))
            except (StoreError, *UNREACHABLE):
                log.warning("Redis is away; mails wait")
            except Exception:
                log.exception("mails could not be looked after; trying again")
            await asyncio.sleep(EVERY)

    async def round(self, now: datetime) -> int:
        """Does what is due at this moment; says how many mails have left."""
        sent = 0
        for name, due in await self._mail.due(now):
            if await self._mail.take(name, self._name):
                sent += await self._work(name, due, now)
        return sent

    async def _work(self, name: str, due: int, now: datetime) -> bool:
        try:
            asked = await self._mail.transcript(name) if name.startswith(TRANSCRIPT) else None
            if asked:
                left = await self._transcript(asked, now)
            elif name.startswith(TRANSCRIPT):
                left = False
            elif await self._here(name, now):
                await self._mail.later(name, now + GONE_AFTER / 2)
                return False
            else:
                left = await self._answer(name, now)
        except NotNow as error:
            log.warning("the mail server did not take a mail (%s); trying again later", error)
            await self._mail.later(name, now + AGAIN)
            return False
        except Undeliverable as error:
            log.error("a mail cannot be delivered and is given up: %s", error)
            left = False
        await self._mail.done(name, due)
        return left

    async def _here(self, conversation: str, now: datetime) -> bool:
        """Whether the customer's page is open, with an answer that they have not looked at yet."""
        last = await self._signs.last_visit(conversation)
        return now.timestamp() - last < GONE_AFTER.total_seconds() and bool(await self._unread(conversation))

    async def _unread(self, conversation: str) -> list[tuple[str, Entry]]:
        """What reps said, and news, that the customer neither looked at nor got by mail or messenger."""
        mark, _ = await self._mail.mailed(conversation)
        seen = (await self._signs.seen(conversation)).get("customer", "0")
        delivered = await self._chats.delivered(conversation)
        entries = await self._entries(conversation, max(mark, seen, delivered.mark if delivered else "0", key=_number))
        return [(entry_id, entry) for entry_id, entry in entries if is_for_mail(entry)]

    async def _answer(self, conversation: str, now: datetime) -> bool:
        unread = await self._unread(conversation)
        to = await known_address(self._conversations, conversation) if unread else ""
        if not to:
            return False
        last = unread[-1][0]
        _, thread = await self._mail.mailed(conversation)
        letter = self._letter(conversation, to, f"{conversation}.{last}", tuple(thread))
        await self._send(answer(letter, [entry for _, entry in unread], now))
        kept = [*thread[:1], *[*thread[1:], message_id(letter)][-LONGEST_THREAD + 1 :]]
        await self._mail.sent(conversation, last, kept)
        return True

    async def _transcript(self, asked: Transcript, now: datetime) -> bool:
        entries = [entry for _, entry in await self._entries(asked.conversation, "0")]
        letter = self._letter(asked.conversation, asked.to, f"{asked.conversation}.transcript.{asked.id}")
        await self._send(transcript(letter, entries, now))
        return True

    def _letter(self, conversation: str, to: str, key: str, thread: tuple[str, ...] = ()) -> Letter:
        return Letter(self._settings.mail_from, to, key, self._link(conversation), thread)

    async def _send(self, mail: EmailMessage) -> None:
        await asyncio.to_thread(send, mail, self._settings.smtp_url, self._settings.var / "outbox")

    async def _entries(self, conversation: str, after: str) -> list[tuple[str, Entry]]:
        found: list[tuple[str, Entry]] = []
        while more := await self._conversations.entries(conversation, found[-1][0] if found else after):
            found += more
        return found


def _number(entry_id: str) -> tuple[int, int]:
    moment, _, count = entry_id.partition("-")
    return int(moment), int(count or 0)
