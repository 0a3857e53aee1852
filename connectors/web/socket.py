"""The customers' socket: one visit of one browser tab."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import datetime, timezone

from aiohttp import WSMsgType, web
from msgspec.structs import replace

from bot.conversation.message import Message, Pressed, Recognised, Said
from bot.conversation.model import Chart, Customer, Entry, Location
from bot.conversation.text import TooLong, clean
from bot.ending import end
from bot.errors import BadInput, Refused, StoreError
from bot.languages import code_of
from bot.places import zone_named
from bot.store.connect import UNREACHABLE
from bot.store.fanout import Lagging
from bot.store.mail import Transcript
from bot.store.signs import Listener
from connectors.web import keys
from connectors.web.line import AWAY, Line, open_socket
from connectors.web.pace import Pace
from connectors.web.position import Position
from connectors.web.protocol import (
    AskTranscript,
    Continue,
    ElsewhereShown,
    EntryShown,
    Error,
    Hello,
    Kept,
    OwnerShown,
    Press,
    Promised,
    Say,
    Seen,
    SeenShown,
    Typing,
    TypingShown,
    Unreadable,
    Welcome,
    decode,
    from_customer,
)
from connectors.web.security import may_connect
from connectors.web.transcripts import address_for

RATE, BURST = 2.0, 20  # messages a second in the long run, and at once
SIGN_EVERY = 1.0  # seconds; more signs of typing than that are passed over
VISIT_EVERY = 20.0  # seconds


async def customer_socket(request: web.Request) -> web.WebSocketResponse:
    """Upgrades to the socket; 403 for a page of a site that may not carry the widget."""
    if not may_connect(request, request.app[keys.SETTINGS].origins):
        raise web.HTTPForbidden(text="Pages of this site may not carry the chat; see QUARTERMASTER_ORIGINS.")
    socket = await open_socket(request)
    visit = Visit(request.app, Line(socket, request.transport))
    try:
        async for arrived in socket:
            if arrived.type is WSMsgType.TEXT:
                await visit.take(arrived.data)
            elif arrived.type is WSMsgType.BINARY:
                await visit.line.send(Error("not_text", "Messages are text frames with one JSON object each."))
    finally:
        await visit.end()
    return socket


class Visit:
    """One tab: takes what the customer does, and shows what is committed."""

    def __init__(self, app: web.Application, line: Line) -> None:
        self._app, self.line = app, line
        self._pace = Pace(RATE, BURST)
        self._conversation = self._language = ""
        self._customer: Customer | None = None
        self._owner = "bot"
        self._zone = ""
        self._answered = ""
        """The message that was committed last: its answer may be here before its acknowledgement."""
        self._signed = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    async def end(self) -> None:
        await end(*self._tasks)

    # ── what the customer does ──

    async def take(self, data: str) -> None:
        """Does what one frame says, or answers why not."""
        try:
            message = decode(from_customer, data)
        except Unreadable as error:
            await self.line.send(error.error)
            return
        if isinstance(message, Hello):
            await self._hello(message)
        elif not self._conversation:
            await self.line.send(Error("no_hello", "Say hello first.", id=getattr(message, "id", None)))
        elif isinstance(message, Typing | Seen):
            await self._sign(message)
        else:
            await self._keep(message)

    async def _sign(self, sign: Typing | Seen) -> None:
        """Tells the desks. Nothing depends on it, so one that cannot be told is passed over."""
        signs = self._app[keys.SIGNS]
        with suppress(StoreError, *UNREACHABLE):
            if isinstance(sign, Seen):
                await signs.saw(self._conversation, "customer", sign.up_to)
            elif time.monotonic() - self._signed > SIGN_EVERY:
                self._signed = time.monotonic()
                await signs.writes(self._conversation, "customer")

    async def _hello(self, hello: Hello) -> None:
        if self._conversation:
            await self.line.send(Error("already_welcome", "This connection has its conversation already."))
            return
        signer = self._app[keys.SIGNER]
        try:
            conversation = signer.conversation(hello.token) if hello.token is not None else signer.fresh()
        except Refused as error:
            await self.line.send(Error("unknown_conversation", str(error)))
            return
        if hello.customer and not await self._meet(conversation, hello.customer):
            await self.line.send(Error("other_customer", "This conversation is somebody else's; begin a new one."))
            return
        self._conversation, self._language = conversation, code_of(hello.language)
        self._zone = hello.zone if zone_named(hello.zone) else ""  # a browser's oddity is no error of its customer
        works = (self._show(Position(hello.last)), self._show_signs(), self._visit())
        self._tasks = [asyncio.create_task(self.line.guard(work)) for work in works]

    async def _meet(self, conversation: str, shown: str) -> bool:
        """Looks at the pass of who is signed in; False where the conversation is another one's. Without a good pass the
        customer is nobody in particular."""
        try:
            customer = await self._app[keys.PASSES].customer(shown, datetime.now(timezone.utc))
        except Refused as error:
            await self.line.send(Error("bad_pass", str(error)))
            return True
        state = await self._app[keys.CONVERSATIONS].state(conversation)
        if state and state.customer and state.customer.email != customer.email:
            return False
        self._customer = customer
        if state and state.customer != customer:
            await self._introduce(conversation)
        return True

    async def _introduce(self, conversation: str) -> None:
        """Lets the conversation know who it is with, before the next words; once for each pass."""
        customer, self._customer = self._customer, None
        if customer:
            now, message = datetime.now(timezone.utc), f"customer:{customer.email}:{customer.until.timestamp():.0f}"
            await self._app[keys.CONVERSATIONS].append(Message(message, conversation, now, Recognised(customer)))

    async def _keep(self, message: Say | Press | AskTranscript | Continue) -> None:
        """Appends the message to the inbox and says so; the same id again is acknowledged again and kept once."""
        wait = self._pace.take(time.monotonic())
        if wait:
            await self.line.send(Error("too_fast", "That was a lot at once; one moment, please.", message.id, round(wait, 2)))
            return
        try:
            if isinstance(message, AskTranscript):
                await self._promise(message)
                return
            if isinstance(message, Continue):
                url = await self._app[keys.ELSEWHERE].telegram_link(self._conversation, datetime.now(timezone.utc))
                await self.line.send(ElsewhereShown(message.id, url))
                return
            body = self._said(message) if isinstance(message, Say) else Pressed(message.button)
            await self._introduce(self._conversation)
            now, zone, language = datetime.now(timezone.utc), self._zone, self._language
            said = Message(message.id, self._conversation, now, body, zone=zone, language=language)
            new = await self._app[keys.CONVERSATIONS].append(said)
        except Refused as error:
            await self.line.send(Error("refused", str(error), id=message.id))
            return
        except BadInput as error:
            await self.line.send(Error("too_long" if isinstance(error, TooLong) else "empty", str(error), id=message.id))
            return
        except (StoreError, *UNREACHABLE):
            await self.line.send(Error("unavailable", AWAY, id=message.id, retry_after=2.0))
            return
        await self.line.send(Kept(message.id))
        if new and self._owner == "bot" and self._answered != message.id:
            await self.line.send(TypingShown(on=True))

    def _said(self, say: Say) -> Said:
        """The words, the files and the place that came with them; files and a place may come without words."""
        files = tuple(self._app[keys.SIGNER].file(self._conversation, receipt) for receipt in say.files)
        place = Location(say.place.latitude, say.place.longitude) if say.place else None
        return Said(clean(say.text) if say.text.strip() or not (files or place) else "", files, place)

    async def _promise(self, asked: AskTranscript) -> None:
        """Lets the conversation be sent by e-mail. Raises BadInput or Refused where that cannot be."""
        to = await address_for(self._app, self._conversation, asked.email)
        transcript = Transcript(asked.id, self._conversation, to)
        await self._app[keys.MAIL].ask(transcript, datetime.now(timezone.utc))
        await self.line.send(Promised(asked.id, to))

    # ── what the customer sees ──

    async def _show(self, position: Position) -> None:
        """The log beyond a position, then what is committed from now on: subscribed first, so that nothing falls in between."""
        with self._app[keys.FANOUT].conversation(self._conversation) as committed:
            await self._welcome()
            await self._catch_up(position)
            while True:
                change = await committed.get()
                if isinstance(change, Lagging):
                    await self._catch_up(position)
                    continue
                self._answered = change.message
                await self.line.send(TypingShown(on=False))
                for entry_id, entry in change.entries:
                    if position.passes(entry_id) and not entry.private:
                        await self.line.send(self._shown(entry_id, entry))
                if change.owner != self._owner:
                    self._owner = change.owner
                    names = [entry.name for _, entry in change.entries if entry.event == "joined"]
                    await self.line.send(OwnerShown(change.owner, names[0] if names else ""))

    def _shown(self, entry_id: str, entry: Entry) -> EntryShown:
        """The entry as a browser gets it: a chart by its address."""
        if entry.chart is None:
            return EntryShown(entry_id, entry)
        alone = replace(entry, chart=Chart({}, {}, entry.chart.alt))
        return EntryShown(entry_id, alone, self._app[keys.SIGNER].chart(self._conversation, entry_id))

    async def _welcome(self) -> None:
        token = self._app[keys.SIGNER].token(self._conversation)
        telegram = await self._app[keys.ELSEWHERE].in_telegram(self._conversation)
        state = await self._app[keys.CONVERSATIONS].state(self._conversation)
        self._owner = state.owner if state else "bot"
        name = state.rep_name if state else ""
        await self.line.send(Welcome(self._conversation, token, self._owner, name, telegram))

    async def _catch_up(self, position: Position) -> None:
        while found := await self._app[keys.CONVERSATIONS].entries(self._conversation, position.last):
            for entry_id, entry in found:
                if position.passes(entry_id) and not entry.private:
                    await self.line.send(self._shown(entry_id, entry))

    async def _show_signs(self) -> None:
        """What the rep does at this moment, and how far the rep has read."""
        signs: Listener = asyncio.Queue(16)
        with self._app[keys.SIGNS].listen(self._conversation, signs):
            seen = (await self._app[keys.SIGNS].seen(self._conversation)).get("rep")
            if seen:
                await self.line.send(SeenShown(seen))
            while True:
                sign = await signs.get()
                if sign.who == "rep":
                    await self.line.send(SeenShown(sign.seen) if sign.seen else TypingShown(on=True))

    async def _visit(self) -> None:
        """Lets it be known that the page is open."""
        while True:
            with suppress(*UNREACHABLE):
                await self._app[keys.SIGNS].visits(self._conversation)
            await asyncio.sleep(VISIT_EVERY)
