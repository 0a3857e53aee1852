"""Prices and stock as they change: kept in Redis, and known to every process within a part of a second."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import redis
from msgspec import UNSET
from redis.asyncio.connection import SSLConnection
from redis.exceptions import RedisError

from bot.catalog.live import Change
from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

if TYPE_CHECKING:
    Plain = redis.Redis[bytes]

NAMES = [keys.LIVE_COUNT, keys.LIVE_CHANGES, keys.LIVE_ORDER]
LOOKS_EVERY = 0.25  # seconds between two looks at what changed
PATIENCE = 0.3  # seconds for an answer: somebody waits for the price
AWAY = 5.0  # seconds until the next look, after Redis did not answer
AT_ONCE = 5_000
FIELDS = ("at", "price", "price_breaks", "stock", "stock_by")
log = logging.getLogger(__name__)
_change = msgspec.json.Decoder(Change)


async def save_changes(client: Client, changes: Sequence[Change]) -> None:
    """Writes changes down, over what was changed before of the same products; every process sees them within half a second."""
    arguments = [part for change in changes for field in _told(change) for part in (change.id, *field)]
    if arguments:
        await Scripts(client)("live_change", NAMES, arguments)


def _told(change: Change) -> Iterator[tuple[str, bytes]]:
    """What is new, each field as JSON; a number of units alone makes what was known of the warehouses outdated."""
    for field in FIELDS:
        value = getattr(change, field)
        if value is not UNSET:
            yield field, msgspec.json.encode(value)
        elif field == "stock_by" and change.stock is not UNSET:
            yield field, b""


class LiveChanges:
    """What changed, as this process knows it: each call looks for news, but not more often than a few times a second.

    It looks without waiting its turn, in a thread as well as in a loop: one short command on a connection of its own.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._plain: Plain | None = None
        self._known: dict[str, Change] = {}
        self._number = 0
        self._next = 0.0

    def __call__(self) -> Mapping[str, Change]:
        """Every change, by product id. Where Redis does not answer, what was known before."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LOOKS_EVERY
            try:
                self._look()
            except (RedisError, OSError) as error:
                self._next = time.monotonic() + AWAY
                log.warning("prices and stock may be out of date: %s", error)
        return self._known

    def _look(self) -> None:
        plain = self._connected()
        while news := plain.zrangebyscore(keys.LIVE_ORDER, f"({self._number}", "+inf", 0, AT_ONCE, withscores=True):
            self._known |= self._read(plain, [product.decode() for product, _ in news])
            self._number = int(news[-1][1])

    def _read(self, plain: Plain, ids: list[str]) -> dict[str, Change]:
        values = iter(plain.hmget(keys.LIVE_CHANGES, [f"{field}:{product}" for product in ids for field in FIELDS]))
        found = {}
        for product in ids:
            told = {field: msgspec.Raw(value) for field in FIELDS if (value := next(values)) is not None}
            found[product] = _change.decode(msgspec.json.encode({"id": product, **told}))
        return found

    def _connected(self) -> Plain:
        if self._plain is None:
            pool = self._client.connection_pool
            given = pool.connection_kwargs
            where = {name: given[name] for name in ("host", "port", "db", "username", "password") if name in given}
            if "path" in given:
                if not Path(given["path"]).exists():  # the client would leave a socket open
                    raise FileNotFoundError(given["path"])
                where["unix_socket_path"] = given["path"]
            if issubclass(pool.connection_class, SSLConnection):
                where["ssl"] = True
            self._plain = redis.Redis(**where, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
            weakref.finalize(self, self._plain.connection_pool.disconnect)
        return self._plain
