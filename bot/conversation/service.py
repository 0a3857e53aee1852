"""What a message does to a conversation: who owns it is asked first, and only what the owner allows happens."""

from __future__ import annotations

import msgspec

from bot.conversation import callbacks, leads, outreach, refusals, rep_language, reps
from bot.conversation.message import (
    BotDrafted,
    CallbackDue,
    Continued,
    LeadJoined,
    LeadLifted,
    LeadMoved,
    LeadWhispered,
    Pressed,
    Recognised,
    RepClaimed,
    RepLost,
    RepResolved,
    RepStarted,
    RequestNews,
    Said,
    SnoozeDue,
    WaitNews,
)
from bot.conversation.model import DRAWINGS, KEPT_FILES, Conversation, Customer, Offered, Promised, RequestRef
from bot.conversation.shared_places import with_place
from bot.conversation.turn import Reader, Turn
from bot.errors import EngineError
from bot.events import (
    GENERAL,
    CallbackPromised,
    CallbackWithdrawn,
    CustomerAsked,
    CustomerRated,
    Event,
    HandoffEnded,
    HandoffRequested,
    RepAnswered,
    RequestCancelled,
    RequestOpened,
)

FAILED = "utter_failed"
LONGEST_NOTE = 4_000
"""Characters of what a rep reads first, however often the customer asked."""
BLOCKED = "utter_blocked"
BUTTON_EXPIRED = "utter_button_expired"


async def take(turn: Turn, reader: Reader) -> None:
    """Lets the turn's message take place: fills log entries and effects, and changes the turn's conversation accordingly."""
    _note_sender(turn)
    match turn.message.body:
        case Said() | Pressed() as body:
            await _customer(turn, body, reader)
        case Recognised(customer):
            _recognise(turn, customer)
        case Continued():
            turn.log("system", event="continued", name=turn.message.channel)
        case RepClaimed() | SnoozeDue() | RepLost() | BotDrafted() as news:
            reps.on_the_floor(turn, news)
        case CallbackDue() as due:
            callbacks.due(turn, due)
        case RequestNews() | WaitNews() | RepResolved():
            await _told(turn, reader)
        case RepStarted() as started:
            outreach.start(turn, started)
        case LeadMoved() | LeadWhispered() | LeadJoined() | LeadLifted() as deed:
            leads.act(turn, deed)
        case body:
            reps.act(turn, body)
    settle(turn)


def _note_sender(turn: Turn) -> None:
    """Where and when the customer wrote last."""
    if isinstance(turn.message.body, Said | Pressed | Continued):
        turn.conversation.channel = turn.message.channel
        turn.conversation.wrote = turn.message.at
        turn.conversation.zone = turn.message.zone or turn.conversation.zone
        turn.conversation.locale = turn.message.language or turn.conversation.locale
    if turn.message.reps_online is not None:
        turn.conversation.reps_online = turn.message.reps_online


async def give_up(turn: Turn, reader: Reader, reason: str, speak: bool = True) -> None:
    """The message could not be answered, several times over: hands it to a person, and says so unless even that failed.

    What never asks the reader cannot have failed there and takes place as ever: a rep's message, and any while a rep owns it.
    """
    body = turn.message.body
    if isinstance(body, RepResolved):
        reps.act(turn, body)
    elif turn.conversation.owner == "rep" or not isinstance(body, Said | Pressed | RequestNews | WaitNews):
        await take(turn, reader)
        return
    if not isinstance(body, Said | Pressed):  # what the bot would have said unasked is left out
        settle(turn)
        return
    _customer_said(turn, body)
    if speak:
        await reader.say(turn, FAILED)
    known = dict(turn.conversation.view.slots)
    turn.effect(HandoffRequested(turn.conversation.id, reason, "", known, turn.now, channel=turn.message.channel))
    settle(turn)


async def _told(turn: Turn, reader: Reader) -> None:
    """What the bot says unasked, where it is still so."""
    conversation = turn.conversation
    match turn.message.body:
        case RequestNews():
            await _news(turn, reader)
        case WaitNews(epoch):
            if conversation.handoff == "queued" and conversation.epoch == epoch:
                await reader.tell(turn)
        case RepResolved() as resolved:
            rep = conversation.rep_name
            reps.act(turn, resolved)
            if not turn.refused:
                conversation.served, conversation.rating = rep, ""
                await reader.tell(turn)


async def _news(turn: Turn, reader: Reader) -> None:
    """Lets the bot say what has happened to a request; while a rep has the conversation it says nothing, and is asked again."""
    if turn.conversation.owner == "rep":
        return
    await reader.tell(turn)
    turn.entries = [msgspec.structs.replace(one, event="news") if one.author == "bot" else one for one in turn.entries]
    if turn.entries and turn.conversation.channel != "terminal":
        turn.effect(RepAnswered(turn.conversation.id, turn.now))


def _recognise(turn: Turn, customer: Customer) -> None:
    """Takes over who it is. A conversation stays with the person it was first for: another one's pass changes nothing."""
    before = turn.conversation.customer
    if before and before.email != customer.email:
        turn.refused = "this conversation is somebody else's"
        return
    turn.conversation.customer = customer
    if before is None:
        turn.log("system", event="recognised", name=customer.name or customer.email, text=customer.company, private=True)


def _customer_said(turn: Turn, body: Said | Pressed) -> Offered | None:
    """Puts the customer's words into the log; gives what stands behind the button, where a known one was pressed."""
    pressed = turn.conversation.buttons.get(body.button) if isinstance(body, Pressed) else None
    if isinstance(body, Said):
        place = body.location
        said = with_place(body.text, place) if place else body.text
        turn.log("customer", text=said, attachments=body.attachments, location=place)
        _keep_files(turn.conversation, body)
        rep_language.hear(turn, body.text)
    elif pressed:
        turn.log("customer", text=pressed.title)
    return pressed


def _keep_files(conversation: Conversation, said: Said) -> None:
    """Files that suppliers may want to see, until a request takes them; what is sent to a rep is for the rep."""
    if conversation.owner != "rep":
        held = {file.id: file for file in (*conversation.files, *said.attachments) if file.media_type in DRAWINGS}
        conversation.files = list(held.values())[-KEPT_FILES:]


async def _customer(turn: Turn, body: Said | Pressed, reader: Reader) -> None:
    pressed = _customer_said(turn, body)
    with_rep = turn.conversation.owner == "rep"  # who goes on until they have done: while a rep is there, nobody else speaks
    if turn.conversation.blocked or (turn.barred and not with_rep):
        await reader.say(turn, BLOCKED)
        return
    if with_rep:
        reps.wake(turn)
        reps.unanswered(turn)
        return
    if isinstance(body, Pressed) and pressed is None:
        await reader.say(turn, BUTTON_EXPIRED)
        return
    await reader.read(turn, pressed)
    if not (turn.conversation.asked or turn.conversation.epoch):
        turn.conversation.asked = True
        turn.effect(CustomerAsked(turn.conversation.id, turn.now))
    if not any(entry.author == "bot" for entry in turn.entries):
        raise EngineError(f"nothing was answered to {turn.view.intents}")


def settle(turn: Turn) -> None:
    """Lets the turn's effects show in its own conversation, drops those that change nothing, and takes over the view."""
    conversation = turn.conversation
    if conversation.handoff in ("none", "offered"):
        conversation.handoff = "offered" if turn.handoff_offered else "none"
    refusals.note(turn)
    turn.effects = [kept for event in turn.effects if (kept := _happens(event, turn)) is not None]
    read = isinstance(turn.message.body, Said | Pressed) and turn.view.intents
    if read:
        conversation.said = _where_said(turn)
    conversation.view = (
        turn.view if read else msgspec.structs.replace(conversation.view, intents=[], entities=[], asks=[], about=[])
    )


def _where_said(turn: Turn) -> dict[str, str]:
    """For each fact that is held now, the message that it came with: this one for what is new or otherwise than before."""
    before, held = turn.conversation.view.slots, turn.view.slots
    new = {name: turn.message.id for name, value in held.items() if value and before.get(name) != value}
    return {name: said for name, said in {**turn.conversation.said, **new}.items() if held.get(name)}


def _happens(event: Event, turn: Turn) -> Event | None:
    """The event as it goes out, with the conversation changed by it; None where it changes nothing."""
    conversation = turn.conversation
    match event:
        case HandoffRequested():
            return _queue(event, turn)
        case HandoffEnded():
            if event.how == "cancelled" and conversation.handoff not in ("queued", "message_taken"):
                return None
            conversation.owner, conversation.rep, conversation.rep_name, conversation.handoff = "bot", None, "", "none"
            conversation.snoozed = conversation.unanswered = None
            conversation.guests.clear()
            return msgspec.structs.replace(event, epoch=conversation.epoch)
        case CallbackPromised():
            conversation.callback = Promised(event.callback, event.contact, event.start, event.end)
        case CallbackWithdrawn():
            conversation.callback = None
        case CustomerRated():
            return callbacks.rated(turn, event)
        case RequestOpened():
            conversation.requests.append(RequestRef(event.number, "open"))
            conversation.files = []
        case RequestCancelled():
            _mark(conversation, event.number, "cancelled")
    return event


def _queue(event: HandoffRequested, turn: Turn) -> HandoffRequested | None:
    """Who waits already, or talks with a rep, is not queued a second time; a message taken may become a place in the queue."""
    conversation = turn.conversation
    if event.epoch and event.epoch == conversation.epoch:  # of a rep who wrote first, and has it
        return msgspec.structs.replace(event, account=account_of(conversation, turn))
    if conversation.handoff in ("queued", "active") or (conversation.handoff == "message_taken" and event.answered_later):
        added = note_of(event)
        if conversation.handoff != "active" and added not in conversation.handoff_note:
            conversation.handoff_note = f"{conversation.handoff_note}\n{added}"[-LONGEST_NOTE:]
        return None
    conversation.epoch += 1
    conversation.handoff = "message_taken" if event.answered_later else "queued"
    conversation.owner = "bot" if event.answered_later else "queue"
    conversation.handoff_note = note_of(event)
    turn.log("system", event=conversation.handoff)
    known = rep_language.noted(conversation, event.known)
    if not event.happened:
        conversation.topic = event.topic or ("" if event.reason in GENERAL else event.reason)
        conversation.wanted = event.asked
    return msgspec.structs.replace(
        event,
        epoch=conversation.epoch,
        account=account_of(conversation, turn),
        known=known,
        topic=conversation.topic,
        asked=conversation.wanted,
    )


def account_of(conversation: Conversation, turn: Turn) -> str:
    """The customer's account while their website vouches for them; "" otherwise."""
    customer = conversation.customer
    return customer.account if customer and customer.until > turn.now else ""


def note_of(event: HandoffRequested) -> str:
    """What the rep will read first: the reason and the summary; where there is none, every fact by name."""
    known = [f"{name}: {_plain(value)}" for name, value in event.known.items()] if not event.summary else []
    return "\n".join(line for line in (event.reason, event.summary, *known) if line)


def _plain(value: object) -> object:
    return value.get("text") or value.get("value") if isinstance(value, dict) else value


def _mark(conversation: Conversation, number: str, state: str) -> None:
    conversation.requests = [
        msgspec.structs.replace(ref, state=state) if ref.number == number else ref for ref in conversation.requests
    ]
