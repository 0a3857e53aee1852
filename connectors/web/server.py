"""Runs the application with all its doors until the process is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable

from aiohttp import web

from bot.errors import SettingError
from bot.settings import Settings
from connectors.desk.routes import add_desk
from connectors.quotes.routes import add_quotes
from connectors.web.main import create_app

SHUTDOWN_SECONDS = 3.0


async def serve(settings: Settings, redis_url: str) -> None:
    """Listens until SIGTERM or SIGINT. Raises SettingError where the address cannot be had."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(
        create_app(settings, redis_url, [add_desk, add_quotes]), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
    )
    try:
        if await _unless(stop, runner.setup()):
            await _listen(runner, settings)
            await stop.wait()
    finally:
        await runner.cleanup()


async def _unless(stop: asyncio.Event, starting: Awaitable[None]) -> bool:
    """Whether the start ended before the process was told to stop; it may wait for Redis for long."""
    start = asyncio.ensure_future(starting)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([start, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not start.done():
        start.cancel()
        await asyncio.wait([start])
        return False
    start.result()
    return True


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingError(
            f"cannot listen on {settings.host} port {settings.port}: {reason}; QUARTERMASTER_PORT sets another"
        ) from None
    host, port = runner.addresses[0][:2]
    print(f"the website is up on http://{host}:{port}/", flush=True)  # noqa: T201
