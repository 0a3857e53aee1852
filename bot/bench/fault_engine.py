"""An engine that kills itself: `python -m bot.bench.fault_engine --redis URL --kill POINT:N`.

The real engine, which sends itself SIGKILL when it comes to a point (see `bot.engine.consumer.POINTS`) for the N-th time.
Right before that it says so: one JSON line with the point and the message that is there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.conversation.message import Message
from bot.conversation.turn import Reader
from bot.engine.consumer import POINTS, Engine
from bot.engine.main import until_stopped
from bot.sourcing.service import Sourcing
from bot.store.connect import Client, connect
from bot.store.leases import LEASE_MS
from bot.store.numbers import RedisNumbers
from bot.store.requests import RedisRequests

At = Callable[[str, Message | None], None]


class Fate:
    """What befalls this process: nothing that it could clean up after."""

    def __init__(self, kill: str, pause: str, poison: str) -> None:
        self._kill, self._pause, self._poison = kill, pause, poison
        self._seen: Counter[str] = Counter()

    def at(self, point: str, message: Message | None) -> None:
        self._seen[point] += 1
        now = f"{point}:{self._seen[point]}"
        if now == self._kill or (point == "understood" and message and message.id == self._poison):
            self._meet("killed", signal.SIGKILL, point, message)
        elif now == self._pause:
            self._meet("paused", signal.SIGSTOP, point, message)

    def _meet(self, how: str, number: signal.Signals, point: str, message: Message | None) -> None:
        tell({how: point, "message": message and message.id})
        os.kill(os.getpid(), number)


def tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def reader(kind: str, client: Client, var: Path, at: At) -> Reader:
    """The scripted reader, or Rasa's with the trained model (and then the product's services)."""
    if kind == "scripted":
        from bot.bench.scripted_reader import ScriptedReader

        return ScriptedReader(Sourcing(RedisNumbers(client), RedisRequests(client)), at)
    from bot.nlu.quiet import quiet

    quiet()
    from bot import bootstrap
    from bot.engine.rasa_reader import RasaReader
    from bot.nlu.training import current_model

    bootstrap.use(bootstrap.wire(client, var))
    return RasaReader(current_model(var), at)


async def run(options: argparse.Namespace) -> None:
    at = Fate(options.kill, options.pause, options.kill_on).at
    client = connect(options.redis)
    engine = Engine(
        client, reader(options.reader, client, options.var, at), options.name, options.turn_seconds, at, options.lease_ms
    )
    announced = asyncio.create_task(announce(engine))
    await until_stopped(engine)
    announced.cancel()
    await client.close()


async def announce(engine: Engine) -> None:
    await engine.ready.wait()
    tell({"ready": True})


def main() -> None:
    parser = argparse.ArgumentParser(prog="fault_engine", description="An engine that kills itself at a named point.")
    parser.add_argument("--redis", required=True, help="URL of the Redis to work on")
    parser.add_argument("--kill", default="", metavar="POINT:N", help=f"where and at which time: {', '.join(POINTS)}")
    parser.add_argument("--pause", default="", metavar="POINT:N", help="the same with SIGSTOP")
    parser.add_argument("--kill-on", default="", metavar="MESSAGE", help="the id of a message that kills whoever reads it")
    parser.add_argument("--reader", choices=("scripted", "rasa"), default="scripted")
    parser.add_argument("--name", default="faults")
    parser.add_argument("--var", type=Path, default=Path("var"), help="where the trained model is (for --reader rasa)")
    parser.add_argument("--turn-seconds", type=float, default=15.0)
    parser.add_argument("--lease-ms", type=int, default=LEASE_MS)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
