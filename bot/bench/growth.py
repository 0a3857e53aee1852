"""What a turn costs as its conversation grows: turn 200 against turn 5, and against Rasa's own way of keeping everything.

The cost of a turn is the processor time of this process from sending a message to seeing its answer committed; the clock is
shown beside it, but it counts the neighbours too. A neighbour makes the same turn dearer by half, so early and late turns
alternate: while one conversation passes its turn 200, fresh ones pass their turn 5, and all say the same few sentences.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from statistics import median

from bot.bench.result import Result
from bot.conversation.message import Message, Said
from bot.conversation.turn import Reader
from bot.ending import end
from bot.engine.consumer import Engine
from bot.settings import settings
from bot.sourcing.service import Sourcing
from bot.store.connect import Client, connect
from bot.store.conversations import SHORTEST_WINDOW, Conversations
from bot.store.embedded import embedded_redis
from bot.store.fanout import Fanout
from bot.store.numbers import RedisNumbers
from bot.store.requests import RedisRequests

Say = Callable[[str], None]
SENTENCES = ("hello", "what can you do?", "thanks", "do you take credit cards?", "where is your nearest shop?")
EARLY = 5
ROUNDS = 3
"""Fresh conversations for each that has grown old."""
PROMISE = 1.3
"""Turn 200 costs no more than so many times turn 5."""
EVERYTHING = 10**9
"""A window that never moves on: each turn begins with every event that ever was."""


@dataclass(frozen=True)
class Size:
    conversations: int
    late: int


@dataclass
class Costs:
    """Seconds of the turns around an early and a late one: (processor, clock) each."""

    early: list[tuple[float, float]] = field(default_factory=list)
    late: list[tuple[float, float]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(spent for spent, _ in self.late) / median(spent for spent, _ in self.early)


class Growing:
    """One conversation."""

    def __init__(self, client: Client, fan: Fanout, name: str) -> None:
        self._store, self._fan, self._name, self._turn = Conversations(client), fan, name, 0

    async def turns(self, count: int) -> list[tuple[float, float]]:
        """So many turns, one after the other, and what each cost."""
        return [await self._one() for _ in range(count)]

    async def _one(self) -> tuple[float, float]:
        self._turn += 1
        said = Said(SENTENCES[self._turn % len(SENTENCES)])
        with self._fan.conversation(self._name) as committed:
            clock, spent = time.perf_counter(), time.process_time()
            await self._store.append(Message(f"m{self._turn}", self._name, datetime.now(timezone.utc), said))
            await committed.get()
            return time.process_time() - spent, time.perf_counter() - clock


async def grow(client: Client, reader: Reader, size: Size, window: int = SHORTEST_WINDOW) -> Costs:
    """Lets some conversations grow up to the late turn; there, each is measured in turn with fresh ones at their early turn."""
    await client.flushdb()
    fan, costs = Fanout(client), Costs()
    engine = Engine(client, reader, "growth", turn_seconds=60, window=window)
    work = [asyncio.create_task(engine.run()), asyncio.create_task(fan.run())]
    await asyncio.gather(engine.ready.wait(), fan.ready.wait())
    for number in range(size.conversations):
        old = Growing(client, fan, f"old-{number}")
        await old.turns(size.late - ROUNDS * len(SENTENCES) // 2 - 1)
        for round_ in range(ROUNDS):
            fresh = Growing(client, fan, f"fresh-{number}-{round_}")
            await fresh.turns(EARLY - len(SENTENCES) // 2 - 1)
            for _ in SENTENCES:
                costs.early += await fresh.turns(1)
                costs.late += await old.turns(1)
    engine.stop()
    await work[0]
    await end(work[1])
    return costs


def scripted(client: Client) -> Reader:
    from bot.bench.scripted_reader import ScriptedReader

    return ScriptedReader(Sourcing(RedisNumbers(client), RedisRequests(client)))


def rasa(client: Client, var: Path) -> Reader:
    """The trained model, with the product's services. Raises Missing where nothing is trained."""
    from bot.nlu.quiet import quiet

    quiet()
    from bot import bootstrap
    from bot.engine.rasa_reader import RasaReader
    from bot.nlu.training import current_model

    bootstrap.use(bootstrap.wire(client, var))
    return RasaReader(current_model(var))


async def _measure(url: str, quick: bool, say: Say, result: Result) -> None:
    client = connect(url)
    ours, peers = (Size(1, 200), Size(1, 60)) if quick else (Size(5, 200), Size(1, 200))
    say("the store and the engine alone")
    _report(result, "store", "store and engine alone", ours, await grow(client, scripted(client), ours))
    reader = rasa(client, settings().var)
    say("with Rasa")
    _report(result, "rasa", "with Rasa", ours, await grow(client, reader, ours))
    say("with Rasa, keeping everything")
    _report(result, "peer", "Rasa's own way, keeping everything", peers, await grow(client, reader, peers, EVERYTHING))
    await client.close()


def _report(result: Result, key: str, label: str, size: Size, costs: Costs) -> None:
    for place, turn, turns in (("early", EARLY, costs.early), ("late", size.late, costs.late)):
        spent, clock = (round(median(one) * 1000, 2) for one in zip(*turns, strict=True))
        result.row(f"{key}_{place}_ms", f"{label}: turn {turn}, ms of processor", spent)
        result.row(f"{key}_{place}_clock_ms", f"{label}: turn {turn}, ms by the clock", clock)
    result.row(f"{key}_turn", f"{label}: late turn", size.late)
    result.row(f"{key}_ratio", f"{label}: late against early", round(costs.ratio, 2))


def measure(quick: bool, seed: int, say: Say) -> Result:
    """Turn 200 against turn 5, three times: without Rasa, with it, and with a memory that is never cut."""
    result = Result("growth")
    result.row("seed", "seed", seed)
    with tempfile.TemporaryDirectory(prefix="quartermaster-growth-") as folder, embedded_redis(Path(folder)) as url:
        asyncio.run(_measure(url, quick, say, result))
    for key in ("store", "rasa"):
        if result.figures[f"{key}_ratio"] > PROMISE:
            result.failures.append(f"{key}: turn 200 costs {result.figures[f'{key}_ratio']} times turn 5, more than {PROMISE}")
    return result
