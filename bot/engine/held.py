"""What a memory holds, read without Rasa."""

from __future__ import annotations

from typing import Any

from bot.conversation.turn import Memory

ASKED = ("asked", "requested_slot", "asked_again", "put")
"""Slots of what the bot asked and how often."""
TALKED_OF = frozenset(("compare", "place", "by"))
"""Kinds of what is pending that say what the last answer was about; the others wait for a yes or no."""


def without_questions(memory: Memory) -> Memory:
    """The same thread where the bot asks nothing any more: no form is open, and a yes or a number answers nobody here."""
    slots, _ = held_before(memory)
    pending = slots.get("pending") or {}
    kept = {name: value for name, value in slots.items() if name not in ASKED}
    return Memory({"slots": {**kept, "pending": pending if pending.get("kind") in TALKED_OF else None}, "loop": None})


def held_before(memory: Memory) -> tuple[dict[str, Any], str | None]:
    """The slots and the open form before this turn, without building a tracker."""
    start = memory.snapshot or {}
    slots, loop = dict(start.get("slots", {})), start.get("loop")
    for event in memory.events:
        if event["event"] == "slot":
            slots[event["name"]] = event.get("value")
        elif event["event"] == "active_loop":
            loop = event.get("name")
    return slots, loop
