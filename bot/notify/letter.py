"""A mail to a customer: made from log entries, in a thread with the mails of the same conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from email.message import EmailMessage

from bot.conversation.model import Card, Entry
from bot.notify.mail import Head, compose

ANSWER, TRANSCRIPT, NEWS = "Your conversation with our sales team", "Your conversation with us", "News about your request"
_WHO = {"customer": "You", "bot": "Assistant"}


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


def is_for_mail(entry: Entry) -> bool:
    """Whether a customer who was away gets it by e-mail: what reps said, and news of a request."""
    return not entry.private and (entry.author == "rep" or entry.event == "news")


def answer(letter: Letter, entries: Iterable[Entry], now: datetime) -> EmailMessage:
    """What was said while the customer was away."""
    told = [entry for entry in entries if is_for_mail(entry)]
    lines = _lines(told)
    names = [entry.name for entry in told if entry.author == "rep"]
    subject = NEWS if told and not names else ANSWER
    return _message(letter, subject, "answer", lines, now, lead=_lead(subject, names[-1] if names else ""))


def transcript(letter: Letter, entries: Iterable[Entry], now: datetime) -> EmailMessage:
    """All that customer, bot and reps said."""
    return _message(letter, TRANSCRIPT, "transcript", _lines(entries), now, lead="Here is the conversation, as you asked.")


def message_id(letter: Letter) -> str:
    return Head(letter.sender, letter.to, letter.key, "", datetime.min).id


def _lead(subject: str, name: str) -> str:
    return f"{NEWS}:" if subject == NEWS else f"{name or 'Our sales team'} answered while you were away:"


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


def _message(letter: Letter, subject: str, kind: str, lines: list[Line], now: datetime, lead: str) -> EmailMessage:
    head = Head(letter.sender, letter.to, letter.key, f"Re: {subject}" if letter.thread else subject, now)
    values = {"lines": lines, "link": letter.link, "lead": lead, "transcript": kind == "transcript"}
    mail = compose(head, f"{kind}.txt", "mail.html", values)
    if letter.thread:
        mail["In-Reply-To"] = letter.thread[-1]
        mail["References"] = " ".join(letter.thread)
    return mail
