"""Promised callbacks in Redis: which are due, which were kept."""

from __future__ import annotations

from datetime import datetime, timezone

import msgspec

from bot.errors import Missing, Refused
from bot.sales import callbacks
from bot.sales.callbacks import Callback, State
from bot.store import keys
from bot.store.connect import Client
from bot.store.sales_changes import PREFIX, milliseconds
from bot.store.scripts import Scripts

_callback = msgspec.json.Decoder(Callback)


class RedisCallbacks:
    def __init__(self, client: Client) -> None:
        self._client, self._run = client, Scripts(client)

    async def promise(self, callback: Callback) -> None:
        """Keeps a promise under its id; the same again changes nothing."""
        await self._change(callback, "", datetime.now(timezone.utc))

    async def get(self, callback: str) -> Callback | None:
        doc = await self._client.hget(keys.SALES_CALLBACKS, f"doc:{callback}")
        return _callback.decode(doc) if doc else None

    async def open(self, limit: int = 100) -> list[Callback]:
        """Those not yet made, the window that ends first first; missed ones among them."""
        names = [name.decode() for name in await self._client.zrange(keys.SALES_CALLBACKS_DUE, 0, limit - 1)]
        if not names:
            return []
        docs = await self._client.hmget(keys.SALES_CALLBACKS, [f"doc:{name}" for name in names])
        return [_callback.decode(doc) for doc in docs if doc]

    async def made(self, callback: str, rep: str, at: datetime) -> Callback:
        """The rep has called or written. Raises Missing, and Refused where it is over already."""
        held = await self._held(callback)
        changed = callbacks.made(held, rep, at)
        if changed is held or not await self._change(changed, held.state, at):
            raise Refused("that callback is done already")
        return changed

    async def withdraw(self, callback: str) -> None:
        """The customer wants none any more. Raises Missing, and Refused where it is over already."""
        held = await self._held(callback)
        changed = msgspec.structs.replace(held, state="withdrawn")
        if held.state not in ("promised", "missed") or not await self._change(changed, held.state, datetime.now(timezone.utc)):
            raise Refused("that callback is done already")

    async def begun(self, now: datetime, limit: int = 100) -> list[Callback]:
        """Those whose window has begun, or is over, and for which no rep is looked for; each until `begun_told`."""
        names = await self._client.zrangebyscore(keys.SALES_CALLBACKS_BEGIN, 0, milliseconds(now), start=0, num=limit)
        docs = await self._client.hmget(keys.SALES_CALLBACKS, [f"doc:{name.decode()}" for name in names]) if names else []
        return [_callback.decode(doc) for doc in docs if doc]

    async def begun_told(self, callback: str) -> None:
        """Its conversation has the word of it in its inbox."""
        await self._client.zrem(keys.SALES_CALLBACKS_BEGIN, callback)

    async def look(self, now: datetime) -> int:
        """Counts those whose window has passed as missed, each once; says how many were new."""
        new = 0
        for name in await self._client.zrangebyscore(keys.SALES_CALLBACKS_DUE, 0, milliseconds(now)):
            held = await self._held(name.decode())
            changed = callbacks.missed(held, now)
            if changed is not held:
                new += await self._change(changed, held.state, now)
        return new

    async def figures(self) -> dict[State, int]:
        """How many ever came to each state: one that is made after it was missed counts as missed and as late."""
        states: tuple[State, ...] = ("promised", "kept", "late", "missed", "withdrawn")
        found = await self._client.hmget(keys.SALES_TALLY, [f"callbacks {state}" for state in states])
        return {state: int(count or 0) for state, count in zip(states, found, strict=True)}

    async def _held(self, callback: str) -> Callback:
        held = await self.get(callback)
        if held is None:
            raise Missing(f"there is no callback {callback}")
        return held

    async def _change(self, callback: Callback, before: str, at: datetime) -> bool:
        names = [keys.SALES_CALLBACKS, keys.SALES_CALLBACKS_DUE, keys.SALES_TALLY, keys.SALES_CALLBACKS_BEGIN, *PREFIX]
        arguments = [callback.id, msgspec.json.encode(callback), callback.state, milliseconds(callback.end), before]
        arguments += [milliseconds(callback.start), milliseconds(at)]
        return bool(await self._run("callback_change", names, arguments))
