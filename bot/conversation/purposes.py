"""A thing named by what it is for: "something to clean whiteboards" is a whiteboard cleaner. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.names import in_singular

Entity = Mapping[str, Any]

_DOERS = {
    "clean": "cleaner",
    "cut": "cutter",
    "hold": "holder",
    "sharpen": "sharpener",
    "organiz": "organizer",
    "trim": "trimmer",
    "open": "opener",
    "shred": "shredder",
    "stor": "storage",
    "protect": "protector",
    "eras": "eraser",
}
"""What something is done with, by the beginning of what is done."""
_FOR = re.compile(
    r"\b\w*(?:things?|stuff)\s+(?:i can use )?(?:to|for|that|which)\s+(?:can |could |will )?"
    rf"(?P<verb>{'|'.join(_DOERS)})(?:e|s|es|ing|ming|ting)?\s+(?:up |off )?(?:my |our |the |a |an |some |these |those )?"
    r"(?P<what>[a-z][a-z -]{2,30}?)(?: (?:with|in|on|from|for)\b.*)?\W*$",
    re.I,
)


def named_by_purpose(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities, with the thing that does it as the product in place of what it is done to."""
    found = _FOR.search(text)
    if not found:
        return list(entities)
    doer = _DOERS[found["verb"].lower()]
    start, end = found.span("what")
    thing = {"entity": "product", "start": start, "end": end, "value": f"{in_singular(found['what'].lower())} {doer}"}
    kept = [one for one in entities if not (one.get("end") and one["start"] < end and one["end"] > start)]
    return [*kept, {**thing, "text": found["what"]}]
