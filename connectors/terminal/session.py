"""One visitor at the terminal: sends a message into the conversation and waits for the turn that answers it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

from bot.conversation.message import Body, Message, RepClaimed, RepResolved
from bot.conversation.model import Attachment, Channel, Conversation
from bot.errors import BadInput, EngineError, Missing, Refused
from bot.sales.model import Claim
from bot.sales.service import Sales
from bot.store import keys
from bot.store.attachments import Attachments
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.fanout import Committed, ends, read_turn, tail

REP, REP_NAME = "terminal", "Robin"
"""The rep as whom a script joins."""
ANSWER_SECONDS = 120.0
QUEUE_SECONDS = 5.0
"""How long a rep waits for a hand-off that the engine has just committed to reach the queue."""


class Session:
    def __init__(
        self,
        client: Client,
        sales: Sales,
        attachments: Attachments,
        channel: Channel = "terminal",
        clock: Clock | None = None,
    ) -> None:
        self._client = client
        self._attachments = attachments
        self._conversations = Conversations(client)
        self._sales = sales
        self._channel = channel
        self.clock = clock or Clock()
        self.reps_online: bool | None = None
        self.id = f"terminal-{uuid4().hex}"

    async def keep(self, path: Path) -> Attachment:
        """Takes a file of this machine to be sent. Raises BadInput for one that cannot be read or is of no kind taken."""
        try:
            return await asyncio.to_thread(lambda: self._attachments.keep(path.name, path.read_bytes()))
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}") from None

    async def say(self, body: Body) -> Committed:
        """Sends one message and gives the finished turn; raises EngineError when none finishes in time."""
        message = Message(str(uuid4()), self.id, self.clock.now(), body, self._channel, self.reps_online)
        stream = keys.events(keys.partition_of(self.id))
        positions = await ends(self._client, [stream])
        await self._conversations.append(message)
        try:
            return await asyncio.wait_for(self._answer(message.id, positions), ANSWER_SECONDS)
        except asyncio.TimeoutError:
            raise EngineError(f"no answer within {ANSWER_SECONDS:.0f} s: is an engine running?") from None

    async def _answer(self, message_id: str, positions: dict[str, str]) -> Committed:
        async for _, _, fields in tail(self._client, positions):
            if fields[b"c"].decode() == self.id and b"turn" in fields:
                committed = read_turn(self.id, fields)
                if committed.message == message_id:
                    return committed
        raise AssertionError("a tail never ends")

    async def rep_joins(self) -> Committed | None:
        """A rep claims the conversation; None where it waits for nobody."""
        state = await self.state()
        if state.handoff not in ("queued", "message_taken"):
            return None
        claim = await self._claim()
        return await self.say(RepClaimed(claim.rep, REP_NAME, claim.epoch))

    async def _claim(self) -> Claim:
        end = monotonic() + QUEUE_SECONDS
        while True:
            try:
                return await self._sales.queue.claim(self.id, REP, self.clock.now())
            except Refused:
                if monotonic() > end:
                    raise
                await asyncio.sleep(0.01)

    async def rep_closes(self) -> Committed | None:
        """The rep who has the conversation resolves it; None where none has it."""
        state = await self.state()
        if state.owner != "rep" or state.rep is None:
            return None
        return await self.say(RepResolved(state.rep))

    async def state(self) -> Conversation:
        return await self._conversations.state(self.id) or Conversation(self.id)


class Clock:
    """The time, or a test's own time that runs on from the moment it was set."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._since = monotonic()

    def now(self) -> datetime:
        if self._start is None:
            return datetime.now().astimezone()
        return self._start + timedelta(seconds=monotonic() - self._since)


async def wait_for_engine(client: Client, seconds: float, starting: Callable[[], bool]) -> None:
    """Returns as soon as an engine consumes messages; raises Missing when it ended while `starting`, or none does in time."""
    end = monotonic() + seconds
    while not await client.exists(keys.lease(0)):
        if monotonic() > end or not starting():
            raise Missing("the dialogue engine did not start; `quartermaster engine` says why")
        await asyncio.sleep(0.05)
