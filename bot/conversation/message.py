"""What may arrive in a conversation's inbox: one body for each kind of thing, and the message around it.

Plain data, written as JSON by msgspec, as all of `bot.conversation.model` is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from bot.conversation.model import Attachment, Card, Channel, Customer, Location

LONGEST_TEXT = 4_000
"""Characters of one message that are kept and understood; connectors refuse longer ones with a sentence."""


class Said(msgspec.Struct, frozen=True, omit_defaults=True, tag="said"):
    """The customer's own words, and what came with them."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None


class Pressed(msgspec.Struct, frozen=True, tag="pressed"):
    """A button that an earlier reply offered, by its opaque id."""

    button: str


class Recognised(msgspec.Struct, frozen=True, tag="recognised"):
    """The website has proved who the customer is. Connectors alone may say so, after looking at the proof."""

    customer: Customer


class Continued(msgspec.Struct, frozen=True, tag="continued"):
    """The customer goes on with this conversation in the message's channel as well."""


class RepClaimed(msgspec.Struct, frozen=True, omit_defaults=True, tag="rep_claimed"):
    """A rep holds a reservation for the hand-off of this epoch and now asks the conversation for it.

    `about` is what the rep knows about, in words; `lacks` what was asked for and this rep does not have ("language").
    """

    rep: str
    name: str
    epoch: int
    about: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class RepSaid(msgspec.Struct, frozen=True, omit_defaults=True, tag="rep_said"):
    """The rep's words for the customer, and the products that the rep chose to show with them."""

    rep: str
    text: str
    cards: tuple[Card, ...] = ()


class RepNoted(msgspec.Struct, frozen=True, tag="rep_noted"):
    """Words for reps alone; `mentions` are the colleagues that they name."""

    rep: str
    text: str
    mentions: tuple[str, ...] = ()


class RepAsked(msgspec.Struct, frozen=True, tag="rep_asked"):
    """The rep asks the bot, who drafts an answer for the rep alone."""

    rep: str
    text: str


class BotDrafted(msgspec.Struct, frozen=True, omit_defaults=True, tag="bot_drafted"):
    """What the bot would have answered to the message `of`, for the rep who has the conversation since hand-off `epoch`."""

    epoch: int
    of: str
    text: str
    cards: tuple[Card, ...] = ()
    asked: bool = False
    """Whether the rep asked for it."""


class RepTransferred(msgspec.Struct, frozen=True, tag="rep_transferred"):
    """The rep gives the conversation to another rep, or to the queue where `to` is empty; `note` is for whoever gets it."""

    rep: str
    to: str = ""
    to_name: str = ""
    note: str = ""
    skill: str = ""
    """What the next rep should know about, where it goes to the queue."""


Whole = Literal["", "person", "account"]
"""How far a block reaches: this conversation, or every one of the person or of the company that their website has proved."""


class RepReported(msgspec.Struct, frozen=True, omit_defaults=True, tag="rep_reported"):
    """The customer abuses people: the chat ends, and nothing more is taken of them until a lead lifts that."""

    rep: str
    why: str = ""
    whole: Whole = ""


class RepStarted(msgspec.Struct, frozen=True, tag="rep_started"):
    """A rep writes first, to a customer who agreed to be written to."""

    rep: str
    name: str
    text: str


class RepSnoozed(msgspec.Struct, frozen=True, tag="rep_snoozed"):
    """The rep puts the conversation aside until a moment, or until the customer writes; None takes it up again."""

    rep: str
    until: datetime | None


class SnoozeDue(msgspec.Struct, frozen=True, tag="snooze_due"):
    """The timer of a snooze fired: void unless the conversation is still put aside until that very moment."""

    until: datetime


class RepHandedBack(msgspec.Struct, frozen=True, tag="rep_handed_back"):
    """The rep gives the conversation back to the bot, with a word for the customer or none."""

    rep: str
    note: str = ""


class RepResolved(msgspec.Struct, frozen=True, tag="rep_resolved"):
    rep: str
    disposition: str = ""


class RepLost(msgspec.Struct, frozen=True, tag="rep_lost"):
    """The rep has been silent, or gone, for too long (`why`): void unless the conversation is still theirs and unanswered."""

    rep: str
    epoch: int
    why: str


class RequestNews(msgspec.Struct, frozen=True, tag="request_news"):
    """Something has happened to a request of this conversation that its customer has not been told of."""

    number: str


class WaitNews(msgspec.Struct, frozen=True, omit_defaults=True, tag="wait_news"):
    """How it stands with the place in line: void unless the conversation still waits in this epoch. Minutes as in `Outlook`."""

    epoch: int
    place: int
    from_minutes: int | None = None
    to_minutes: int | None = None


class CallbackDue(msgspec.Struct, frozen=True, tag="callback_due"):
    """The window of a promised callback has begun: from now on a rep is looked for who keeps the promise."""

    callback: str
    contact: str
    start: datetime
    end: datetime
    about: str


class LeadMoved(msgspec.Struct, frozen=True, tag="lead_moved"):
    """A lead (`by`, with a `name`) gives a conversation that waits, or that a rep has, to another rep; to the queue where `to`
    is empty."""

    by: str
    name: str
    to: str = ""
    to_name: str = ""
    note: str = ""


class LeadWhispered(msgspec.Struct, frozen=True, tag="lead_whispered"):
    """A lead's words for the rep alone."""

    by: str
    name: str
    text: str


class LeadLifted(msgspec.Struct, frozen=True, tag="lead_lifted"):
    """The customer may write again."""

    by: str
    name: str


class LeadJoined(msgspec.Struct, frozen=True, tag="lead_joined"):
    """A lead answers beside the rep from now on."""

    by: str
    name: str


LeadBody = LeadMoved | LeadWhispered | LeadJoined | LeadLifted
RepBody = RepSaid | RepNoted | RepAsked | RepTransferred | RepSnoozed | RepHandedBack | RepResolved | RepReported
Engine = SnoozeDue | RepLost | RequestNews | WaitNews | CallbackDue | BotDrafted
"""What we say to a conversation ourselves."""
Body = Said | Pressed | Continued | Recognised | RepClaimed | RepStarted | Engine | LeadBody | RepBody


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that arrived. `id` is chosen by the sender and unique in its conversation: the same id twice is one message."""

    id: str
    conversation: str
    at: datetime
    """When it was sent, with the sender's UTC offset; every rule takes this as "now"."""
    body: Body
    channel: Channel = "web"
    reps_online: bool | None = None
    """Set by test clocks only: whether reps count as present in this conversation. None asks the real presence."""
    zone: str = ""
    """The sender's time zone by its IANA name, where their device has told it."""
    language: str = ""
    """Of the page or the app that it was sent from (ISO 639-1); "" where the channel does not say."""
