"""What reps may do to a conversation, and what comes of it. Only the rep who owns it may do anything."""

from __future__ import annotations

from bot.conversation.model import (
    RepBody,
    RepClaimed,
    RepHandedBack,
    RepNoted,
    RepResolved,
    RepSaid,
    RepSnoozed,
    RepTransferred,
    SnoozeDue,
)
from bot.conversation.turn import Turn
from bot.events import (
    ClaimVoided,
    HandoffAccepted,
    HandoffEnded,
    HandoffRequested,
    HandoffSnoozed,
    HandoffTransferred,
    HandoffWoken,
    RepAnswered,
)

NOT_YOURS = "this conversation is not yours (any more)"


def claim(turn: Turn, claim: RepClaimed) -> None:
    """Gives the conversation to the rep who reserved it, unless it waits no more."""
    conversation = turn.conversation
    if conversation.owner == "rep" and conversation.rep == claim.rep:
        return
    waits = conversation.handoff in ("queued", "message_taken") and conversation.epoch == claim.epoch
    if not waits:
        reason = f"{conversation.rep_name} has it" if conversation.owner == "rep" else "the customer waits no more"
        turn.refused = reason
        turn.effect(ClaimVoided(conversation.id, claim.epoch, claim.rep, reason))
        return
    conversation.owner, conversation.rep, conversation.rep_name, conversation.handoff = "rep", claim.rep, claim.name, "active"
    turn.log("system", event="joined", name=claim.name)
    turn.effect(HandoffAccepted(conversation.id, claim.epoch, claim.rep))


def act(turn: Turn, body: RepBody) -> None:
    """What the rep who owns the conversation does; anybody else is refused, visibly."""
    conversation = turn.conversation
    if conversation.owner != "rep" or conversation.rep != body.rep:
        turn.refused = NOT_YOURS
        return
    match body:
        case RepSaid():
            _said(turn, body)
        case RepNoted():
            turn.log("rep", text=body.text, name=conversation.rep_name, private=True)
        case RepSnoozed():
            _snoozed(turn, body)
        case RepTransferred():
            _transferred(turn, body)
        case RepHandedBack() | RepResolved():
            _ended(turn, body)


def due(turn: Turn, due: SnoozeDue) -> None:
    """The time of a snooze has come."""
    if turn.conversation.snoozed == due.until:
        wake(turn)


def wake(turn: Turn) -> None:
    """Lets the rep see again a conversation that was put aside; nothing where it was not."""
    conversation = turn.conversation
    if conversation.snoozed is None or conversation.rep is None:
        return
    conversation.snoozed = None
    turn.log("system", event="woken", name=conversation.rep_name, private=True)
    turn.effect(HandoffWoken(conversation.id, conversation.epoch, conversation.rep))


def _said(turn: Turn, body: RepSaid) -> None:
    turn.log("rep", text=body.text, cards=body.cards, name=turn.conversation.rep_name)
    wake(turn)
    if turn.conversation.channel == "web":
        turn.effect(RepAnswered(turn.conversation.id, turn.now))


def _snoozed(turn: Turn, body: RepSnoozed) -> None:
    conversation = turn.conversation
    if body.until is None:
        wake(turn)
        return
    if body.until <= turn.now:
        turn.refused = "a conversation can be put aside until a later time only"
        return
    until = body.until.replace(microsecond=body.until.microsecond // 1000 * 1000)  # timers count milliseconds
    conversation.snoozed = until
    turn.log("system", event="snoozed", name=conversation.rep_name, text=until.isoformat(), private=True)
    turn.effect(HandoffSnoozed(conversation.id, conversation.epoch, body.rep, until))


def _transferred(turn: Turn, body: RepTransferred) -> None:
    conversation = turn.conversation
    if body.to == body.rep:
        turn.refused = "it is yours already"
        return
    by = conversation.rep_name
    if body.note:
        turn.log("rep", text=body.note, name=by, private=True)
    conversation.snoozed = None
    if body.to:
        conversation.rep, conversation.rep_name = body.to, body.to_name
        turn.log("system", event="transferred", name=body.to_name)
        turn.effect(HandoffTransferred(conversation.id, conversation.epoch, body.to, body.rep))
        return
    conversation.owner, conversation.rep, conversation.rep_name, conversation.handoff = "queue", None, "", "none"
    known = dict(conversation.view.slots)
    reason = f"passed on by {by}"
    turn.effect(HandoffRequested(conversation.id, reason, body.note, known, turn.now, channel=conversation.channel))


def _ended(turn: Turn, body: RepHandedBack | RepResolved) -> None:
    conversation = turn.conversation
    name, disposition = conversation.rep_name, ""
    if isinstance(body, RepHandedBack):
        how = "handed_back"
        if body.note:
            turn.log("rep", text=body.note, name=name)
    else:
        how, disposition = "resolved", body.disposition
        if disposition:
            turn.log("system", event="disposition", text=disposition, name=name, private=True)
    turn.log("system", event=how, name=name)
    turn.effect(HandoffEnded(conversation.id, conversation.epoch, body.rep, how, disposition))
