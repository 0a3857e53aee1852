"""Photos that a customer sent together: Telegram brings each for itself, and here they wait until all are there.

What is in here was taken from Telegram for good, so nothing of it may get lost: a process closes an album by moving it aside,
in one step, and forgets it only when its message is in the inbox. One that dies in between leaves it to the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

TAKEN_FOR = timedelta(seconds=60)
"""How long who has taken an album is given before others try as well."""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message of an album: the file, not fetched yet, or the name of the response that says why there is none."""

    update: int
    message: int
    at: datetime
    file_id: str = ""
    name: str = ""
    size: int = 0
    caption: str = ""
    response: str = ""


_encode = msgspec.json.Encoder().encode
_part = msgspec.json.Decoder(Part)


class Albums:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = Scripts(client)

    async def add(self, chat: int, group: str, part: Part, due: datetime) -> None:
        """Keeps a part; the album is closed at `due`, unless another part comes and moves that."""
        name = f"{chat}:{group}"
        await self._client.hset(keys.telegram_album(name), str(part.message), _encode(part))
        await self._client.zadd(keys.TELEGRAM_ALBUMS, {name: _ms(due)})

    async def due(self, now: datetime) -> list[tuple[int, str]]:
        """Chat and name of each album that is to be closed."""
        return _named(await self._client.zrangebyscore(keys.TELEGRAM_ALBUMS, 0, _ms(now), start=0, num=100))

    async def open(self, chat: int) -> list[tuple[int, str]]:
        """The albums of one chat that are not closed yet."""
        return [one for one in _named(await self._client.zrange(keys.TELEGRAM_ALBUMS, 0, -1)) if one[0] == chat]

    async def take(self, name: str, now: datetime) -> list[Part]:
        """The parts, in the order in which they were sent. What comes after this makes a new album."""
        names = [keys.telegram_album(name), keys.telegram_album_taken(name), keys.TELEGRAM_ALBUMS]
        found = await self._run("album_take", names, [name, _ms(now + TAKEN_FOR)])
        return sorted((_part.decode(part) for part in found), key=lambda part: part.message)

    async def done(self, name: str, now: datetime) -> None:
        """Forgets what was taken; what came meanwhile is due at once."""
        names = [keys.telegram_album_taken(name), keys.telegram_album(name), keys.TELEGRAM_ALBUMS]
        await self._run("album_done", names, [name, _ms(now)])


def _named(names: list[bytes]) -> list[tuple[int, str]]:
    return [(int(name.decode().partition(":")[0]), name.decode()) for name in names]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
