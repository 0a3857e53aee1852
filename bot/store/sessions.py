"""Signed-in reps: opaque tokens, kept hashed, revocable, with failed sign-ins counted."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

from bot.store import keys
from bot.store.connect import Client


class Sessions:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def create(self, rep: str, seconds: int) -> str:
        """A fresh token for a rep who has proved who they are; good for so many seconds."""
        token = token_urlsafe(32)
        await self._client.set(_key(token), rep, ex=seconds)
        return token

    async def rep_of(self, token: str) -> str | None:
        rep = await self._client.get(_key(token))
        return rep.decode() if rep else None

    async def revoke(self, token: str) -> None:
        await self._client.delete(_key(token))

    async def failed(self, name: str, seconds: int) -> int:
        """Counts a failed sign-in of a name; says how many there were within so many seconds."""
        key = keys.sign_in_failures(name)
        failures = int(await self._client.incr(key))
        await self._client.expire(key, seconds)
        return failures

    async def failures(self, name: str) -> int:
        return int(await self._client.get(keys.sign_in_failures(name)) or 0)

    async def forgive(self, name: str) -> None:
        await self._client.delete(keys.sign_in_failures(name))


def _key(token: str) -> str:
    return keys.session(sha256(token.encode()).hexdigest())
