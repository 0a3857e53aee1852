"""What the desk's page and the server say to each other, as JSON objects with a `type`.

To the server                                                       From the server
open      conversation, last?       show it and what follows        welcome  rep, name, canned
claim     conversation              accept who waits                board    waiting, mine, colleagues  longest first
say       conversation, id, text,   words for the customer, and     entry    conversation, id, entry
          products?                 products by their ids           about    conversation, owner, rep, name, slots, requests, …
note      conversation, id, text    for reps alone                  kept     conversation, id
transfer  conversation, id, to,     to a colleague, or to the       refused  conversation, text, id?   what did not happen
          note?                     queue where `to` is empty       typing   conversation     the customer writes
snooze    conversation, id, until   aside; null takes it up again   seen     conversation, who, up_to
hand_back conversation, id, note?   to the bot, with a word         found    words, cards     what the catalog has
resolve   conversation, id, …       done                            error    code, text, id?
typing    conversation              the rep writes
seen      conversation, up_to       the rep has read so far
search    words                     in the catalog
colleagues                          who is there now? (a board)
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from bot.conversation.model import Card, Entry
from bot.sales.model import Waiting
from connectors.web.protocol import Incoming, LogId, MessageId

ConversationId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class Open(Incoming, frozen=True, tag="open"):
    conversation: ConversationId
    last: LogId = "0"


class Claim(Incoming, frozen=True, tag="claim"):
    conversation: ConversationId


class Say(Incoming, frozen=True, tag="say"):
    conversation: ConversationId
    id: MessageId
    text: str
    products: Annotated[list[Short], msgspec.Meta(max_length=6)] = []


class Note(Incoming, frozen=True, tag="note"):
    conversation: ConversationId
    id: MessageId
    text: str


class Transfer(Incoming, frozen=True, tag="transfer"):
    conversation: ConversationId
    id: MessageId
    to: Short = ""
    note: str = ""


class Snooze(Incoming, frozen=True, tag="snooze"):
    conversation: ConversationId
    id: MessageId
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None


class HandBack(Incoming, frozen=True, tag="hand_back"):
    conversation: ConversationId
    id: MessageId
    note: str = ""


class Resolve(Incoming, frozen=True, tag="resolve"):
    conversation: ConversationId
    id: MessageId
    disposition: Short = ""


class Typing(Incoming, frozen=True, tag="typing"):
    conversation: ConversationId


class Seen(Incoming, frozen=True, tag="seen"):
    conversation: ConversationId
    up_to: LogId


class Search(Incoming, frozen=True, tag="search"):
    words: Short


class AskColleagues(Incoming, frozen=True, tag="colleagues"):
    """A fresh board, with those who are at the desk now."""


class Canned(msgspec.Struct, frozen=True):
    """Words that reps need often, under a short name."""

    name: str
    text: str


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    rep: str
    name: str
    canned: list[Canned] = []


class Colleague(msgspec.Struct, frozen=True):
    id: str
    name: str


class Board(msgspec.Struct, frozen=True, tag="board"):
    waiting: list[Waiting]
    mine: list[Waiting]
    colleagues: list[Colleague] = []


class EntryShown(msgspec.Struct, frozen=True, tag="entry"):
    conversation: str
    id: str
    entry: Entry


class RequestShown(msgspec.Struct, frozen=True):
    """A sourcing request; `fields` by name, as the suppliers see them."""

    number: str
    state: str
    fields: dict[str, Any]


class About(msgspec.Struct, frozen=True, tag="about", omit_defaults=True):
    """Who answers now and what is known; `slots` by name, a value or an object with `text`; `order` is the basket."""

    conversation: str
    owner: str
    rep: str | None = None
    name: str = ""
    slots: dict[str, Any] = {}
    items: list[dict[str, Any]] = []
    requests: list[RequestShown] = []
    order: dict[str, Any] | None = None
    snoozed: datetime | None = None
    seen: str = ""
    """The log id up to which the customer has looked."""


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


Deed = Say | Note | Transfer | Snooze | HandBack | Resolve
"""What goes into a conversation's inbox."""
from_rep = msgspec.json.Decoder(Open | Claim | Typing | Seen | Search | AskColleagues | Deed)
