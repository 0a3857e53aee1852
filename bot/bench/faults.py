"""Kills the engine at every named point, and Redis, while customers and reps are busy; then counts what is in Redis.

What must hold afterwards: every message is answered or with a person, none twice, none out of order; no request and no
hand-off is lost or doubled; every number that a reply names is a request.
"""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.bench.audit import Audit, audit
from bot.bench.crowd import Crowd, PlainWords, Post, ScriptedWords
from bot.bench.result import Result
from bot.bench.staff import Staff
from bot.bench.victims import Death, EngineProcess, in_flight, kill_redis
from bot.demo.catalog import load_demo
from bot.engine.consumer import POINTS
from bot.errors import EngineError, Missing
from bot.nlu.training import current_model
from bot.settings import settings
from bot.store.connect import Client, connect
from bot.store.embedded import embedded_redis
from bot.store.fanout import Fanout

Say = Callable[[str], None]
T = TypeVar("T")
REPS = 5
STALLED = 60.0  # seconds; an engine with a model takes ten to start
SHARE_IN_FLIGHT = 0.8


@dataclass(frozen=True)
class Size:
    conversations: int
    messages: int
    kills: int
    redis_kills: int


@dataclass(frozen=True)
class Sizes:
    scripted: Size
    trained: Size


FULL = Sizes(Size(conversations=40, messages=600, kills=200, redis_kills=20), Size(6, 66, 15, 0))
QUICK = Sizes(Size(conversations=16, messages=100, kills=28, redis_kills=3), Size(3, 12, 1, 0))


@dataclass
class Tally:
    """What the killing came to."""

    points: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    in_request: int = 0
    in_handoff: int = 0
    redis: int = 0
    redis_in_flight: int = 0
    seconds: float = 0.0
    stray: list[str] = field(default_factory=list)

    def died(self, death: Death, in_flight: bool) -> None:
        self.points[death.point] += 1
        self.in_flight += in_flight
        kind = (death.message or "").partition("-")[0]
        self.in_request += kind in ("request", "cancel")
        self.in_handoff += kind in ("person", "withdraw", "rep")


class Storm:
    """One run: a crowd, a staff, and engine after engine."""

    def __init__(
        self, client: Client, url: str, folder: Path, size: Size, rng: random.Random, say: Say, model: Path | None
    ) -> None:
        """`model` is a var folder with a trained model and a catalog; without it the scripted reader reads."""
        self._client, self._url, self._log, self._size, self._rng, self._say = (
            client,
            url,
            folder / "engine.log",
            size,
            rng,
            say,
        )
        self._options = ("--reader", "rasa", "--var", str(model)) if model else ()
        self._fanout = Fanout(client)
        self._names = [f"talk-{number}" for number in range(size.conversations)]
        self.post = Post(client, self._fanout, rng)
        words = PlainWords() if model else ScriptedWords(rng)
        self.crowd = Crowd(self.post, self._names, size.messages, words, rng)
        self.staff = Staff(client, self._fanout, self.post, REPS, rng)
        self.tally = Tally()
        self._busy: tuple[asyncio.Task[None], ...] = ()

    async def rage(self) -> None:
        """Kills as often as was asked for; then lets everybody come to an end, with an engine that is left alive."""
        began = time.monotonic()
        listening = asyncio.create_task(self._fanout.run())
        await self._fanout.ready.wait()
        await self.staff.come_in()
        with self.post.open():
            talking = asyncio.create_task(self.crowd.talk())
            working = asyncio.create_task(self.staff.work())
            watching = asyncio.create_task(self._watch())
            self._busy = (working, listening, watching)
            await self._kill_all()
            self.crowd.enough = True
            last = await EngineProcess.start(self._url, self._log, *self._options)
            await self._or_fail(talking)
            working.cancel()
            self._busy = (listening, watching)
            await self._or_fail(asyncio.create_task(self.staff.finish()))
            await self._or_fail(asyncio.create_task(self._finished()))
            await last.stop()
        for task in (watching, listening):
            task.cancel()
        await asyncio.gather(working, watching, listening, return_exceptions=True)
        self.tally.seconds = time.monotonic() - began

    async def _finished(self) -> None:
        while await in_flight(self._client, self._names):
            pass

    async def _watch(self) -> None:
        """Raises EngineError when nobody has been answered for long."""
        while True:
            try:
                await asyncio.wait_for(self._until(self.post.commits + 1), STALLED)
            except asyncio.TimeoutError:
                raise EngineError(f"nobody has been answered for {STALLED:.0f} seconds; see the seed") from None

    async def _or_fail(self, wanted: asyncio.Task[T]) -> T:
        """What the task gives; an error in what goes on beside it ends the waiting."""
        await asyncio.wait((wanted, *self._busy), return_when=asyncio.FIRST_COMPLETED)
        for task in self._busy:
            if task.done():
                task.result()
        return await wanted

    async def _kill_all(self) -> None:
        points = [POINTS[number % len(POINTS)] for number in range(self._size.kills)]
        self._rng.shuffle(points)
        with_redis = set(self._rng.sample(range(len(points)), self._size.redis_kills))
        for number, point in enumerate(points):
            budget = max(1.0, self.crowd.left / (len(points) - number))
            occurrence = self._rng.randint(1, max(1, round(2 * budget) - 1))
            await self._one_life(f"{point}:{occurrence}", number in with_redis)
            if number % 20 == 19:
                self._say(
                    f"{number + 1} engines killed, {self.post.commits} turns done, {max(0, self.crowd.left)} messages to go"
                )

    async def _one_life(self, kill: str, redis_too: bool) -> None:
        engine = await EngineProcess.start(self._url, self._log, "--kill", kill, *self._options)
        if redis_too:
            await self._kill_redis(engine)
        death = await self._or_fail(asyncio.create_task(engine.death()))
        if death is None:
            self.tally.stray.append(kill)
            return
        self.tally.died(death, await in_flight(self._client, self._names))

    async def _kill_redis(self, engine: EngineProcess) -> None:
        """In the midst of it: after a turn or two of this engine."""
        enough = self.post.commits + self._rng.randint(1, 2)
        dying = asyncio.create_task(engine.death())
        reached = asyncio.create_task(self._until(enough))
        await asyncio.wait((dying, reached), return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()
        self.tally.redis_in_flight += await in_flight(self._client, self._names)
        await kill_redis(self._client)
        self.tally.redis += 1

    async def _until(self, commits: int) -> None:
        async with self.post.progress:
            await self.post.progress.wait_for(lambda: self.post.commits >= commits)


async def storm(url: str, folder: Path, size: Size, seed: int, say: Say, model: Path | None = None) -> tuple[Storm, Audit]:
    """One run and what was found afterwards."""
    client = connect(url)
    run = Storm(client, url, folder, size, random.Random(seed), say, model)
    await run.rage()
    found = await audit(client, run.post.sent, run.post.delivered, scripted=model is None)
    await client.close()
    return run, found


def measure(quick: bool, seed: int, say: Say) -> Result:
    """The scripted engine is killed at each point, and Redis with it; then the engine with the trained model."""
    result, sizes = Result("faults"), QUICK if quick else FULL
    result.row("seed", "seed", seed)
    kill_scripted(result, sizes.scripted, seed, say)
    try:
        kill_trained(result, sizes.trained, seed, say, settings().var)
    except Missing as missing:
        result.failures.append(f"the engine with the trained model was not killed: {missing}")
    return result


def kill_scripted(result: Result, size: Size, seed: int, say: Say) -> None:
    with world() as (url, folder):
        run, found = asyncio.run(storm(url, folder, size, seed, say))
    report(result, "", size, run, found, POINTS)


def kill_trained(result: Result, size: Size, seed: int, say: Say, var: Path) -> None:
    """`var` is where the trained model is; raises Missing where there is none."""
    current_model(var)
    say("the same for the engine with the trained model, which takes seconds to start")
    with world() as (url, folder):
        (folder / "models").symlink_to(var / "models")
        load_demo(folder)
        run, found = asyncio.run(storm(url, folder, size, seed, say, folder))
    report(result, "trained ", size, run, found, POINTS if size.kills >= len(POINTS) else ())


@contextmanager
def world() -> Iterator[tuple[str, Path]]:
    """A Redis of its own, by its URL, and the var folder that it keeps its data in."""
    with tempfile.TemporaryDirectory(prefix="quartermaster-faults-") as name, embedded_redis(Path(name)) as url:
        yield url, Path(name)


FOUND = ("answered", "with a rep", "given up", "requests", "requests cancelled", "hand-offs", "joined", "numbers left unused")
WRONG = ("lost", "taken twice", "answered twice", "out of order", "delivered not once", "unanswered", "left in the inbox")


def report(result: Result, prefix: str, size: Size, run: Storm, found: Audit, points: Sequence[str]) -> None:
    """The counts of one run, and which of them are not as promised. `points` are those where some engine must have died."""

    def row(name: str, value: object, indent: str = "") -> None:
        key = re.sub(r"\W+", "_", prefix + name)
        result.row(key, f"{indent}{prefix}{name}", value)

    tally = run.tally
    kills = sum(tally.points.values())
    customers = sum(message.kind != "rep" for messages in run.post.sent.values() for message in messages)
    row("conversations", len(run.post.sent))
    row("messages", customers)
    row("messages of reps", sum(map(len, run.post.sent.values())) - customers)
    row("sent again", run.post.counts["sent twice at once"] + run.post.counts["sent again later"])
    row("engine kills", kills)
    for point in POINTS:
        row(f"killed {point}", tally.points[point], "  ")
    row("kills in flight", tally.in_flight, "  ")
    row("kills in request", tally.in_request, "  ")
    row("kills in handoff", tally.in_handoff, "  ")
    row("redis kills", tally.redis)
    row("redis kills in flight", tally.redis_in_flight, "  ")
    for name in FOUND:
        row(name, found.counts[name])
    for name, count in sorted(run.staff.counts.items()):
        row(f"reps {name}", count)
    for name in WRONG:
        row(name, found.counts[name])
    row("faults", len(found.faults))
    row("seconds", round(tally.seconds, 1))
    result.failures += found.faults[:20]
    _expect(
        result, kills >= size.kills and not tally.stray, f"{kills} engine kills of {size.kills}; ended otherwise: {tally.stray}"
    )
    _expect(result, all(tally.points[point] for point in points), "a point at which no engine was killed")
    _expect(result, tally.in_flight >= SHARE_IN_FLIGHT * kills, "too few kills with work in flight")
    _expect(result, not points or bool(tally.in_request and tally.in_handoff), "no kill in a request, or none in a hand-off")
    _expect(result, customers >= size.messages, "too few messages")
    _expect(result, tally.redis >= size.redis_kills, "too few kills of Redis")
    _expect(result, not found.counts["left in the inbox"], "messages are left in an inbox")
    _expect(result, not run.post.counts["taken for new twice"], "a message that was sent twice was taken for two")
    _expect(result, not run.staff.counts["races with two winners"], "two reps won the same race")


def _expect(result: Result, holds: bool, otherwise: str) -> None:
    if not holds:
        result.failures.append(otherwise)
