"""The engine process: model, services and consumer, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from pathlib import Path

from bot.engine.consumer import Engine
from bot.errors import EngineError
from bot.store.connect import Client, connect


async def serve(
    redis_url: str,
    var: Path,
    name: str,
    turn_seconds: float,
    wire: Callable[[Client, Path], object],
    routing: bool = False,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Runs an engine with the trained model until SIGTERM or SIGINT; then finishes the turns in hand.

    `routing` offers those who wait to reps. `ready` is called once messages are answered. `wire` puts the services of this
    process together, which the engine itself does not know.
    """
    from rasa.engine.exceptions import GraphComponentException

    from bot.engine.rasa_reader import RasaReader
    from bot.nlu.training import current_model

    client = connect(redis_url)
    wire(client, var)
    try:
        reader = RasaReader(current_model(var))
    except GraphComponentException as error:
        raise EngineError("the model was trained by another version of this program; run `quartermaster train`") from error
    gc.collect()
    gc.freeze()  # a collection that looks through the whole model would hold a message up
    engine = Engine(client, reader, name, turn_seconds, routing=routing)
    await until_stopped(engine, ready)
    await client.close()


async def until_stopped(engine: Engine, ready: Callable[[], None] = lambda: None) -> None:
    """Runs an engine until the process is asked to stop. Raises what ended it otherwise."""
    work = asyncio.create_task(engine.run())
    told = asyncio.create_task(engine.ready.wait())
    told.add_done_callback(lambda done: None if done.cancelled() else ready())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, engine.stop)
    try:
        await work
    finally:
        told.cancel()
