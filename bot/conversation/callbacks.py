"""A promised callback whose time has come, and what the customer says of the chat afterwards."""

from __future__ import annotations

import msgspec

from bot.conversation.message import CallbackDue
from bot.conversation.turn import Turn
from bot.events import CustomerRated, HandoffRequested

REASON = "callback promised"


def due(turn: Turn, due: CallbackDue) -> None:
    """A rep is looked for who calls or writes; one who talks with the customer already is told of the promise."""
    conversation = turn.conversation
    if conversation.callback and conversation.callback.callback == due.callback:
        conversation.callback = None
    promise = f"Promised: {due.contact} between {due.start:%b %d, %H:%M} and {due.end:%H:%M} ({due.start:%Z})"
    turn.log("system", event="callback_due", name=due.contact, text=promise, private=True)
    if conversation.owner == "rep":
        return
    known = {**conversation.view.slots, "callback": due.contact, "promised_until": due.end.isoformat()}
    summary = "\n".join(line for line in (promise, due.about) if line)
    channel = conversation.channel
    turn.effect(HandoffRequested(conversation.id, REASON, summary, known, turn.now, channel=channel, answered_later=True))


def rated(turn: Turn, event: CustomerRated) -> CustomerRated | None:
    """Keeps it with the conversation; None where the customer was not asked, or has said it already."""
    conversation = turn.conversation
    if not conversation.served:
        return None
    turn.log("system", event="rated", name=conversation.served, text=event.rating, private=True)
    rep = conversation.served
    conversation.rating, conversation.served = event.rating, ""
    return msgspec.structs.replace(event, epoch=conversation.epoch, rep=rep)
