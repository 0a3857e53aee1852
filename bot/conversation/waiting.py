"""Words about waiting for a person: a callback wanted, one of the windows chosen, and what is said after a chat. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, timezone
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.conversation import words
from bot.conversation.moment import Moment

_CALLBACK = re.compile(
    r"\b(?:call|ring|phone|text|email|e-mail|write|get|come) (?:me|us) (?:back|later|tomorrow|this afternoon|when)\b|"
    r"\bcall-?backs?\b|\b(?:have|can|could|get) (?:someone|somebody|a rep|a person|them|you|anyone) (?:to )?"
    r"(?:call|ring|phone|email|write)(?: to)? (?:me|us)\b|\b(?:schedule|book|arrange|set up) a (?:phone )?call\b|"
    r"\b(?:call|ring|phone|text) (?:me|us) (?:at|on) \+?[(\d][\d() .-]{6,16}\W*"
    r"(?:today|tomorrow|tmrw|in the|this|after|before|around|between|(?:mon|tues|wednes|thurs|fri)day)\b",
    re.I,
)
_NO_PERSON = re.compile(
    r"\b(?:nvm|never ?mind|forget|cancel|no need for|don'?t need|skip|scratch|leave) (?:about )?(?:the|a|any|that|your) "
    r"(?:real |live |sales )?(?:human|person|agent|rep|representative|operator|callback|call back)\b",
    re.I,
)
_NO_ALONE = re.compile(
    r"^\W*(?:(?:actually|wait|oh|well|hm+|sorry|ok)\W+)*(?:no|nope|nah)\b(?:\W+(?:thanks|thank you|wait|actually|need))*\W*$",
    re.I,
)
_PLACES = (
    re.compile(r"\b(?:first|1st|earliest|soonest|next one|option 1|number 1)\b|^\W*1\W*$", re.I),
    re.compile(r"\b(?:second|2nd|middle|option 2|number 2)\b|^\W*2\W*$", re.I),
    re.compile(r"\b(?:third|3rd|last|latest|option 3|number 3)\b|^\W*3\W*$", re.I),
)
_CLOCK = re.compile(r"\b(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b", re.I)
_HOUR = re.compile(
    r"\b(?:(?P<after>after|past|from|not before)|(?P<before>before|by|until|till)|at|around|about|between) "
    r"(?P<hour>1[0-2]|[1-9])(?::(?P<minute>[0-5]\d))?(?! ?[ap]\.?m\b)"
    r"(?=\W*$|\W*(?:and|or|to|please|pls|if|works?|tomorrow|today|on)\b)",
    re.I,
)
"""An hour of a working day without its half: "after 2"."""
_EARLIEST = 8  # o'clock: below that an hour is one of the afternoon
_AFTER = re.compile(r"\b(?:after|past|from|not before) $", re.I)
_BEFORE = re.compile(r"\b(?:before|by|until|till) $", re.I)
_PARTS = {"morning": (time(5), time(12)), "afternoon": (time(12), time(17)), "evening": (time(17), time(22))}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OVER = frozenset("nlu_fallback out_of_scope inform thank complaint affirm deny skip goodbye greet bot_challenge".split())
"""Intents that words about a chat just ended are taken for; anything else is a wish of its own."""

LONGEST_TIME = 7  # words

Windows = Sequence[tuple[datetime, datetime]]


def first_name(name: str) -> str:
    """As customers know a rep."""
    return next(iter(name.split()), name)


def wants_callback(text: str) -> bool:
    return bool(_CALLBACK.search(text))


def declines_person(text: str) -> bool:
    """Whether no person is wanted any more, in so many words."""
    return bool(_NO_PERSON.search(text))


def leaves_the_person(now: Moment) -> bool:
    """ "Nah never mind", "keep going with the mugs", to a hand-off in the middle of a request: the request goes on.

    Who is asked for an address says by a bare no that there is none, and still wants the person.
    """
    kind = (now.slots.get("pending") or {}).get("kind")
    if now.form is None or kind not in ("rest", "message") or {"email", "phone"} & now.named:
        return False
    return words.wants_stop(now.text) or words.wants_on(now.text) or (kind == "rest" and bool(_NO_ALONE.match(now.text)))


def usable_phone(text: str) -> str:
    """The number as it is dialled (E.164), taken for one of the US where it names no country; "" for none that can exist."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(number)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) if valid else ""


def usable_email(text: str) -> str:
    """The address as it is written to; "" for none that can exist."""
    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        return ""


def spelled(contact: str) -> str:
    """A number as people read it; an address as it is."""
    if "@" in contact:
        return contact
    number = phonenumbers.parse(contact, "US")
    national = number.country_code == 1
    shape = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, shape))


def windows_in(pending: Mapping[str, Any] | None) -> list[tuple[datetime, datetime]]:
    """The windows that were offered last."""
    held = (pending or {}).get("windows") or []
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in held]


def chosen(text: str, windows: Windows, now: datetime) -> int | None:
    """Which of the windows the words mean: its place, its day, the part of the day or the hour; None where that is not one."""
    for place, pattern in enumerate(_PLACES[: len(windows)]):
        if pattern.search(text):
            return place
    fitting = [place for place, (start, end) in enumerate(windows) if _fits(text.lower(), start, end, now)]
    return fitting[0] if (fitting and len(fitting) < len(windows)) or (fitting and len(windows) == 1) else None


def clocks(text: str) -> list[tuple[str, time]]:
    """The hours that the words name, each with "after", "before" or "" for one that is to lie in between."""
    whole = [(one, int(one["hour"]) % 12 + 12 * (one["half"].lower() == "p")) for one in _CLOCK.finditer(text)]
    bare = [(one, int(one["hour"]) + 12 * (int(one["hour"]) < _EARLIEST)) for one in _HOUR.finditer(text)]
    return [(_side(text[: one.start("hour")]), time(hour, int(one["minute"] or 0))) for one, hour in (*whole, *bare)]


def _side(before: str) -> str:
    return "after" if _AFTER.search(before) else "before" if _BEFORE.search(before) else ""


def _holds(side: str, clock: time, start: time, end: time) -> bool:
    """Whether a window lies as an hour was said."""
    if side == "after":
        return start >= clock
    return end <= clock if side == "before" else start <= clock < end


def without_hours(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was recognised, without the amounts of goods that the hours were taken for."""
    return [one for one in entities if one.get("entity") != "quantity" or not names_time(text)]


def says_time(text: str) -> bool:
    """Whether an hour or a part of the day is named."""
    return bool(clocks(text)) or any(re.search(rf"\b{name}\b", text, re.I) for name in _PARTS)


def names_time(text: str) -> bool:
    """Whether a short message names an hour or a part of the day."""
    return says_time(text) and len(text.split()) <= LONGEST_TIME


def at(text: str, windows: Windows) -> list[int]:
    """The windows in which the hour or the part of the day lies that the words name."""
    now = datetime.min.replace(tzinfo=timezone.utc) + timedelta(days=2)  # no day is meant
    timed = re.sub(r"\b(?:today|tomorrow)\b", "", text.lower())
    return [place for place, (start, end) in enumerate(windows) if _fits(timed, start, end, now)]


def _fits(text: str, start: datetime, end: datetime, now: datetime) -> bool:
    """Whether the words name the day or the hour of this window, and nothing against it."""
    today = now.astimezone(start.tzinfo).date()
    days = {"today": today, "tomorrow": today + timedelta(days=1)}
    said = [start.date() == day for name, day in days.items() if name in text]
    said += [start.weekday() == number for number, name in enumerate(_DAYS) if name in text]
    said += [first <= start.time() < last for name, (first, last) in _PARTS.items() if name in text]
    said += [_holds(side, clock, start.time(), end.time()) for side, clock in clocks(text)]
    return bool(said) and all(said)


def answers(now: Moment, at: datetime | None = None) -> bool:
    """Whether the message answers what was asked about a callback, or is the line that was asked for after a chat."""
    pending = now.slots.get("pending") or {}
    if pending.get("kind") == "comment":
        return pending.get("asked") is True or (now.intent in _OVER and not now.question and not now.named)
    if pending.get("kind") != "callback":
        return False
    windows = windows_in(pending)
    times = names_time(now.text) or "date" in now.named
    if not (windows or pending.get("booked")) and times and not now.form and not now.named - {"date", "quantity"}:
        return True  # when, before it is known how
    if pending.get("booked"):
        return names_time(now.text) and not now.form and not now.named - {"date", "quantity"}
    if windows and names_time(now.text) and not now.named - {"date", "quantity"}:
        return True
    return (
        bool(now.named & {"phone", "email"})
        or (bool(windows) and "date" in now.named and not now.named - {"date"})
        or (bool(windows) and chosen(now.text, windows, at or windows[0][0] - timedelta(hours=1)) is not None)
    )
