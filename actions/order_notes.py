"""What the rep who confirms an order is told beside it: where its confirmation shall go, or that it shall be collected."""

from __future__ import annotations

from typing import Any

from actions.hand_off import WAITING, request
from actions.talk import Talk
from bot.conversation import ordered

KIND = "confirmation"
"""What is pending where it was asked which address the confirmation shall go to."""


def told(talk: Talk, number: str) -> bool:
    """Takes such a wish for the order request of that number; says whether the message was one."""
    if ordered.wants_confirmation(talk.text):
        confirm(talk, number)
    elif ordered.wants_pickup(talk.text):
        _note(talk, "wants to collect the order in a shop")
        talk.say("utter_pickup_noted", number=number)
    else:
        return False
    return True


def confirm(talk: Talk, number: str) -> None:
    """The confirmation is for the rep to send; the address is asked for where none is known."""
    if talk.held("email") or talk.turn.conversation.customer:
        _note(talk, "wants the order's confirmation by e-mail")
        talk.say("utter_confirmation_noted", number=number)
    else:
        talk.say("utter_confirmation_where", number=number)
        talk.hold("pending", {"kind": KIND})


def take_address(talk: Talk, pending: dict[str, Any]) -> bool:
    """Takes the address that was asked for; says whether it was one."""
    given = pending.get("kind") == KIND and bool(talk.held("order")) and "email" in talk.news()
    if given:
        confirm(talk, talk.held("order")["number"])
    return given


def _note(talk: Talk, reason: str) -> None:
    request(talk, reason, answered_later=talk.turn.conversation.handoff not in WAITING)
