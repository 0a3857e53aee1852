"""Why a customer comes, in a line and three more, for the rep who takes over.

Pure: from what the hand-off says and what was asked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.events import GENERAL, LET_DOWN, PASSED_ON

LINES = 3
LONGEST = 240  # characters of a line
SAYS_NOTHING = frozenset(
    "affirm deny greet thank goodbye inform skip cancel talk_to_human out_of_scope nlu_fallback capabilities "
    "bot_challenge".split()
)
"""What a message may be taken for that does not say what it is about."""


def tells(taken_for: str) -> bool:
    """Whether a message that was taken for this says what the customer wants."""
    return bool(taken_for) and taken_for.replace(" ", "_") not in SAYS_NOTHING


def spoken(taken_for: str) -> str:
    """What a message was taken for, as reps read it: "order status"."""
    return taken_for.replace("_", " ").replace("it services", "IT services")


def goods_of(slots: Mapping[str, Any]) -> str:
    """What it is about: "2,500 tote bags"; "" where no product is known."""
    if not _said(slots.get("product")):
        return ""
    return " ".join(said for name in ("quantity", "unit", "product") if (said := _said(slots.get(name))))


def reasons(note: str, tried: Sequence[tuple[str, str]], goods: str) -> tuple[str, list[str]]:
    """The line and up to three more.

    note   the hand-off's: what a rep did with it, if one had it; its reason, the customer's words, what is known
    tried  what they said and what it was taken for, the newest first
    goods  what it is about
    """
    held = [line.strip() for line in note.splitlines() if line.strip()]
    passed_on = bool(held) and held[0].startswith(PASSED_ON)
    before = [held.pop(0)] if len(held) > 1 and (passed_on or any(words in held[0] for words in LET_DOWN.values())) else []
    reason, *rest = held or [""]
    asked = next((one for one in tried if tells(one[1])), None)
    if asked is None or not (reason in GENERAL or passed_on):
        return reason, [line[:LONGEST] for line in (before + rest)[:LINES]]
    words, taken_for = asked
    why = ": ".join(part for part in (spoken(taken_for), goods) if part)
    known = [line for line in rest if line not in (words, *(text for text, _ in tried))]
    lines = [*before, f"\u201c{words}\u201d", " \u00b7 ".join(known), reason]
    return why, [line[:LONGEST] for line in lines if line][:LINES]


def _said(value: Any) -> str:
    held = value.get("text") or value.get("value") if isinstance(value, dict) else value
    if isinstance(held, int) and not isinstance(held, bool):
        return f"{held:,}"
    return str(held) if held not in (None, "") else ""
