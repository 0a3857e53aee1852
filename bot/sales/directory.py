"""Reads a directory of reps: one row a rep, and the rows that cannot be used with the reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dateutil import tz
from email_validator import EmailNotValidError, validate_email

from bot.errors import FeedError
from bot.sales.model import Rep
from bot.sales.passwords import LONGEST, SHORTEST
from bot.shops.hours import Week, read_week

ROLES = ("rep", "lead", "admin")
MOST_CHATS = 100
_ID = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


class NewRep(NamedTuple):
    """A rep of the file; `password` in plain words as the file has it, "" where it has none."""

    rep: Rep
    password: str


class Fault(NamedTuple):
    """A row that cannot be used; `row` its values by column."""

    line: int
    reason: str
    row: dict[str, str]


def read_reps(text: str) -> tuple[list[NewRep], list[Fault]]:
    """The usable rows of a CSV file with the columns id and name, and if wanted password, skills, languages, email, capacity,
    role, states, zips, timezone, shifts. Of two rows with one id the first counts. Raises FeedError where the needed columns
    are missing."""
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    columns = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    if not {"id", "name"} <= set(columns):
        raise FeedError("the first line must name the columns: id and name at least")
    rows.fieldnames = columns
    reps: dict[str, NewRep] = {}
    faults: list[Fault] = []
    try:
        for row in rows:
            values = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str) and name}
            try:
                new = _rep(values)
                if new.rep.id in reps:
                    raise ValueError(f"{new.rep.id} was there before")
                reps[new.rep.id] = new
            except ValueError as error:
                faults.append(Fault(rows.line_num, str(error), values))
    except csv.Error as error:
        raise FeedError(f"line {rows.line_num}: {error}") from None
    return list(reps.values()), faults


def _rep(row: Mapping[str, str]) -> NewRep:
    rep_id, name, password = row["id"].lower(), row["name"], row.get("password", "")
    if not _ID.fullmatch(rep_id):
        raise ValueError(f"id {row['id']!r} is not a sign-in name: letters, digits and . _ @ + - only")
    if not name or len(name) > 80:
        raise ValueError("a name must have 1 to 80 characters")
    if password and not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"a password must have {SHORTEST} to {LONGEST} characters")
    rep = Rep(
        id=rep_id,
        name=name,
        skills=_list(row.get("skills", "")),
        languages=_list(row.get("languages", "").lower()) or ("en",),
        email=_email(row.get("email", "")),
        capacity=_capacity(row.get("capacity", "")),
        role=_role(row.get("role", "")),  # type: ignore[arg-type]
        states=tuple(state.upper() for state in _list(row.get("states", ""))),
        zips=tuple(_zip_area(area) for area in _list(row.get("zips", ""))),
        timezone=_timezone(row.get("timezone", "")),
        shifts=_shifts(row.get("shifts", "")),
        change_password=bool(password),
    )
    return NewRep(rep, password)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())


def _email(text: str) -> str:
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"email {text!r}: {error}") from None


def _capacity(text: str) -> int:
    if not text:
        return 12
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_CHATS:
        raise ValueError(f"capacity {text!r} must be a number from 1 to {MOST_CHATS}")
    return int(text)


def _zip_area(text: str) -> str:
    if len(text) not in (3, 5) or not (text.isascii() and text.isdigit()):
        raise ValueError(f"zip {text!r} must be a ZIP or its first three digits")
    return text[:3]


def _timezone(text: str) -> str:
    if text and ("/" not in text or tz.gettz(text) is None):
        raise ValueError(f"timezone {text!r} is not a name such as America/Chicago")
    return text


def _shifts(text: str) -> Week | None:
    return read_week(text) if text else None


def faulty_rows(faults: Sequence[Fault]) -> str:
    """The rows that cannot be used as a CSV file with the reason and the line of each; passwords are left out."""
    columns = [name for name in faults[0].row if name != "password"] if faults else []
    text = io.StringIO()
    table = csv.DictWriter(text, ["line", "reason", *columns], extrasaction="ignore")
    table.writeheader()
    for fault in faults:
        table.writerow({**fault.row, "line": fault.line, "reason": fault.reason})
    return text.getvalue()


def _role(text: str) -> str:
    role = text.lower() or "rep"
    if role not in ROLES:
        raise ValueError(f"role {text!r} must be one of {', '.join(ROLES)}")
    return role
