"""What was misunderstood is kept for people to look at, without personal data; see `bot.conversation.review`."""

from __future__ import annotations

from typing import Any

from actions.talk import Talk
from actions.turns import message_id
from bot.conversation.facts import PERSON
from bot.conversation.masking import masked
from bot.events import MessageMisread

KEPT = 3
"""Messages of one row of misunderstandings."""
READINGS = 5


def note(talk: Talk) -> None:
    """This message was not understood."""
    ranking = [
        [str(one["name"]), round(float(one.get("confidence") or 0), 3)]
        for one in talk.tracker.latest_message.get("intent_ranking") or []
        if one.get("name") != "nlu_fallback"
    ][:READINGS]
    known = talk.facts((*PERSON, "order_number", "request_number"))
    said = {"message": message_id(talk.tracker), "text": masked(talk.text, talk.entities, known), "ranking": ranking}
    talk.hold("misread", [*(talk.held("misread") or []), said][-KEPT:])
    talk.turn.effect(_event(talk, said))


def note_hand_off(talk: Talk) -> None:
    """The row of misunderstandings ended with a person."""
    for said in talk.held("misread") or []:
        talk.turn.effect(_event(talk, said, why="handed_off"))
    if talk.held("misread"):
        talk.hold("misread", None)


def _event(talk: Talk, said: dict[str, Any], **more: Any) -> MessageMisread:
    ranking = tuple((name, confidence) for name, confidence in said["ranking"])
    return MessageMisread(
        conversation=talk.turn.conversation.id,
        message=said["message"],
        at=talk.turn.now,
        text=said["text"],
        taken_for="nlu_fallback",
        ranking=ranking,
        **more,
    )
