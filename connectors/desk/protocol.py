"""What the desk's page and the server say to each other, as JSON objects with a `type`.

To the server                                                       From the server
open      conversation, last?       show it and what follows        welcome  rep, name, canned, filters, lead
claim     conversation              accept who waits                board    waiting, gone, total, mine?  what has changed
say       conversation, id, text,   words for the customer, and     lines    conversation, lines: id and entry
          products?                 products by their ids           about    conversation, owner, rep, name, slots, requests, …
note      conversation, id, text    for reps alone                  kept     conversation, id
transfer  conversation, id, to,     to a colleague, or to the       refused  conversation, text, id?   what did not happen
          note?                     queue where `to` is empty       typing   conversation     the customer writes
snooze    conversation, id, until   aside; null takes it up again   seen     conversation, who, up_to
hand_back conversation, id, note?   to the bot, with a word         found    words, cards     what the catalog has
resolve   conversation, id, …       done                            error    code, text, id?
typing    conversation              the rep writes
seen      conversation, up_to       the rep has read so far
search    words                     in the catalog                  colleagues  words, colleagues
colleagues  words?                  who is there now?               stands   state, load, capacity   how the rep stands
reject    conversation              not this one: for somebody else
break     on                        nothing is offered meanwhile    told     by, text, at    a lead, to everybody at a desk
filters   filters                   kept for the rep
ask       conversation, id, text    the assistant drafts an answer     mentions mentions   notes that name the rep
report    conversation, id, why,    abuse: the conversation is blocked, or all of the
          whole?                    person or the account
start     conversation, id, text, agreed   the rep writes first
read_mention  conversation
callback  conversation, id, start   promised for two hours from then
set_right conversation, id, fact, right   what was understood wrongly, for the review
whisper   conversation, id, text    a lead, to the rep alone
join      conversation, id          a lead answers beside the rep

`about` is in `connectors.desk.shown`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from bot.conversation.message import Whole
from bot.conversation.model import Card, Entry
from bot.sales.model import Waiting
from connectors.web.protocol import Incoming, LogId, MessageId

ConversationId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


# ── to the server ────────────────────────────────────────────────────────────────────────────────────────────────────


class OfChat(Incoming, frozen=True):
    """Of one conversation."""

    conversation: ConversationId


class ToChat(OfChat, frozen=True):
    """Done there once under its `id`, and answered under it."""

    id: MessageId


class Open(OfChat, frozen=True, tag="open"):
    last: LogId = "0"


class Claim(OfChat, frozen=True, tag="claim"):
    pass


class Say(ToChat, frozen=True, tag="say"):
    text: str
    products: Annotated[list[Short], msgspec.Meta(max_length=6)] = []


class Note(ToChat, frozen=True, tag="note"):
    text: str


class Transfer(ToChat, frozen=True, tag="transfer"):
    to: Short = ""
    note: str = ""
    skill: Short = ""


class Report(ToChat, frozen=True, tag="report"):
    """The customer abuses people; `whole` blocks the person, or the account, in every conversation and channel."""

    why: Short = ""
    whole: Whole = ""


class Start(ToChat, frozen=True, tag="start"):
    """The rep writes first; `agreed` where the customer said that they may."""

    text: str
    agreed: bool


class ReadMention(OfChat, frozen=True, tag="read_mention"):
    pass


class Snooze(ToChat, frozen=True, tag="snooze"):
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None


class Ask(ToChat, frozen=True, tag="ask"):
    """A question to the assistant, which drafts for the rep alone."""

    text: str


class PromiseCallback(ToChat, frozen=True, tag="callback"):
    """The customer is to be called, or written to, in the window that begins then."""

    start: Annotated[datetime, msgspec.Meta(tz=True)]


class SetRight(ToChat, frozen=True, tag="set_right"):
    """A fact that the assistant holds is wrong; `right` is what it should be."""

    fact: Short
    right: Short


class Whisper(ToChat, frozen=True, tag="whisper"):
    text: str


class Join(ToChat, frozen=True, tag="join"):
    pass


class HandBack(ToChat, frozen=True, tag="hand_back"):
    note: str = ""


class Resolve(ToChat, frozen=True, tag="resolve"):
    disposition: Short = ""


class Typing(OfChat, frozen=True, tag="typing"):
    pass


class Seen(OfChat, frozen=True, tag="seen"):
    up_to: LogId


class Search(Incoming, frozen=True, tag="search"):
    words: Short


class AskColleagues(Incoming, frozen=True, tag="colleagues"):
    """Those who are at the desk now and whom the words fit."""

    words: Short = ""


class Reject(OfChat, frozen=True, tag="reject"):
    pass


class KeepFilters(Incoming, frozen=True, tag="filters"):
    """All the filters over those who wait that the rep keeps, the newest first."""

    filters: Annotated[list[Annotated[str, msgspec.Meta(min_length=1, max_length=100)]], msgspec.Meta(max_length=20)]


class Break(Incoming, frozen=True, tag="break"):
    on: bool


LeadDeed = Whisper | Join
"""What only leads may do."""
Deed = Say | Note | Ask | Report | Start | Transfer | Snooze | HandBack | Resolve | LeadDeed
"""What goes into a conversation's inbox."""
Look = Open | Typing | Seen | Search | AskColleagues
"""What changes nothing for the customer."""
OnFloor = Claim | ReadMention | Reject | Break | KeepFilters | PromiseCallback | SetRight
"""What the queue, or another list, takes notice of."""
from_rep = msgspec.json.Decoder(Look | OnFloor | Deed)


# ── from the server ──────────────────────────────────────────────────────────────────────────────────────────────────


class Canned(msgspec.Struct, frozen=True):
    """Words that reps need often, under a short name."""

    name: str
    text: str


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    rep: str
    name: str
    canned: list[Canned] = []
    lead: bool = False
    filters: list[str] = []
    silent_seconds: int = 0
    """After so long without an answer a chat goes to somebody else."""


class Colleague(msgspec.Struct, frozen=True):
    """A rep at the desk; `free` says how many chats more they may take."""

    id: str
    name: str
    skills: list[str]
    free: int


class Colleagues(msgspec.Struct, frozen=True, tag="colleagues"):
    words: str
    colleagues: list[Colleague]
    skills: list[str] = []
    """To what skills a chat may be passed on."""


class Board(msgspec.Struct, frozen=True, tag="board"):
    """What has changed since the board before, the first one all of it: those that newly wait or wait otherwise, those that do
    so no more, how many wait in all; and the rep's own chats, longest first, where any of them changed."""

    waiting: list[Waiting]
    gone: list[str]
    total: int
    mine: list[Waiting] | None = None


class Line(msgspec.Struct, frozen=True):
    id: str
    entry: Entry


class Lines(msgspec.Struct, frozen=True, tag="lines"):
    """Lines of a log in their order, those that are there together."""

    conversation: str
    lines: list[Line]


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    conversation: str
    id: str


class Refused(msgspec.Struct, frozen=True, tag="refused", omit_defaults=True):
    conversation: str
    text: str
    id: str | None = None


class TypingShown(msgspec.Struct, frozen=True, tag="typing"):
    conversation: str


class SeenShown(msgspec.Struct, frozen=True, tag="seen"):
    conversation: str
    who: str
    up_to: str


class Found(msgspec.Struct, frozen=True, tag="found"):
    words: str
    cards: list[Card]


class Mention(msgspec.Struct, frozen=True):
    """A note that names the rep."""

    conversation: str
    by: str
    text: str
    at: datetime


class Mentions(msgspec.Struct, frozen=True, tag="mentions"):
    """All that the rep has not read yet, the newest first."""

    mentions: list[Mention]


class Told(msgspec.Struct, frozen=True, tag="told"):
    """A lead's words to everybody at a desk."""

    by: str
    text: str
    at: datetime


class Stands(msgspec.Struct, frozen=True, tag="stands"):
    """How the rep stands: `state` as `bot.sales.model.Standing` says, `load` and `capacity` in seats."""

    state: str
    load: int
    capacity: int
