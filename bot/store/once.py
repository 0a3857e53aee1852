"""Redis for a command that asks or writes one thing and ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TypeVar

from bot.settings import Settings
from bot.store.connect import Client, connect, patiently
from bot.store.embedded import embedded_redis

T = TypeVar("T")
PATIENCE = 5.0  # seconds to wait for a Redis that is not there


def ask_redis(settings: Settings, work: Callable[[Client], Awaitable[T]]) -> T:
    """What the work gives, done on the Redis that is set or on the embedded one. It may be done twice. Raises StoreError."""
    with nullcontext(settings.redis_url) if settings.redis_url else embedded_redis(settings.var) as url:
        return ask(url, work)


def ask(url: str, work: Callable[[Client], Awaitable[T]]) -> T:
    """The same on the Redis at this address."""

    async def asked() -> T:
        client = connect(url)
        try:
            return await patiently(lambda: work(client), PATIENCE)
        finally:
            await client.close(close_connection_pool=True)

    return asyncio.run(asked())
