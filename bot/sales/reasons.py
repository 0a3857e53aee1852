"""Why a customer comes, in a line and three more, for the rep who takes over.

Pure: from what the hand-off says and what was asked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LINES = 3
LONGEST = 240  # characters of a line
GENERAL = ("asked for a person", "could not be understood", "the assistant failed on this message")
"""Reasons that say nothing of what the customer wants."""
SAYS_NOTHING = {"affirm", "deny", "greet", "thank", "goodbye", "inform", "skip", "cancel", "talk to human", "out of scope"} | {
    "nlu fallback",
    "capabilities",
    "bot challenge",
    "",
}
"""What a message may be taken for that does not say what it is about, with spaces."""


LOST = ("did not answer", "has left the desk")
PASSED_ON = "passed on by "


def tells(taken_for: str) -> bool:
    """Whether a message that was taken for this says what the customer wants."""
    return taken_for.replace("_", " ") not in SAYS_NOTHING


def goods_of(slots: Mapping[str, Any]) -> str:
    """What it is about: "2,500 tote bags"; "" where no product is known."""
    product = _said(slots.get("product"))
    return (
        " ".join(part for part in (_said(slots.get("quantity")), _said(slots.get("unit")), product) if part) if product else ""
    )


def reasons(note: str, tried: Sequence[tuple[str, str]], goods: str) -> tuple[str, list[str]]:
    """The line and up to three more. `note` is the hand-off's: its reason, then the customer's words, then what is known;
    before that what a rep
    did with it, if one had it; `tried` what they said and what it was taken for, the newest first; `goods` what it is about."""
    held = [line.strip() for line in note.splitlines() if line.strip()]
    passed_on = bool(held) and held[0].startswith(PASSED_ON)
    before = [held.pop(0)] if len(held) > 1 and (passed_on or any(words in held[0] for words in LOST)) else []
    reason, *rest = held or [""]
    asked = next((one for one in tried if tells(one[1])), None)
    if asked is None or not (reason in GENERAL or passed_on):
        return reason, [line[:LONGEST] for line in (before + rest)[:LINES]]
    words, taken_for = asked
    why = ": ".join(part for part in (taken_for.replace("_", " "), goods) if part)
    known = [line for line in rest if line not in (words, *(text for text, _ in tried))]
    lines = [*before, f"\u201c{words}\u201d", " \u00b7 ".join(known), reason]
    return why, [line[:LONGEST] for line in lines if line][:LINES]


def _said(value: Any) -> str:
    held = value.get("text") or value.get("value") if isinstance(value, dict) else value
    if isinstance(held, int) and not isinstance(held, bool):
        return f"{held:,}"
    return str(held) if held not in (None, "") else ""
