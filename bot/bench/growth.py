"""What a turn costs as its conversation grows: turn 200 against turn 5, and against Rasa's own way of keeping everything.

The cost of a turn is the processor time of this process from sending a message to seeing its answer committed; the clock is
shown beside it, but it counts the neighbours too. The customer repeats a handful of sentences, so that both places are compared
on the same words.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from statistics import median

from bot.bench.result import Result
from bot.conversation.model import Message, Said
from bot.conversation.turn import Reader
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
    """Seconds of the turns around an early and a late one: processor time, and by the clock."""

    early: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    early_wall: list[float] = field(default_factory=list)
    late_wall: list[float] = field(default_factory=list)

    def add(self, turn: int, late: int, spent: float, wall: float) -> None:
        around = len(SENTENCES) // 2
        if abs(turn - EARLY) <= around:
            self.early.append(spent)
            self.early_wall.append(wall)
        elif abs(turn - late) <= around:
            self.late.append(spent)
            self.late_wall.append(wall)

    @property
    def ratio(self) -> float:
        return median(self.late) / median(self.early)


async def grow(client: Client, reader: Reader, size: Size, window: int = SHORTEST_WINDOW) -> Costs:
    """Lets some conversations grow, one after the other; the first few turns of all warm the process up."""
    await client.flushdb()
    fan, costs = Fanout(client), Costs()
    engine = Engine(client, reader, "growth", turn_seconds=60, window=window)
    work = [asyncio.create_task(engine.run()), asyncio.create_task(fan.run())]
    await asyncio.gather(engine.ready.wait(), fan.ready.wait())
    await _talk(client, fan, "warm-up", 2 * EARLY, lambda turn, spent, wall: None)
    for number in range(size.conversations):
        last = size.late + len(SENTENCES) // 2
        await _talk(client, fan, f"talk-{number}", last, lambda *of: costs.add(of[0], size.late, *of[1:]))
    for task in work:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return costs


async def _talk(client: Client, fan: Fanout, name: str, turns: int, spent: Callable[[int, float, float], None]) -> None:
    store = Conversations(client)
    with fan.conversation(name) as committed:
        for turn in range(1, turns + 1):
            wall, cpu = time.perf_counter(), time.process_time()
            said = Said(SENTENCES[turn % len(SENTENCES)])
            await store.append(Message(f"m{turn}", name, datetime.now(timezone.utc), said))
            await committed.get()
            spent(turn, time.process_time() - cpu, time.perf_counter() - wall)


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
    ours, peers = (Size(2, 200), Size(1, 60)) if quick else (Size(5, 200), Size(1, 200))
    say("the store and the engine alone")
    _report(result, "store", "store and engine alone", ours, await grow(client, scripted(client), ours))
    reader = rasa(client, settings().var)
    say("with Rasa")
    _report(result, "rasa", "with Rasa", ours, await grow(client, reader, ours))
    say("with Rasa, keeping everything")
    _report(result, "peer", "Rasa's own way, keeping everything", peers, await grow(client, reader, peers, EVERYTHING))
    await client.close()


def _report(result: Result, key: str, label: str, size: Size, costs: Costs) -> None:
    for place, turn, spent, wall in (
        ("early", EARLY, costs.early, costs.early_wall),
        ("late", size.late, costs.late, costs.late_wall),
    ):
        result.row(f"{key}_{place}_ms", f"{label}: turn {turn}, ms of processor", round(median(spent) * 1000, 2))
        result.row(f"{key}_{place}_wall_ms", f"{label}: turn {turn}, ms by the clock", round(median(wall) * 1000, 2))
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
