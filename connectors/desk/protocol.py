"""What the desk's page and the server say to each other, as JSON objects with a `type`.

To the server                                                       From the server
open      conversation, last?       show it and what follows        welcome  rep, name
claim     conversation              accept who waits                board    waiting, mine    the queue, longest first, and mine
say       conversation, id, text    words for the customer          entry    conversation, id, entry
hand_back conversation, id, note?   to the bot, with a word         about    conversation, owner, rep, name, slots, requests, …
resolve   conversation, id, …       done                            kept     conversation, id
typing    conversation              the rep writes                  refused  conversation, text, id?   what did not happen
                                                                    typing   conversation     the customer writes
                                                                    error    code, text, id?
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from bot.conversation.model import Entry, RequestRef
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


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    rep: str
    name: str


class Board(msgspec.Struct, frozen=True, tag="board"):
    waiting: list[Waiting]
    mine: list[Waiting]


class EntryShown(msgspec.Struct, frozen=True, tag="entry"):
    conversation: str
    id: str
    entry: Entry


class About(msgspec.Struct, frozen=True, tag="about", omit_defaults=True):
    """Who answers now and what is known; `slots` by name, a value or an object with `text`."""

    conversation: str
    owner: str
    rep: str | None = None
    name: str = ""
    slots: dict[str, Any] = {}
    items: list[dict[str, Any]] = []
    requests: list[RequestRef] = []


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    conversation: str
    id: str


class Refused(msgspec.Struct, frozen=True, tag="refused", omit_defaults=True):
    conversation: str
    text: str
    id: str | None = None


class TypingShown(msgspec.Struct, frozen=True, tag="typing"):
    conversation: str


from_rep = msgspec.json.Decoder(Open | Claim | Say | HandBack | Resolve | Typing)
