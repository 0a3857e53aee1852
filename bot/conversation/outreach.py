"""A rep writes first: only to customers who agreed to be written to, and whom nobody serves at the moment."""

from __future__ import annotations

from bot.conversation import reps
from bot.conversation.message import RepSaid, RepStarted
from bot.conversation.model import Conversation
from bot.conversation.turn import Turn
from bot.events import HandoffAccepted, HandoffRequested


def start(turn: Turn, body: RepStarted) -> None:
    """The rep writes first. Only to whom nobody talks with now, and who let us know how to be reached, or is signed in."""
    conversation = turn.conversation
    agreed = consent_of(conversation)
    if conversation.owner != "bot":
        turn.refused = "somebody talks with this customer, or they wait already"
    elif conversation.blocked:
        turn.refused = "this customer was blocked"
    elif not agreed:
        turn.refused = "this customer has not said that they may be written to"
    if turn.refused:
        return
    conversation.epoch += 1
    conversation.owner, conversation.rep, conversation.rep_name, conversation.handoff = "rep", body.rep, body.name, "active"
    conversation.handoff_note, conversation.unanswered = f"{body.name} wrote first", None
    known = dict(conversation.view.slots)
    asked = HandoffRequested(
        conversation.id, "a rep wrote first", "", known, turn.now, conversation.epoch, conversation.channel
    )
    turn.log("system", event="started", name=body.name, text=agreed, private=True)
    turn.log("system", event="joined", name=body.name)
    turn.effect(asked)
    turn.effect(HandoffAccepted(conversation.id, conversation.epoch, body.rep))
    reps.said(turn, RepSaid(body.rep, body.text), body.name)


def consent_of(conversation: Conversation) -> str:
    """How the customer agreed to be written to; "" where they did not."""
    if conversation.handoff == "message_taken":
        return "left a message"
    told = [name for name in ("phone", "email") if conversation.view.slots.get(name)]
    if told:
        return f"told us their {told[0]}"
    return "is a signed-in customer" if conversation.customer and conversation.customer.account else ""
