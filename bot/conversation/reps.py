"""What reps may do to a conversation, and what comes of it. Only the rep who owns it may do anything."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.message import (
    BotDrafted,
    RepAsked,
    RepBody,
    RepClaimed,
    RepHandedBack,
    RepLost,
    RepNoted,
    RepReported,
    RepResolved,
    RepSaid,
    RepSnoozed,
    RepTransferred,
    SnoozeDue,
)
from bot.conversation.model import identities
from bot.conversation.turn import Turn
from bot.events import (
    LET_DOWN,
    PASSED_ON,
    ClaimVoided,
    CustomerAnswered,
    CustomerBlocked,
    CustomerUnanswered,
    HandoffAccepted,
    HandoffEnded,
    HandoffRequested,
    HandoffSnoozed,
    HandoffTransferred,
    HandoffWoken,
    RepAnswered,
    RepMentioned,
)

MOST_ABOUT = 3
LONGEST_SNOOZE = timedelta(days=365)
"""Fields that a rep is said to know about."""
MOST_MENTIONED = 50
NOT_YOURS = "this conversation is not yours (any more)"


def on_the_floor(turn: Turn, body: RepClaimed | SnoozeDue | RepLost | BotDrafted) -> None:
    """What the queue, a timer or the assistant says of a rep's conversation."""
    match body:
        case RepClaimed():
            claim(turn, body)
        case SnoozeDue():
            due(turn, body)
        case RepLost():
            lost(turn, body)
        case BotDrafted():
            drafted(turn, body)


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
    conversation.unanswered = turn.now
    turn.log("system", event="joined", name=claim.name, text=", ".join(claim.about[:MOST_ABOUT]))
    if "language" in claim.lacks:
        turn.log("system", event="other_language", name=claim.name)
    turn.effect(HandoffAccepted(conversation.id, claim.epoch, claim.rep))


def act(turn: Turn, body: RepBody) -> None:
    """What the rep who owns the conversation does; anybody else is refused, visibly."""
    conversation = turn.conversation
    guest = conversation.guests.get(body.rep) if isinstance(body, RepSaid | RepNoted | RepAsked) else None
    if isinstance(body, RepNoted) and body.rep in conversation.mentioned:
        _noted(turn, body, guest or body.rep)
        return
    if conversation.owner != "rep" or (conversation.rep != body.rep and guest is None):
        turn.refused = NOT_YOURS
        return
    name = guest or conversation.rep_name
    match body:
        case RepSaid():
            said(turn, body, name)
        case RepNoted():
            _noted(turn, body, name)
        case RepReported():
            _reported(turn, body)
        case RepAsked():
            turn.log("rep", text=body.text, name=name, event="asked", private=True)
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


def unanswered(turn: Turn) -> None:
    """The customer said something to the rep, who has some time to answer it."""
    conversation = turn.conversation
    if conversation.unanswered is None and conversation.rep is not None:
        conversation.unanswered = turn.now
        turn.effect(CustomerUnanswered(conversation.id, conversation.epoch, conversation.rep, turn.now))


def lost(turn: Turn, lost: RepLost) -> None:
    """The rep let the customer down: back to the queue with priority, and whoever gets it next is told what happened."""
    conversation = turn.conversation
    theirs = conversation.owner == "rep" and (conversation.rep, conversation.epoch) == (lost.rep, lost.epoch)
    if not theirs or (lost.why == "silent" and conversation.unanswered is None):
        return
    minutes = int((turn.now - conversation.unanswered).total_seconds() // 60) if conversation.unanswered else 0
    happened = f"{conversation.rep_name} {LET_DOWN[lost.why]}" + (f"; unanswered for {minutes} min" if minutes else "")
    turn.log("system", event="lost", name=conversation.rep_name, text=lost.why, private=True)
    to_the_queue(turn, happened, conversation.handoff_note, "lost", urgent=happened)


def _noted(turn: Turn, body: RepNoted, name: str) -> None:
    conversation = turn.conversation
    turn.log("rep", text=body.text, name=name, private=True)
    for rep in body.mentions:
        if rep not in conversation.mentioned:
            conversation.mentioned = [*conversation.mentioned, rep][-MOST_MENTIONED:]
        turn.effect(RepMentioned(conversation.id, turn.message.id, rep, name, body.text, turn.now))


def _reported(turn: Turn, body: RepReported) -> None:
    conversation = turn.conversation
    name = conversation.rep_name
    customer = conversation.customer
    who = identities(customer).get(body.whole, "")
    if body.whole and not who:
        turn.refused = "nobody has proved who this customer is; block the conversation alone"
        return
    conversation.blocked, conversation.blocked_as = body.why or "abuse", who
    called = (customer.company if body.whole == "account" else customer.name or customer.email) if customer else ""
    said = f"{conversation.blocked} (all of {called})" if who else conversation.blocked
    turn.log("system", event="reported", text=said, name=name, private=True)
    turn.log("system", event="resolved", name=name)
    turn.effect(CustomerBlocked(conversation.id, name, conversation.blocked, turn.now, who, called))
    turn.effect(HandoffEnded(conversation.id, conversation.epoch, body.rep, "resolved", "abuse"))


def drafted(turn: Turn, draft: BotDrafted) -> None:
    """The bot's draft, for the rep's eyes; void where somebody else has the conversation by now, or the customer has been
    answered meanwhile."""
    conversation = turn.conversation
    theirs = conversation.owner == "rep" and conversation.epoch == draft.epoch
    if theirs and (draft.asked or conversation.unanswered is not None):
        turn.log("bot", text=draft.text, cards=draft.cards, event="draft", private=True)


def said(turn: Turn, body: RepSaid, name: str) -> None:
    conversation = turn.conversation
    turn.log("rep", text=body.text, cards=body.cards, name=name)
    wake(turn)
    if conversation.unanswered is not None:
        turn.effect(CustomerAnswered(conversation.id, conversation.epoch, conversation.rep or "", conversation.unanswered))
        conversation.unanswered = None
    if turn.conversation.channel != "terminal":
        turn.effect(RepAnswered(turn.conversation.id, turn.now))


def _snoozed(turn: Turn, body: RepSnoozed) -> None:
    conversation = turn.conversation
    if body.until is None:
        wake(turn)
        return
    if body.until <= turn.now:
        turn.refused = "a conversation can be put aside until a later time only"
        return
    if body.until > turn.now + LONGEST_SNOOZE:
        turn.refused = "a conversation can be put aside for a year at most"
        return
    until = body.until.replace(microsecond=body.until.microsecond // 1000 * 1000)  # timers count milliseconds
    conversation.snoozed, conversation.unanswered = until, None
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
        conversation.rep, conversation.rep_name, conversation.unanswered = body.to, body.to_name, turn.now
        turn.log("system", event="transferred", name=body.to_name)
        turn.effect(HandoffTransferred(conversation.id, conversation.epoch, body.to, body.rep))
        return
    to_the_queue(turn, f"{PASSED_ON}{by}", body.note, "passed_on", skill=body.skill)


def to_the_queue(turn: Turn, reason: str, summary: str, happened: str, urgent: str = "", skill: str = "") -> None:
    """The rep has it no more; it waits for another one, in the place that it had, and since nobody answered what was said."""
    conversation = turn.conversation
    since = conversation.unanswered or turn.now
    conversation.owner, conversation.rep, conversation.rep_name, conversation.handoff = "queue", None, "", "none"
    conversation.snoozed = conversation.unanswered = None
    conversation.guests.clear()
    customer = conversation.customer
    proved = {"name": customer.name, "company": customer.company, "email": customer.email} if customer else {}
    known = {**conversation.view.slots, **{name: value for name, value in proved.items() if value}}
    turn.effect(
        HandoffRequested(
            conversation.id,
            reason,
            summary,
            known,
            since,
            channel=conversation.channel,
            urgent=urgent,
            skill=skill,
            happened=happened,
        )
    )


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
