"""Messages as understanding hands them on, written by hand."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.conversation.facts import Heard

NOW = datetime(2026, 9, 15, 10, 30, tzinfo=timezone.utc)


def entity(text: str, name: str, typed: str, value: Any = None, role: str | None = None) -> dict[str, Any]:
    """One entity of a message, where `typed` stands in it."""
    start = text.index(typed)
    found = {
        "entity": name,
        "start": start,
        "end": start + len(typed),
        "text": typed,
        "value": typed if value is None else value,
    }
    return {**found, "role": role} if role else found


def heard(text: str, intent: str = "inform", *marked: tuple[Any, ...]) -> Heard:
    """A message with its entities as (name, typed, value, role)."""
    return Heard(text, intent, [entity(text, *mark) for mark in marked], NOW)
