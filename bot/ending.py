"""Ending tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

AGAIN = 0.1  # seconds


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancels tasks until they have ended, whatever they end with.

    Once may not be enough: redis-py 4.6 looks whether a pooled connection is still good under a time-out of zero, and a cancel
    that arrives in this moment passes for the time-out.
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)


async def before(stop: asyncio.Event, work: Coroutine[Any, Any, object]) -> bool:
    """Works until done or until told to stop; True where it was done. Raises what the work raised."""
    doing, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([doing, stopped], return_when=asyncio.FIRST_COMPLETED)
        done = doing.done()
    finally:
        await end(doing, stopped)
    if done:
        doing.result()
    return done
