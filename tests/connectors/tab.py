"""A browser tab's end of a socket, as tests speak it."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

from aiohttp import ClientWebSocketResponse

PATIENCE = 10.0  # seconds


class Tab:
    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []
        self._arrived: list[dict[str, Any]] = []
        self._waiting: dict[str, dict[str, Any]] = {}
        self._mine: list[dict[str, Any]] = []

    async def send(self, **message: Any) -> None:
        await self.socket.send_str(json.dumps(message))

    async def say(self, text: str, **more: Any) -> str:
        """Says something under a fresh id; gives the id."""
        message = str(uuid4())
        await self.send(type="say", id=message, text=text, **more)
        return message

    async def next(self, kind: str, **expected: Any) -> dict[str, Any]:
        """The next message of that type with those values; what comes before it is in `seen`."""
        return await asyncio.wait_for(self._next(kind, expected), PATIENCE)

    async def _next(self, kind: str, expected: dict[str, Any]) -> dict[str, Any]:
        while True:
            while not self._arrived:
                self._arrived += self._each(json.loads(await self.socket.receive_str()))
            message = self._arrived.pop(0)
            self.seen.append(message)
            if message["type"] == kind and expected.items() <= message.items():
                return message

    def _each(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """Lines of the desk one by one, and its board as it then stands instead of what has changed."""
        if message["type"] == "lines":
            return [{"type": "entry", "conversation": message["conversation"], **line} for line in message["lines"]]
        if message["type"] == "board":
            changed = {one["conversation"]: one for one in message["waiting"]}
            kept = {name: one for name, one in self._waiting.items() if name not in message["gone"]}
            self._waiting = {**kept, **changed}
            self._mine = self._mine if message["mine"] is None else message["mine"]
            waiting = sorted(self._waiting.values(), key=lambda one: str(one["since"]))
            return [{**message, "waiting": waiting, "mine": self._mine}]
        return [message]

    async def line(self, author: str, **expected: Any) -> dict[str, Any]:
        """The next entry of that author with those values."""
        while True:
            entry: dict[str, Any] = (await self.next("entry"))["entry"]
            if entry["author"] == author and expected.items() <= entry.items():
                return entry

    def lines(self) -> list[tuple[str, dict[str, Any]]]:
        """Every entry seen so far, with its id."""
        return [(one["id"], one["entry"]) for one in self.seen if one["type"] == "entry"]
