"""What the widget and the server say to each other over the socket, as JSON objects with a `type`.

To the server                                              From the server
hello   token?, last?, resume, or begin anew               welcome  conversation, token, owner, name, telegram
        customer?      and a pass of who is signed in      entry    id, entry, chart?   a line of the log
        zone?, language?  the browser's, and the page's
say     id, text, files?  the customer's words, and        kept     id           the message will be answered, come what may
        place?         receipts of files from POST /files
press   id, button     a button of an earlier reply        typing   on           bot or rep writes
typing                 the customer writes                 seen     up_to        the rep has looked at all up to this log id
seen    up_to          … has looked at all up to this id   owner    owner, name  who answers from now on
transcript  id, email  by e-mail, to this address          promised id, email    the transcript will be sent
continue    id         in Telegram as well                 elsewhere id, url     opens it there, once and for some minutes
                                                           error    code, text, id?, retry_after?

`id` is a UUID that the sender chose: the same one again is the same message. Errors leave the connection open.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, TypeVar

import msgspec

from bot.conversation.model import Entry

MessageId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
LogId = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}(-[0-9]{1,19})?$")]
ButtonId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Incoming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something from a browser; an unknown field is an error, for it is a misunderstanding."""


class Hello(Incoming, frozen=True, tag="hello"):
    token: str | None = None
    last: LogId = "0"
    customer: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None
    zone: Annotated[str, msgspec.Meta(max_length=64)] = ""
    language: Annotated[str, msgspec.Meta(max_length=60)] = ""


class Place(Incoming, frozen=True):
    """Where the customer is, in degrees, because they chose to say so."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Say(Incoming, frozen=True, tag="say"):
    id: MessageId
    text: str
    files: Annotated[list[str], msgspec.Meta(max_length=5)] = []
    place: Place | None = None


class Press(Incoming, frozen=True, tag="press"):
    id: MessageId
    button: ButtonId


class Typing(Incoming, frozen=True, tag="typing"):
    pass


class Seen(Incoming, frozen=True, tag="seen"):
    up_to: LogId


class AskTranscript(Incoming, frozen=True, tag="transcript"):
    id: MessageId
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""


class Continue(Incoming, frozen=True, tag="continue"):
    id: MessageId


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    conversation: str
    token: str
    owner: str
    name: str = ""
    telegram: bool = False
    """Whether the conversation can go on in Telegram."""


class EntryShown(msgspec.Struct, frozen=True, tag="entry", omit_defaults=True):
    """`chart` is the address, without its host, of the chart that the entry comes with."""

    id: str
    entry: Entry
    chart: str = ""


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    id: str


class TypingShown(msgspec.Struct, frozen=True, tag="typing"):
    on: bool


class SeenShown(msgspec.Struct, frozen=True, tag="seen"):
    up_to: str


class Promised(msgspec.Struct, frozen=True, tag="promised"):
    id: str
    email: str


class ElsewhereShown(msgspec.Struct, frozen=True, tag="elsewhere"):
    id: str
    url: str


class OwnerShown(msgspec.Struct, frozen=True, tag="owner"):
    owner: str
    name: str = ""


class Error(msgspec.Struct, frozen=True, tag="error", omit_defaults=True):
    """`code` is for programs; `text` is one clear sentence."""

    code: str
    text: str
    id: str | None = None
    retry_after: float | None = None


from_customer = msgspec.json.Decoder(Hello | Say | Press | Typing | Seen | AskTranscript | Continue)
_encode = msgspec.json.Encoder(decimal_format="number").encode

T = TypeVar("T")


class Unreadable(Exception):
    """What arrived is not a message of the protocol; `error` says so to the sender."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.text)
        self.error = error


def encode(message: msgspec.Struct) -> str:
    return _encode(message).decode()


def decode(decoder: msgspec.json.Decoder[T], data: str) -> T:
    """One message of the protocol; raises Unreadable with the answer to give."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise Unreadable(Error("bad_message", f"This message cannot be used: {error}.", id=_id_in(data))) from None
    except (msgspec.DecodeError, UnicodeError):
        raise Unreadable(Error("not_json", "A message must be one JSON object.")) from None
    except RecursionError:
        raise Unreadable(Error("not_json", "A message must be one JSON object, not this deep.")) from None


def _id_in(data: str) -> str | None:
    with suppress(msgspec.DecodeError, RecursionError):
        found: Any = msgspec.json.decode(data)
        if isinstance(found, dict) and isinstance(found.get("id"), str):
            return str(found["id"])[:64]
    return None
