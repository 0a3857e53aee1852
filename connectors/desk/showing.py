"""What one tab of the desk shows: the board, and the conversations that were opened in it."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone

from aiohttp import web

from bot.errors import Refused
from bot.sales.model import Rep
from bot.store.fanout import Committed, Lagging, QueueChanged
from bot.store.floor import BROADCAST
from bot.store.notices import MENTIONED, Notices
from bot.store.signs import Listener
from connectors.desk import protocol
from connectors.desk.about import about
from connectors.desk.board import ROOM, Shown
from connectors.desk.floor import FLOOR
from connectors.desk.roles import leads
from connectors.web import keys
from connectors.web.line import Line
from connectors.web.position import Position

BOARD_PAUSE = 0.1  # seconds; a burst of changes of the queue is shown once
MOST_EXPECTED = 1_000
TOLD_BEFORE = timedelta(hours=4)
"""What was said to everybody in that time is told to a tab that opens."""


class Showing:
    def __init__(self, app: web.Application, line: Line, rep: Rep) -> None:
        self._app, self._line, self._rep = app, line, rep
        self._open: dict[str, Position] = {}
        self._expected: dict[str, str] = {}
        """message of this tab → its conversation"""
        self._attended: dict[str, ExitStack] = {}
        """The conversations whose turns and signs come here."""
        self._shown = Shown()
        self._refreshing, self._mine_changed, self._stale = asyncio.Lock(), True, asyncio.Event()
        self._one_at_a_time = asyncio.Lock()  # replaying a log and following it: no line may overtake another
        self._signs: Listener = asyncio.Queue(64)
        self._watched: set[str] = set()
        """Conversations that a lead looks at without holding them."""
        self._told = datetime.now(timezone.utc) - TOLD_BEFORE
        self._listening = ExitStack()
        self._changes = self._listening.enter_context(app[keys.FANOUT].waiting())

    async def run(self) -> None:
        """Shows every change until cancelled."""
        works = (self._follow(), self._show_board(), self._show_signs())
        await asyncio.gather(*(self._line.guard(work) for work in works))

    def close(self) -> None:
        """Nothing comes here any more."""
        self._listening.close()
        for attention in self._attended.values():
            attention.close()

    def expect(self, conversation: str, message: str) -> None:
        """This tab sent that message, so a refusal is for it to show."""
        self._attend(conversation)
        self._expected[message] = conversation
        for oldest in list(self._expected)[:-MOST_EXPECTED]:
            del self._expected[oldest]

    async def open(self, conversation: str, last: str) -> None:
        """Shows a conversation beyond the log id `last`, and all that follows.

        Raises Refused unless it waits or is the rep's own."""
        if conversation not in self._readable():
            await self.refresh(mine_too=True)
        if conversation not in self._readable():
            await self._watch(conversation)
        async with self._one_at_a_time:
            self._attend(conversation)
            self._open[conversation] = Position(last)
            await self._catch_up(conversation)

    def _readable(self) -> set[str]:
        return self._shown.readable() | self._watched

    async def _watch(self, conversation: str) -> None:
        """A lead may look at any conversation; a rep at past ones, and where a note names them. Raises Refused otherwise."""
        state = await self._app[keys.CONVERSATIONS].state(conversation)
        past = state is not None and state.owner == "bot" and state.epoch > 0
        if state is None or not (leads(self._rep) or past or self._rep.id in state.mentioned):
            raise Refused("this conversation is not one of yours")
        self._watched.add(conversation)

    async def _tell_mentions(self) -> None:
        found = await Notices(self._app[keys.CLIENT]).mentions(self._rep.id)
        shown = [protocol.Mention(one.conversation, one.by, one.text, one.at) for one in found]
        await self._line.send(protocol.Mentions(shown))

    async def _tell(self) -> None:
        """What leads have said to everybody since it was last looked."""
        for one in await self._app[FLOOR].store.told(self._told):
            self._told = one.at
            await self._line.send(protocol.Told(one.by, one.text, one.at))

    def _attend(self, conversation: str) -> None:
        if conversation not in self._attended:
            attention = self._attended[conversation] = ExitStack()
            attention.enter_context(self._app[keys.FANOUT].conversation(conversation, self._changes))
            attention.enter_context(self._app[keys.SIGNS].listen(conversation, self._signs))

    def _leave(self) -> None:
        """Lets go of conversations that are others' now, so that a long day costs no more than a short one."""
        needed = self._readable() | set(self._expected.values())
        for conversation in [one for one in self._attended if one not in needed]:
            self._attended.pop(conversation).close()
            self._open.pop(conversation, None)

    async def tell_typing(self, conversation: str) -> None:
        """Lets the customer see that the rep writes, where the rep is the one who answers."""
        state = await self._app[keys.CONVERSATIONS].state(conversation)
        if state and self._rep.id in (state.rep, *state.guests):
            await self._app[keys.SIGNS].writes(conversation, "rep")

    async def saw(self, conversation: str, up_to: str) -> None:
        """Lets the customer, and the rep's other tabs, see how far the rep has read, where the rep is the one who answers."""
        state = await self._app[keys.CONVERSATIONS].state(conversation)
        if state and state.rep == self._rep.id:
            await self._app[keys.SIGNS].saw(conversation, "rep", up_to)

    async def _catch_up(self, conversation: str) -> None:
        position, store = self._open[conversation], self._app[keys.CONVERSATIONS]
        while found := await store.entries(conversation, position.last):
            fresh = [protocol.Line(entry_id, entry) for entry_id, entry in found if position.passes(entry_id)]
            if fresh:
                await self._line.send(protocol.Lines(conversation, fresh))
        if state := await store.state(conversation):
            await self._line.send(await about(self._app, state))

    async def _follow(self) -> None:
        await self._tell()
        await self._tell_mentions()
        while True:
            change = await self._changes.get()
            if isinstance(change, QueueChanged) and change.change == BROADCAST:
                await self._tell()
            elif isinstance(change, QueueChanged) and change.change == MENTIONED:
                if change.rep == self._rep.id:
                    await self._tell_mentions()
            elif isinstance(change, QueueChanged):
                self._mine_changed |= self._is_mine(change)
                self._stale.set()
            elif isinstance(change, Lagging):
                self._mine_changed = True
                self._stale.set()
                async with self._one_at_a_time:
                    for conversation in list(self._open):
                        await self._catch_up(conversation)
            else:
                await self._show_commit(change)

    def _is_mine(self, change: QueueChanged) -> bool:
        return change.rep == self._rep.id or any(one.conversation == change.conversation for one in self._shown.mine or ())

    async def _show_commit(self, commit: Committed) -> None:
        ours = self._expected.pop(commit.message, None) is not None
        if ours and commit.refused:
            await self._line.send(protocol.Refused(commit.conversation, commit.refused, commit.message))
        readable = ours or commit.conversation in self._readable()
        async with self._one_at_a_time:
            if commit.conversation in self._open and readable:
                await self._catch_up(commit.conversation)

    async def _show_board(self) -> None:
        """The queue and the rep's own chats, whenever they change."""
        while True:
            self._stale.clear()
            await self.refresh()
            await self._stale.wait()
            await asyncio.sleep(BOARD_PAUSE)

    async def refresh(self, mine_too: bool = False) -> None:
        """Shows what has changed on the board."""
        async with self._refreshing:
            look = await self._app[ROOM].look()
            mine = self._shown.mine
            if mine is None or mine_too or self._mine_changed:
                self._mine_changed = False
                mine = await self._app[keys.SALES].queue.mine(self._rep.id)
            if board := self._shown.news(look, mine):
                await self._line.send(board)
            self._leave()

    async def _show_signs(self) -> None:
        while True:
            sign = await self._signs.get()
            if sign.conversation not in self._readable():
                continue
            if sign.seen:
                await self._line.send(protocol.SeenShown(sign.conversation, sign.who, sign.seen))
            elif sign.who == "customer":
                await self._line.send(protocol.TypingShown(sign.conversation))
