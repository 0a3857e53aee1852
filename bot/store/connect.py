"""Connections to Redis, all made alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.errors import SettingError, StoreError

if TYPE_CHECKING:
    Client = Redis[bytes]
else:
    Client = Redis

UNREACHABLE = (RedisConnectionError, RedisTimeoutError, BusyLoadingError, ConnectionResetError)
"""What a command raises while Redis is away or loading: whoever sees it waits and tries again."""

MOST_CONNECTIONS = 64
"""Of one process; who finds them all busy waits for one."""
SILENCE = 20.0  # seconds; longer than any command blocks. A Redis that says nothing for so long counts as away
IN_A_TURN = 8.0  # seconds that a read in mid-turn waits for a Redis that is away: shorter than a turn's deadline

T = TypeVar("T")


def connect(url: str) -> Client:
    """A client for a URL (redis://, rediss:// or unix://). Connects on first use; raises SettingError for another scheme."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingError(f"REDIS_URL must begin with redis://, rediss:// or unix://, not {url!r}")
    pool: ConnectionPool[Any] = BlockingConnectionPool.from_url(
        url, max_connections=MOST_CONNECTIONS, timeout=SILENCE, health_check_interval=30,
        socket_timeout=SILENCE, socket_connect_timeout=SILENCE,
    )  # fmt: skip
    client: Client = Redis(connection_pool=pool)
    client.auto_close_connection_pool = True
    return client


async def patiently(ask: Callable[[], Awaitable[T]], seconds: float, pause: float = 0.05) -> T:
    """Asks until Redis answers, at most for so many seconds; only for what may safely be asked twice. Raises StoreError."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        try:
            return await ask()
        except UNREACHABLE as error:
            if loop.time() >= end:
                raise StoreError(f"Redis does not answer: {error}") from error
            await asyncio.sleep(pause)
        except RedisError as error:
            raise StoreError(f"Redis refused: {error}") from error
