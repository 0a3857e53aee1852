"""A mail to a customer: made from log entries, in a thread with the mails of the same conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.conversation.model import Card, Entry

ANSWER, TRANSCRIPT = "Your conversation with our sales team", "Your conversation with us"
_WHO = {"customer": "You", "bot": "Assistant"}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Line:
    """One thing that was said, as a mail shows it."""

    who: str
    at: datetime
    text: str
    cards: tuple[Card, ...]
    files: tuple[str, ...]
    customer: bool
    rep: bool


@dataclass(frozen=True)
class Letter:
    """`sender` as "Name <address>", `key` unique for each mail of the product, `thread` the Message-IDs before it, oldest
    first; `link` leads back into the conversation."""

    sender: str
    to: str
    key: str
    link: str
    thread: tuple[str, ...] = ()


def answer(letter: Letter, entries: Iterable[Entry], now: datetime) -> EmailMessage:
    """What reps said while the customer was away."""
    lines = _lines(entry for entry in entries if entry.author == "rep")
    return _message(letter, ANSWER, "answer", lines, now, name=lines[-1].who if lines else "")


def transcript(letter: Letter, entries: Iterable[Entry], now: datetime) -> EmailMessage:
    """All that customer, bot and reps said."""
    return _message(letter, TRANSCRIPT, "transcript", _lines(entries), now)


def message_id(letter: Letter) -> str:
    """The same for the same mail, so that one that is sent again after a crash is known as the same."""
    return f"<{letter.key}@{_domain(letter.sender)}>"


def _lines(entries: Iterable[Entry]) -> list[Line]:
    return [
        Line(
            who=_WHO.get(entry.author) or entry.name or "Sales rep",
            at=entry.at.astimezone(timezone.utc),
            text=entry.text,
            cards=entry.cards,
            files=tuple(file.name for file in entry.attachments),
            customer=entry.author == "customer",
            rep=entry.author == "rep",
        )
        for entry in entries
        if not entry.private and entry.author != "system"
    ]


def _message(letter: Letter, subject: str, kind: str, lines: list[Line], now: datetime, name: str = "") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    shown, address = parseaddr(letter.sender)
    mail["From"] = Address(shown, addr_spec=address)
    mail["To"] = Address(addr_spec=letter.to)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(letter)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office answers stay away
    mail["Subject"] = f"Re: {subject}" if letter.thread else subject
    if letter.thread:
        mail["In-Reply-To"] = letter.thread[-1]
        mail["References"] = " ".join(letter.thread)
    values = {"lines": lines, "link": letter.link, "name": name, "transcript": kind == "transcript"}
    mail.set_content(_templates.get_template(f"{kind}.txt").render(values))
    mail.add_alternative(_templates.get_template("mail.html").render(values), subtype="html")
    return mail


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
