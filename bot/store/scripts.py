"""The Lua scripts of `bot/store/lua`, by name, called with keys of one cluster slot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from redis.commands.core import AsyncScript
from redis.exceptions import ResponseError

from bot.errors import AlreadyDone, StaleLease
from bot.store.connect import Client

FOLDER = Path(__file__).parent / "lua"


_INCLUDE = re.compile(r"^-- include (.+)$", re.MULTILINE)


@cache
def source(name: str) -> str:
    """A script's text, with the parts that its line `-- include …` names in that line's place."""
    return _INCLUDE.sub(_parts, (FOLDER / f"{name}.lua").read_text("utf-8"))


def _parts(include: re.Match[str]) -> str:
    return "".join((FOLDER / "parts" / f"{part}.lua").read_text("utf-8") for part in include[1].split())


class Scripts:
    """Runs scripts by name; Redis gets the text once and the digest ever after."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._scripts: dict[str, AsyncScript] = {}

    async def __call__(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> Any:
        """Raises StaleLease and AlreadyDone where the script answers so."""
        try:
            return await self._script(name)(keys=keys, args=args)
        except ResponseError as error:
            if "STALELEASE" in str(error):
                raise StaleLease("another engine took this partition") from None
            if "ALREADYDONE" in str(error):
                raise AlreadyDone("this message was committed before") from None
            raise

    async def many(self, name: str, calls: Sequence[tuple[Sequence[str], Sequence[Any]]]) -> list[Any]:
        """Several calls of one script, each with its own slot's keys, in one round trip; gives their answers in order."""
        async with self._client.pipeline(transaction=False) as pipeline:
            for keys, args in calls:
                await self._script(name)(keys=keys, args=args, client=pipeline)
            answers: list[Any] = await pipeline.execute()
            return answers

    def _script(self, name: str) -> AsyncScript:
        script = self._scripts.get(name)
        if script is None:
            script = self._scripts[name] = self._client.register_script(source(name))
        return script
