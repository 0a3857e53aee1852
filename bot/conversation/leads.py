"""What leads may do to a conversation that is not theirs: give it to somebody else, whisper to the rep, join. That somebody is
a lead, the desk has made sure of."""

from __future__ import annotations

from bot.conversation import reps
from bot.conversation.message import LeadBody, LeadJoined, LeadLifted, LeadMoved, LeadWhispered
from bot.conversation.turn import Turn
from bot.events import PASSED_ON, CustomerUnblocked, HandoffTransferred

NOT_WITH_PEOPLE = "no rep has this conversation and nobody waits in it"
NO_REP = "no rep has this conversation"


def act(turn: Turn, body: LeadBody) -> None:
    match body:
        case LeadMoved():
            _moved(turn, body)
        case LeadWhispered():
            if _held(turn):
                turn.log("rep", text=body.text, name=body.name, event="whisper", private=True)
        case LeadLifted():
            _lifted(turn, body)
        case LeadJoined():
            if _held(turn) and body.by not in (turn.conversation.rep, *turn.conversation.guests):
                turn.conversation.guests[body.by] = body.name
                turn.log("system", event="joined", name=body.name)


def _held(turn: Turn) -> bool:
    if turn.conversation.owner != "rep":
        turn.refused = NO_REP
    return not turn.refused


def _lifted(turn: Turn, body: LeadLifted) -> None:
    if not turn.conversation.blocked:
        turn.refused = "this customer is not blocked"
        return
    who, turn.conversation.blocked, turn.conversation.blocked_as = turn.conversation.blocked_as, "", ""
    turn.log("system", event="lifted", name=body.name, private=True)
    turn.effect(CustomerUnblocked(turn.conversation.id, who))


def _moved(turn: Turn, body: LeadMoved) -> None:
    conversation = turn.conversation
    waits = conversation.handoff in ("queued", "message_taken")
    if conversation.owner != "rep" and not waits:
        turn.refused = NOT_WITH_PEOPLE
    elif body.to and body.to == conversation.rep:
        turn.refused = "that rep has it already"
    elif not body.to and waits:
        turn.refused = "it waits already"
    if turn.refused:
        return
    if body.note:
        turn.log("rep", text=body.note, name=body.name, event="whisper", private=True)
    before = conversation.rep or ""
    if not body.to:
        reps.to_the_queue(turn, f"{PASSED_ON}{body.name}", body.note, "passed_on")
        return
    conversation.owner, conversation.handoff, conversation.snoozed = "rep", "active", None
    conversation.rep, conversation.rep_name, conversation.unanswered = body.to, body.to_name, turn.now
    conversation.guests.pop(body.to, None)
    turn.log("system", event="joined" if waits else "transferred", name=body.to_name)
    turn.effect(HandoffTransferred(conversation.id, conversation.epoch, body.to, before or body.by))
