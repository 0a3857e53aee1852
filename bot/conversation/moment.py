"""A message as it arrives: its words and what was understood, beside what was asked, shown and offered before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.conversation import references, words

FORM = "sourcing_request"
ASKS = {"material": ["material", "color", "size"], "email": ["email", "phone"], "confirmed": ["confirm"]}
"""What a question of the form asks for, where it asks for more than its slot."""
_YES_OR_NO = ("handoff", "restart", "order", "sourcing", "change", "only_one", "amend", "withdraw")
"""What is pending where a plain yes or no is expected."""

Slots = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """`intent` is what the classifier took the sentence for; `form` the open form's name."""

    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]]
    slots: Slots
    form: str | None

    @cached_property
    def named(self) -> frozenset[str]:
        """Which kinds of entities the message has."""
        return frozenset(str(entity.get("entity")) for entity in self.entities)

    @cached_property
    def asked(self) -> list[str]:
        return asked_for(self.slots, self.form)

    @cached_property
    def question(self) -> bool:
        return words.is_question(self.text)

    @cached_property
    def reference(self) -> references.Reference:
        return references.read(self.text, self.entities)

    @cached_property
    def waits(self) -> bool:
        """Whether a plain yes or no would answer what the bot said last."""
        return (self.slots.get("pending") or {}).get("kind") in _YES_OR_NO or "confirm" in self.asked


def asked_for(slots: Slots, form: str | None) -> list[str]:
    """The slots that the bot's last words asked for."""
    requested = slots.get("requested_slot")
    if form and requested:
        return ASKS.get(requested, [requested])
    return list(slots.get("asked") or [])


def waits_for_a_place(slots: Slots) -> str:
    """ "delivery" or "stores" where the last answer was about a place, so that another one may follow; else ""."""
    return str((slots.get("pending") or {}).get("where") or "")


def openers(slots: Slots, form: str | None) -> frozenset[str]:
    """Which of yes, no and stop would mean something by themselves, before more is said."""
    waits = Moment("", "", (), slots, form).waits
    return frozenset((*(("affirm", "deny") if waits else ()), *(("cancel",) if form else ())))
