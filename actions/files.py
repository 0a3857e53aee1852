"""A file that came with a message, read as a list."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from bot.bootstrap import services
from bot.catalog.wanted import read_file
from bot.conversation.lists import of_wanted
from bot.conversation.model import Attachment
from bot.conversation.turn import Turn
from bot.errors import BadInput, Missing

LEAST_TOLD = 2
"""Lines that a file must have to be a list."""


@dataclass(frozen=True)
class FileList:
    """What a file holds: the lines of a list, or in `problem` why it is none ("too_long", "unreadable", "no_list")."""

    name: str
    lines: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


async def list_of(turn: Turn) -> FileList | None:
    """The list that the first readable file of this message holds; None where no file came that may be one."""
    files = [one for one in getattr(turn.message.body, "attachments", ()) if one.may_be_list]
    return await asyncio.to_thread(_read, files[0]) if files else None


def _read(file: Attachment) -> FileList:
    try:
        wanted = read_file(services().attachments.path(file.id).read_bytes(), file.name)
    except BadInput as error:
        return FileList(file.name, problem="too_long" if "limit" in str(error) else "unreadable")
    except (Missing, OSError):
        return FileList(file.name, problem="unreadable")
    counted = sum(bool(one.code or one.unit or one.quantity != 1) for one in wanted)
    if len(wanted) < LEAST_TOLD or 3 * counted < len(wanted):
        return FileList(file.name, problem="no_list")
    return FileList(file.name, [of_wanted(one) for one in wanted])
