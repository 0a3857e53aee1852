"""What one tab of the desk shows: the board, and the conversations that were opened in it."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Any

from aiohttp import web

from bot.conversation.model import Conversation
from bot.errors import Refused
from bot.sales.model import Rep
from bot.store.fanout import Committed, Lagging, QueueChanged
from bot.store.signs import Listener
from connectors.desk import protocol
from connectors.web import keys
from connectors.web.line import Line
from connectors.web.position import Position

BOARD_PAUSE = 0.1  # seconds; a burst of changes of the queue is shown once
MOST_EXPECTED = 1_000


class Showing:
    def __init__(self, app: web.Application, line: Line, rep: Rep) -> None:
        self._app, self._line, self._rep = app, line, rep
        self._open: dict[str, Position] = {}
        self._expected: dict[str, None] = {}
        self._may_read: set[str] = set()
        self._one_at_a_time = asyncio.Lock()  # replaying a log and following it: no line may overtake another
        self._stale = asyncio.Event()
        self._signs: Listener = asyncio.Queue(64)
        self._listening = ExitStack()

    async def run(self) -> None:
        """Shows every change until cancelled."""
        with self._app[keys.FANOUT].desk() as changes, self._listening:
            works = (self._follow(changes), self._show_board(), self._show_signs())
            await asyncio.gather(*(self._line.guard(work) for work in works))

    def expect(self, message: str) -> None:
        """This tab sent that message, so a refusal is for it to show."""
        self._expected[message] = None
        for oldest in list(self._expected)[:-MOST_EXPECTED]:
            del self._expected[oldest]

    async def open(self, conversation: str, last: str) -> None:
        """Shows a conversation beyond the log id `last`, and all that follows.

        Raises Refused unless it waits or is the rep's own."""
        if conversation not in self._may_read:
            await self.refresh()
        if conversation not in self._may_read:
            raise Refused("this conversation is not one of yours")
        async with self._one_at_a_time:
            if conversation not in self._open:
                self._listening.enter_context(self._app[keys.SIGNS].listen(conversation, self._signs))
            self._open[conversation] = Position(last)
            await self._catch_up(conversation)

    async def tell_typing(self, conversation: str) -> None:
        """Lets the customer see that the rep writes, where the rep is the one who answers."""
        state = await self._app[keys.CONVERSATIONS].state(conversation)
        if state and state.rep == self._rep.id:
            await self._app[keys.SIGNS].writes(conversation, "rep")

    async def saw(self, conversation: str, up_to: str) -> None:
        """Lets the customer, and the rep's other tabs, see how far the rep has read, where the rep is the one who answers."""
        state = await self._app[keys.CONVERSATIONS].state(conversation)
        if state and state.rep == self._rep.id:
            await self._app[keys.SIGNS].saw(conversation, "rep", up_to)

    async def _catch_up(self, conversation: str) -> None:
        position, store = self._open[conversation], self._app[keys.CONVERSATIONS]
        while found := await store.entries(conversation, position.last):
            for entry_id, entry in found:
                if position.passes(entry_id):
                    await self._line.send(protocol.EntryShown(conversation, entry_id, entry))
        if state := await store.state(conversation):
            await self._line.send(await self._about(state))

    async def _about(self, state: Conversation) -> protocol.About:
        requests = []
        for ref in state.requests:
            request = await self._app[keys.REQUESTS].get(ref.number)
            requests.append(protocol.RequestShown(ref.number, ref.state, request.described() if request else {}))
        seen = (await self._app[keys.SIGNS].seen(state.id)).get("customer", "")
        view = state.view
        known = (view.slots, view.items, requests, view.order, state.snoozed, seen)
        return protocol.About(state.id, state.owner, state.rep, state.rep_name, *known)

    async def _follow(self, changes: asyncio.Queue[Any]) -> None:
        while True:
            change = await changes.get()
            if isinstance(change, QueueChanged | Lagging):
                self._stale.set()
            if isinstance(change, Lagging):
                async with self._one_at_a_time:
                    for conversation in list(self._open):
                        await self._catch_up(conversation)
            if isinstance(change, Committed):
                await self._show_commit(change)

    async def _show_commit(self, commit: Committed) -> None:
        ours = commit.message in self._expected
        self._expected.pop(commit.message, None)
        if ours and commit.refused:
            await self._line.send(protocol.Refused(commit.conversation, commit.refused, commit.message))
        readable = ours or commit.conversation in self._may_read
        if commit.conversation in self._open and readable:
            async with self._one_at_a_time:
                await self._catch_up(commit.conversation)

    async def _show_board(self) -> None:
        """The queue and the rep's own chats, whenever they change."""
        while True:
            self._stale.clear()
            await self.refresh()
            await self._stale.wait()
            await asyncio.sleep(BOARD_PAUSE)

    async def refresh(self) -> None:
        """Shows the board as it is now."""
        queue = self._app[keys.SALES].queue
        waiting, mine, present = await asyncio.gather(queue.waiting(), queue.mine(self._rep.id), queue.reps_present())
        self._may_read = {one.conversation for one in (*waiting, *mine)}
        reps = [await self._app[keys.SALES].reps.get(rep) for rep in present if rep != self._rep.id]
        colleagues = [protocol.Colleague(rep.id, rep.name) for rep in reps if rep]
        await self._line.send(protocol.Board(waiting, mine, colleagues))

    async def _show_signs(self) -> None:
        while True:
            sign = await self._signs.get()
            if sign.conversation not in self._may_read:
                continue
            if sign.seen:
                await self._line.send(protocol.SeenShown(sign.conversation, sign.who, sign.seen))
            elif sign.who == "customer":
                await self._line.send(protocol.TypingShown(sign.conversation))
