"""What is kept of a conversation: the entries of its log, and its own state.

Plain data, written as JSON by msgspec. What arrives is in `bot.conversation.message`, what happened beyond the conversation in
`bot.events`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

Channel = Literal["web", "telegram", "terminal"]
Owner = Literal["bot", "queue", "rep"]
Handoff = Literal["none", "offered", "queued", "message_taken", "active"]


class Attachment(msgspec.Struct, frozen=True):
    """A file that came with a message: kept under `id` (its SHA-256), of the type that its content shows, `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int

    @property
    def may_be_list(self) -> bool:
        """Whether it is text or a spreadsheet."""
        sheets = ("spreadsheetml.sheet", "opendocument.spreadsheet", "vnd.ms-excel")
        return self.media_type == "text/plain" or self.media_type.endswith(sheets)


class Location(msgspec.Struct, frozen=True):
    """A place that the customer shared, in degrees."""

    latitude: float
    longitude: float


class Customer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who the customer is, as the merchant's website has proved it: what is the account's may be told until `until`.

    `account` and `company` are empty for somebody of no account.
    """

    email: str
    until: datetime
    name: str = ""
    account: str = ""
    company: str = ""


# ── what everybody reads ─────────────────────────────────────────────────────────────────────────────────────────────


class Button(msgspec.Struct, frozen=True):
    id: str
    title: str


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """A product as it is shown. `price` is USD for one sales unit, None where unknown; `image` an address, without its host on
    our own site. `note` (when more is cheaper), `stock` and `delivery` are lines for the customer, "" where there is none.
    """

    id: str
    title: str
    price: Decimal | None = None
    category: str | None = None
    color: str | None = None
    unit: str | None = None
    image: str | None = None
    note: str = ""
    stock: str = ""
    delivery: str = ""


class Chart(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chart of shelf or factory: `curve` and `words` as `bot.sourcing.chart` takes them; `alt` for who cannot see it."""

    curve: dict[str, Any]
    words: dict[str, str]
    alt: str = ""


class Table(msgspec.Struct, frozen=True):
    """Things side by side, a column each, for channels that can draw it: the text of its entry says the same in lines, and what
    stands above them is its first line. A row is its name and a cell for each column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the conversation log, the same for website, messenger, desk and transcript.

    `author` "system" marks a change of owner: `event` says which (queued, joined, transferred, handed_back, resolved) and
    `name` the rep; the words for it belong to the channel. So does "continued": the customer goes on in the channel `name`
    as well. `location` is a place that the customer shared; `text` then says in words where it is. A `private` entry is for
    reps only: a note (author "rep", `event` whisper where a lead wrote it, asked where it is a question to the bot), the bot's
    draft (author "bot", event draft), or one of the events recognised (`name` is the customer), reported and started (`text`
    says why), lifted, snoozed (`text` is the moment, ISO 8601), woken and disposition (`text` is how it ended). With author
    "bot" the event "news" marks what it says unasked.
    """

    author: Literal["customer", "bot", "rep", "system"]
    at: datetime
    message: str
    """Id of the message that this entry came of."""
    text: str = ""
    name: str = ""
    event: str = ""
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    private: bool = False
    chart: Chart | None = None
    table: Table | None = None


# ── what is known about one conversation ─────────────────────────────────────────────────────────────────────────────


class Offered(msgspec.Struct, frozen=True):
    """What stands behind a button id: the intent it means, with its entities, and the title the customer saw."""

    intent: str
    title: str
    entities: dict[str, Any] = {}


class RequestRef(msgspec.Struct, frozen=True, omit_defaults=True):
    """An own request. The customer has been told of its changes up to the one of seq `told`, the last time at `told_at`."""

    number: str
    state: str
    told: int = 0
    told_at: datetime | None = None


class View(msgspec.Struct, omit_defaults=True):
    """What one turn was taken for and what is held after it: for programs, the desk's side panel and the hand-off note."""

    intents: list[str] = []
    entities: list[dict[str, Any]] = []
    slots: dict[str, Any] = {}
    form: str | None = None
    asks: list[str] = []
    about: list[str] = []
    items: list[dict[str, Any]] = []
    order: dict[str, Any] | None = None


class Promised(msgspec.Struct, frozen=True):
    """A callback that the customer was promised and that has not begun; times with the offset of the customer's clock."""

    callback: str
    contact: str
    start: datetime
    end: datetime


class Conversation(msgspec.Struct, omit_defaults=True):
    """The state that a turn may change. `owner` is the only truth about who answers."""

    id: str
    owner: Owner = "bot"
    rep: str | None = None
    rep_name: str = ""
    epoch: int = 0
    """Counts hand-offs; a claim names the epoch it is for, so that a late one is void."""
    handoff: Handoff = "none"
    handoff_note: str = ""
    topic: str = ""
    wanted: str = ""
    """What the customer wanted when a person was called, and the words that say so; as `HandoffRequested` has them."""
    snoozed: datetime | None = None
    """Until when the rep put it aside."""
    customer: Customer | None = None
    """Who it is, where their website has said so."""
    blocked: str = ""
    """Why nothing is taken of the customer, where a rep reported abuse."""
    blocked_as: str = ""
    """Whom that block is for, beyond this conversation: one of `identities`."""
    mentioned: list[str] = []
    """Reps whom a note has named: they may read, and add notes."""
    guests: dict[str, str] = {}
    """Leads who joined and answer beside the rep: id → name."""
    said: dict[str, str] = {}
    """Name of a fact that is held → the customer's message in which it was said, or last changed."""
    asked: bool = False
    """Whether the customer has said anything."""
    callback: Promised | None = None
    rating: str = ""
    """What the customer pressed after the last chat with a rep: good, fair or bad."""
    served: str = ""
    """The rep of that chat; empty again once the customer has said how it was."""
    unanswered: datetime | None = None
    """Since when the customer waits for the rep's words; None where they do not."""
    channel: Channel = "web"
    language: str = ""
    """What the customer asked to speak, or wrote in (ISO 639-1)."""
    locale: str = ""
    """The language of the customer's page or app; counts where `language` is empty."""
    reps_online: bool | None = None
    requests: list[RequestRef] = []
    files: list[Attachment] = []
    """Drawings and pictures that the customer sent and no request has taken yet, oldest first; at most `KEPT_FILES`."""
    news_off: bool = False
    """Whether the customer wants to hear nothing about requests unasked."""
    wrote: datetime | None = None
    """When the customer last said something, with the offset of their clock."""
    zone: str = ""
    """The time zone that the customer's device has told last, by its IANA name; "" where none has."""
    buttons: dict[str, Offered] = {}
    """The newest offered buttons, oldest first; at most `KEPT_BUTTONS`."""
    view: View = msgspec.field(default_factory=View)

    def spoken(self) -> str:
        """The language in which a person should answer, other than English; "" where English will do."""
        language = self.language or self.locale
        return "" if language == "en" else language

    def known_customer(self, now: datetime) -> Customer | None:
        """Who may hear of their account at this moment."""
        return self.customer if self.customer and now < self.customer.until else None


def identities(customer: Customer | None) -> dict[str, str]:
    """By what a customer is known in every conversation and channel: person and account, where that is proved."""
    if customer is None:
        return {}
    found = {"person": f"email:{customer.email.lower()}"} if customer.email else {}
    return found | ({"account": f"account:{customer.account}"} if customer.account else {})


KEPT_BUTTONS = 60
KEPT_FILES = 10
DRAWINGS = frozenset(("image/png", "image/jpeg", "image/svg+xml", "application/pdf"))
"""Types of files that suppliers can use."""
