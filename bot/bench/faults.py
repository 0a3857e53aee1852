"""Kills the engine at every named point, and Redis, while customers and reps are busy; then counts what is in Redis.

What must hold afterwards: every message is answered or with a person, none twice, none out of order; no request and no
hand-off is lost or doubled; every number that a reply names is a request.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bench.audit import Audit
from bot.bench.result import Result
from bot.bench.storm import Say, Size, Storm, storm
from bot.demo.catalog import load_demo
from bot.engine.consumer import POINTS
from bot.errors import QuartermasterError
from bot.nlu.training import current_model
from bot.settings import settings
from bot.store.embedded import embedded_redis

SHARE_IN_FLIGHT = 0.8


@dataclass(frozen=True)
class Sizes:
    scripted: Size
    trained: Size


FULL = Sizes(Size(conversations=40, messages=600, kills=200, redis_kills=20), Size(6, 66, 15, 0))
QUICK = Sizes(Size(conversations=16, messages=100, kills=28, redis_kills=3), Size(3, 12, 1, 0))


def measure(quick: bool, seed: int, say: Say) -> Result:
    """The scripted engine is killed at each point, and Redis with it; then the engine with the trained model."""
    result, sizes = Result("faults"), QUICK if quick else FULL
    result.row("seed", "seed", seed)
    try:
        kill_scripted(result, sizes.scripted, seed, say)
        kill_trained(result, sizes.trained, seed, say, settings().var)
    except QuartermasterError as error:
        result.failures.append(f"the run ended early: {error}")
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


FOUND = (
    "answered",
    "with a rep",
    "given up",
    "requests",
    "requests cancelled",
    "hand-offs",
    "joined",
    "timers",
    "numbers left unused",
)
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
    _expect(result, bool(prefix or (tally.in_request and tally.in_handoff)), "no kill in a request, or none in a hand-off")
    _expect(result, customers >= size.messages, "too few messages")
    _expect(result, tally.redis >= size.redis_kills, "too few kills of Redis")
    _expect(result, not found.counts["left in the inbox"], "messages are left in an inbox")
    _expect(result, not run.post.counts["taken for new twice"], "a message that was sent twice was taken for two")
    _expect(result, not run.staff.counts["races with two winners"], "two reps won the same race")


def _expect(result: Result, holds: bool, otherwise: str) -> None:
    if not holds:
        result.failures.append(otherwise)
