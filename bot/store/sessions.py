"""Signed-in reps: opaque tokens, kept hashed, revocable one by one or all of a rep; failed sign-ins counted."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

from bot.store import keys
from bot.store.connect import Client

LONGEST_SECONDS = 168 * 3600  # the most that a session may last


class Sessions:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def create(self, rep: str, seconds: int) -> str:
        """A fresh token for a rep who has proved who they are; good for so many seconds."""
        token = token_urlsafe(32)
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.set(_key(token), rep, ex=seconds)
            pipeline.sadd(keys.sessions_of(rep), _hash(token))
            # for as long as any of them may last: one that was begun under a longer setting must be found as well
            pipeline.expire(keys.sessions_of(rep), LONGEST_SECONDS)
            await pipeline.execute()
        return token

    async def rep_of(self, token: str) -> str | None:
        rep = await self._client.get(_key(token))
        return rep.decode() if rep else None

    async def seconds_left(self, token: str) -> float:
        """Until the session ends by time; 0 where it has ended."""
        return max(int(await self._client.pttl(_key(token))), 0) / 1000

    async def remember(self, name: str, doc: bytes, seconds: int) -> None:
        """Keeps something for a sign-in that is under way."""
        await self._client.set(keys.sign_in_attempt(name), doc, ex=seconds)

    async def recall(self, name: str) -> bytes | None:
        """What was kept, once."""
        doc: bytes | None = await self._client.getdel(keys.sign_in_attempt(name))
        return doc

    async def revoke(self, token: str) -> None:
        await self._client.delete(_key(token))

    async def revoke_all(self, rep: str) -> int:
        """Ends every session of a rep, wherever it is open; says how many there were."""
        ended = 0
        for token_hash in await self._client.smembers(keys.sessions_of(rep)):
            ended += int(await self._client.delete(keys.session(token_hash.decode())))
        await self._client.delete(keys.sessions_of(rep))
        return ended

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


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _key(token: str) -> str:
    return keys.session(_hash(token))
