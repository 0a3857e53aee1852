"""Customers who write through connectors that are not to be trusted: they send twice, at once, and again after a failure."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Protocol

from bot.conversation.message import Body, Message, Said
from bot.store.connect import Client, patiently
from bot.store.conversations import Conversations
from bot.store.fanout import Committed, Fanout

PATIENCE = 60.0  # seconds that a connector tries to reach Redis
AT_ONCE = 14
"""Customers' messages that are under way at the same time."""
LONGEST_BURST = 4
"""Messages that one customer sends without waiting for an answer."""


@dataclass(frozen=True)
class Sent:
    """A message in the order in which its conversation got it. `kind` is echo, request, cancel, person, withdraw or rep."""

    id: str
    conversation: str
    text: str
    kind: str


class Post:
    """Sends and waits for everybody; remembers what was sent and what the fan-out delivered."""

    def __init__(self, client: Client, fanout: Fanout, rng: random.Random) -> None:
        self._conversations = Conversations(client)
        self._fanout = fanout
        self._rng = rng
        self.sent: dict[str, list[Sent]] = defaultdict(list)
        self.delivered: dict[str, list[Committed]] = defaultdict(list)
        self._arrived: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._orderly: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._late: list[Message] = []
        self.counts: Counter[str] = Counter()
        self.commits = 0
        self.progress = asyncio.Condition()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Receives what is committed for as long as the block lasts."""
        with self._fanout.desk() as desk:
            receiving = asyncio.create_task(self._receive(desk))
            try:
                yield
            finally:
                receiving.cancel()

    async def send(self, conversation: str, body: Body, kind: str) -> str:
        """Puts a message into the inbox, some of them twice at once, some again later under the same id; gives the id."""
        copies = 2 if self._rng.random() < 0.15 else 1
        async with self._orderly[conversation]:
            message = Message(f"{kind}-{len(self.sent[conversation])}", conversation, datetime.now(timezone.utc), body)
            text = body.text if isinstance(body, Said) else ""
            self.sent[conversation].append(Sent(message.id, conversation, text, kind))
            new = await asyncio.gather(*(self._append(message) for _ in range(copies)))
        self.counts["sent twice at once"] += copies - 1
        self.counts["taken for new twice"] += sum(new) > 1
        if self._rng.random() < 0.1:
            self._late.append(message)
        if self._late and self._rng.random() < 0.1:
            self.counts["sent again later"] += 1
            self.counts["taken for new twice"] += await self._append(self._late.pop(self._rng.randrange(len(self._late))))
        return message.id

    async def answer(self, conversation: str, message: str) -> Committed:
        """Waits until the message's turn was delivered."""
        await self._arrived[f"{conversation}/{message}"].wait()
        return self.delivered[f"{conversation}/{message}"][0]

    async def _append(self, message: Message) -> bool:
        return await patiently(lambda: self._conversations.append(message), PATIENCE)

    async def _receive(self, desk: asyncio.Queue[object]) -> None:
        while True:
            change = await desk.get()
            if isinstance(change, Committed):
                name = f"{change.conversation}/{change.message}"
                self.delivered[name].append(change)
                self._arrived[name].set()
                self.commits += 1
                async with self.progress:
                    self.progress.notify_all()


class Words(Protocol):
    def next(self, conversation: str) -> tuple[str, str]:
        """What this customer says now, and its kind (see `Sent`)."""


class ScriptedWords:
    """For the scripted reader: no two requests ask for the same quantity, so that none can be taken for another."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._said = 0

    def next(self, conversation: str) -> tuple[str, str]:
        kind = self._rng.choices(("echo", "request", "person", "withdraw"), (60, 22, 14, 4))[0]
        self._said += 1
        return {
            "echo": f"how about {self._said}?",
            "request": f"request {self._said} totes",
            "person": "person",
            "withdraw": "never mind",
        }[kind], kind


class PlainWords:
    """For the trained model: a request over several messages with a question in between, its status, a person; and again."""

    DIALOGUE = (
        ("hello", "echo"),
        ("I want tote bags with our logo", "request"),
        ("2500 of them", "request"),
        ("by mid March, to 60616", "request"),
        ("how much is black toner for a LaserJet 1160?", "echo"),
        ("skip", "request"),
        ("jane@example.com", "request"),
        ("yes", "request"),
        ("what is the status of my request?", "echo"),
        ("can I talk to someone", "person"),
        ("thanks", "echo"),
    )

    def __init__(self) -> None:
        self._places: Counter[str] = Counter()

    def next(self, conversation: str) -> tuple[str, str]:
        self._places[conversation] += 1
        return self.DIALOGUE[(self._places[conversation] - 1) % len(self.DIALOGUE)]


class Crowd:
    """So many conversations side by side, each with words of its own."""

    def __init__(self, post: Post, conversations: list[str], messages: int, words: Words, rng: random.Random) -> None:
        self._post = post
        self._words = words
        self._rng = rng
        self._under_way = asyncio.Semaphore(AT_ONCE)
        self.conversations = conversations
        self.left = messages
        self.enough = False
        """Until then the customers go on writing, also beyond their number."""

    async def talk(self) -> None:
        await asyncio.gather(*(self._customer(conversation) for conversation in self.conversations))

    async def _customer(self, conversation: str) -> None:
        while self.left > 0 or not self.enough:
            burst = [asyncio.create_task(self._one(conversation)) for _ in range(self._rng.randint(1, LONGEST_BURST))]
            numbers = [number for number in await asyncio.gather(*burst) if number]
            if numbers and self._rng.random() < 0.5:
                await self._one(conversation, f"cancel {self._rng.choice(numbers)}", "cancel")

    async def _one(self, conversation: str, text: str = "", kind: str = "") -> str | None:
        """One message, and its answer; gives the number of the request that it opened."""
        async with self._under_way:
            self.left -= 1
            text, kind = (text, kind) if text else self._words.next(conversation)
            sent = await self._post.send(conversation, Said(text), kind)
            answer = await self._post.answer(conversation, sent)
        found = re.search(r"opened (RFQ-\d+)", " ".join(entry.text for _, entry in answer.entries))
        return found[1] if found else None
