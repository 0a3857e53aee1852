"""What a rep or a lead was not let do, told to the trail: there it stands as done, since the desk takes it first."""

from __future__ import annotations

from bot.conversation.message import (
    LeadBody,
    LeadJoined,
    LeadLifted,
    LeadMoved,
    LeadWhispered,
    RepAsked,
    RepBody,
    RepClaimed,
    RepHandedBack,
    RepNoted,
    RepReported,
    RepResolved,
    RepSaid,
    RepSnoozed,
    RepStarted,
    RepTransferred,
)
from bot.conversation.turn import Turn
from bot.events import DeedRefused

DEEDS = {
    RepClaimed: "claim",
    RepSaid: "say",
    RepNoted: "note",
    RepAsked: "ask",
    RepStarted: "start",
    RepTransferred: "transfer",
    RepSnoozed: "snooze",
    RepHandedBack: "hand_back",
    RepResolved: "resolve",
    RepReported: "report",
    LeadWhispered: "whisper",
    LeadJoined: "join",
    LeadLifted: "lifted",
}
"""As the desk's trail calls them."""


def note(turn: Turn) -> None:
    """Lets the trail know, where the turn's message was a deed and was refused."""
    body = turn.message.body
    if not turn.refused or not isinstance(body, RepClaimed | RepStarted | RepBody | LeadBody):
        return
    who = body.by if isinstance(body, LeadBody) else body.rep
    deed = ("reassigned" if body.to else "requeued") if isinstance(body, LeadMoved) else DEEDS[type(body)]
    turn.effect(DeedRefused(turn.conversation.id, turn.message.id, who, deed, turn.refused))
