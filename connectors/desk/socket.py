"""The desk's socket: one tab of one rep."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timezone
from typing import Any

from aiohttp import WSMsgType, web

from bot.conversation.message import Body, RepClaimed
from bot.conversation.text import TooLong
from bot.ending import end
from bot.errors import BadInput, Refused, StoreError
from bot.sales.model import Rep, Standing
from bot.sales.needs import SKILLS
from bot.sales.service import SILENT_SECONDS
from bot.store.connect import UNREACHABLE
from bot.store.filters import Filters
from bot.store.notices import Notices
from connectors.desk import canned, protocol, sessions
from connectors.desk.board import ROOM
from connectors.desk.callbacks import promise_callback
from connectors.desk.deeds import append, body_of
from connectors.desk.review import set_right
from connectors.desk.roles import leads
from connectors.desk.showing import Showing
from connectors.web import keys
from connectors.web.line import AWAY, Line, open_socket
from connectors.web.pace import Pace
from connectors.web.protocol import Error, Unreadable, decode
from connectors.web.security import same_origin

PRESENT_SECONDS = 30.0
PRESENCE_EVERY = 10.0
RATE, BURST = 10.0, 60  # messages a second in the long run, and at once
SIGNED_OUT = 4401  # the socket's close code for a session that has ended
CHANGED = 1012  # and for a rep who may more, or less, than when the tab was opened


async def desk_socket(request: web.Request) -> web.WebSocketResponse:
    """Upgrades to the desk's socket, for pages of the desk with a session: 403 for other pages, and for who is not signed in a
    socket that closes at once with `SIGNED_OUT`, for a page cannot see the status of a socket that was refused."""
    if not same_origin(request):
        raise web.HTTPForbidden(text="Only the desk's own page may open this socket.")
    rep = await sessions.signed_in(request)
    if rep is None and not web.WebSocketResponse().can_prepare(request):
        raise web.HTTPUnauthorized(text="Sign in first.")
    socket = await open_socket(request)
    if rep is None:
        await socket.close(code=SIGNED_OUT)
        return socket
    seat = Seat(request.app, Line(socket, request.transport), rep, request.cookies.get(sessions.COOKIE, ""))
    serving = asyncio.create_task(seat.serve())
    try:
        async for arrived in socket:
            if arrived.type is WSMsgType.TEXT:
                await seat.take(arrived.data)
            elif arrived.type is WSMsgType.BINARY:
                await seat.line.send(Error("not_text", "Messages are text frames with one JSON object each."))
    finally:
        await end(serving)
        seat.close()
    return socket


class Seat:
    """What the rep does in one tab."""

    def __init__(self, app: web.Application, line: Line, rep: Rep, token: str) -> None:
        self._app, self.line, self._rep, self._token = app, line, rep, token
        self._pace = Pace(RATE, BURST)
        self._standing: Standing | None = None
        self._read: set[str] = set()
        """Conversations of which the trail says that this tab has read them."""
        self._showing = Showing(app, line, rep)

    async def serve(self) -> None:
        """Keeps the tab up to date and the rep present."""
        filters = await Filters(self._app[keys.CLIENT]).of(self._rep.id)
        ready, lead = canned.replies(self._rep), leads(self._rep)
        await self.line.send(protocol.Welcome(self._rep.id, self._rep.name, ready, lead, filters, SILENT_SECONDS))
        await asyncio.gather(self.line.guard(self._stay_present()), self._showing.run())

    def close(self) -> None:
        self._showing.close()

    async def take(self, data: str) -> None:
        """Does what one frame says, or answers why not."""
        try:
            message = decode(protocol.from_rep, data)
        except Unreadable as error:
            await self.line.send(error.error)
            return
        given_id = getattr(message, "id", None)
        wait = self._pace.take(time.monotonic())
        if wait:
            await self.line.send(Error("too_fast", "That was a lot at once; one moment, please.", given_id, round(wait, 2)))
            return
        try:
            if await self._still_signed_in():
                await self._do(message)
        except Refused as error:
            await self.line.send(protocol.Refused(getattr(message, "conversation", ""), str(error), given_id))
        except BadInput as error:
            await self.line.send(Error("too_long" if isinstance(error, TooLong) else "empty", str(error), id=given_id))
        except (StoreError, *UNREACHABLE):
            await self.line.send(Error("unavailable", AWAY, id=given_id, retry_after=2.0))

    async def _do(self, message: Any) -> None:
        if isinstance(message, protocol.Look):
            await self._look(message)
        elif isinstance(message, protocol.OnFloor):
            await self._on_the_floor(message)
        else:
            await self._deed(message)

    async def _deed(self, message: protocol.Deed) -> None:
        """Into the conversation; what may not be done is noted as tried, here or by the conversation."""
        what = str(message.__struct_config__.tag)
        try:
            body = await body_of(self._app, self._rep, message)
            await self._note(what, message.conversation, message.id)
            await self._append(message.conversation, message.id, body)
        except Refused as error:
            await self._note(f"refused_{what}", message.conversation, message.id, str(error))
            raise

    async def _look(self, message: protocol.Look) -> None:
        match message:
            case protocol.Open():
                await self._showing.open(message.conversation, message.last)
                if message.conversation not in self._read:
                    self._read.add(message.conversation)
                    await self._note("read", message.conversation)
            case protocol.Typing():
                await self._showing.tell_typing(message.conversation)
            case protocol.Seen():
                await self._showing.saw(message.conversation, message.up_to)
            case protocol.Search():
                cards = await asyncio.to_thread(self._app[keys.SHOP].found, message.words)
                await self.line.send(protocol.Found(message.words, cards))
            case protocol.AskColleagues():
                found = await self._app[ROOM].colleagues(self._rep.id, message.words)
                await self.line.send(protocol.Colleagues(message.words, found, list(SKILLS)))

    async def _on_the_floor(self, message: protocol.OnFloor) -> None:
        match message:
            case protocol.Claim():
                await self._claim(message.conversation)
                await self._note("claim", message.conversation)
            case protocol.ReadMention():
                await Notices(self._app[keys.CLIENT]).read(self._rep.id, message.conversation)
            case protocol.Reject():
                await self._reject(message.conversation)
                await self._note("reject", message.conversation)
            case protocol.KeepFilters():
                await Filters(self._app[keys.CLIENT]).keep(self._rep.id, message.filters)
            case protocol.Break():
                await self._take_break(message.on)
            case protocol.SetRight():
                await set_right(self._app, self._rep, message.conversation, message.fact, message.right)
                await self._note("corrected", message.conversation)
                await self.line.send(protocol.Kept(message.conversation, message.id))
            case protocol.PromiseCallback():
                note = await promise_callback(self._app, self._rep, message)
                await self._note("callback", message.conversation, message.id)
                await self._append(message.conversation, message.id, note)

    async def _note(self, what: str, conversation: str, message: str = "", why: str = "") -> None:
        await sessions.trail(self._app).add(self._rep.id, what, conversation, message=message, why=why)

    async def _reject(self, conversation: str) -> None:
        """Back to the queue, for somebody else. Raises Refused where it is not offered to this rep any more."""
        queue = self._app[keys.SALES].queue
        offers = [one for one in await queue.mine(self._rep.id) if one.conversation == conversation]
        now = datetime.now(timezone.utc)
        if not offers or not await queue.reject(conversation, self._rep.id, offers[0].epoch, now):
            raise Refused("that is not offered to you any more")

    async def _take_break(self, on: bool) -> None:
        await self._app[keys.SALES].queue.take_break(self._rep.id, on, PRESENT_SECONDS)
        await self._tell_standing()

    async def _tell_standing(self) -> None:
        standing = await self._app[keys.SALES].queue.floor(self._rep.id)
        if standing != self._standing:
            self._standing = standing
            await self.line.send(protocol.Stands(standing.state, standing.load, standing.capacity))

    async def _claim(self, conversation: str) -> None:
        """Reserves, then asks the conversation, which has the last word. Raises Refused where somebody was faster."""
        now, capacity = datetime.now(timezone.utc), self._rep.capacity
        claim = await self._app[keys.SALES].queue.claim(conversation, self._rep.id, now, capacity)
        message_id = f"claim:{claim.epoch}:{self._rep.id}"
        await self._append(
            conversation, message_id, RepClaimed(self._rep.id, self._rep.name, claim.epoch, self._rep.skills, claim.lacks)
        )

    async def _append(self, conversation: str, message_id: str, body: Body) -> None:
        """Into the conversation's inbox; the conversation itself refuses a rep who does not hold it."""
        self._showing.expect(conversation, message_id)
        await append(self._app, conversation, message_id, body)
        await self.line.send(protocol.Kept(conversation, message_id))

    async def _still_signed_in(self) -> bool:
        """Whether the session holds; where it has ended, so does the connection."""
        if await self._app[keys.SESSIONS].rep_of(self._token) == self._rep.id:
            return True
        await self.line.close(SIGNED_OUT)
        return False

    async def _stay_present(self) -> None:
        while await self._still_signed_in():
            await self._app[keys.SALES].queue.present(self._rep.id, PRESENT_SECONDS)
            await self._tell_standing()
            left = await self._app[keys.SESSIONS].seconds_left(self._token)
            await asyncio.sleep(min(PRESENCE_EVERY, left))
            if await self._app[keys.SALES].reps.get(self._rep.id) != self._rep:
                await self.line.close(CHANGED)  # other rights, other seats: the page comes back with them
