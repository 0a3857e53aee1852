"""Reads a directory of reps: one row a rep, and the rows that cannot be used with the reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, NamedTuple

from dateutil import tz
from email_validator import EmailNotValidError, validate_email

from bot.errors import FeedError
from bot.languages import code_of
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
    """A row that cannot be used; `column` is where that showed first, `row` its values by column."""

    line: int
    column: str
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
            read, fault = _fields(values, reps)
            if None in row:
                fault = ("", "there are more cells than columns")
            if fault:
                faults.append(Fault(rows.line_num, *fault, values))
            else:
                reps[read["id"]] = NewRep(_rep(read), read["password"])
    except csv.Error as error:
        raise FeedError(f"line {rows.line_num}: {error}") from None
    return list(reps.values()), faults


def _fields(row: Mapping[str, str], known: Container[str]) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """What each column says; and the first one that says nothing usable, with the reason."""
    read: dict[str, Any] = {}
    for column, reader in _READERS.items():
        try:
            read[column] = reader(row.get(column, ""))
        except ValueError as error:
            return read, (column, str(error))
    return read, ("id", f"{read['id']} was there before") if read["id"] in known else None


def _rep(read: Mapping[str, Any]) -> Rep:
    fields = {column: value for column, value in read.items() if column != "password"}
    return Rep(**fields, change_password=bool(read["password"]))


def _id(text: str) -> str:
    if not _ID.fullmatch(text.lower()):
        raise ValueError(f"{text!r} is not a sign-in name: letters, digits and . _ @ + - only")
    return text.lower()


def _name(text: str) -> str:
    if not 1 <= len(text) <= 80:
        raise ValueError("a name must have 1 to 80 characters")
    return text


def _password(text: str) -> str:
    if text and not SHORTEST <= len(text) <= LONGEST:
        raise ValueError(f"a password must have {SHORTEST} to {LONGEST} characters")
    return text


def _languages(text: str) -> tuple[str, ...]:
    named = {name: code_of(name) for name in _list(text)}
    if unknown := [name[:40] for name, code in named.items() if not code]:
        raise ValueError(f"{unknown[0]!r} is no language; they are named as in en;es or English;Spanish")
    return tuple(dict.fromkeys(named.values())) or ("en",)


def _states(text: str) -> tuple[str, ...]:
    states = tuple(state.upper() for state in _list(text))
    if wrong := [state[:40] for state in states if not re.fullmatch("[A-Z]{2}", state)]:
        raise ValueError(f"{wrong[0]!r} must be a state's two letters")
    return states


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())


def _email(text: str) -> str:
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(f"{text!r}: {error}") from None


def _capacity(text: str) -> int:
    if not text:
        return 12
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_CHATS:
        raise ValueError(f"{text!r} must be a number from 1 to {MOST_CHATS}")
    return int(text)


def _zips(text: str) -> tuple[str, ...]:
    return tuple(_zip_area(area) for area in _list(text))


def _zip_area(text: str) -> str:
    if len(text) not in (3, 5) or not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} must be a ZIP or its first three digits")
    return text[:3]


def _timezone(text: str) -> str:
    if text and ("/" not in text or tz.gettz(text) is None):
        raise ValueError(f"{text!r} is not a name such as America/Chicago")
    return text


def _shifts(text: str) -> Week | None:
    return read_week(text) if text else None


def faulty_rows(faults: Sequence[Fault]) -> str:
    """The rows that cannot be used as a CSV file with the reason and the line of each; passwords are left out."""
    columns = [name for name in faults[0].row if name != "password"] if faults else []
    text = io.StringIO()
    table = csv.DictWriter(text, ["line", "column", "reason", *columns], extrasaction="ignore")
    table.writeheader()
    for fault in faults:
        table.writerow({**fault.row, "line": fault.line, "column": fault.column, "reason": fault.reason})
    return text.getvalue()


def _role(text: str) -> str:
    role = text.lower() or "rep"
    if role not in ROLES:
        raise ValueError(f"{text!r} must be one of {', '.join(ROLES)}")
    return role


_READERS: dict[str, Callable[[str], Any]] = {
    "id": _id,
    "name": _name,
    "password": _password,
    "skills": _list,
    "languages": _languages,
    "email": _email,
    "capacity": _capacity,
    "role": _role,
    "states": _states,
    "zips": _zips,
    "timezone": _timezone,
    "shifts": _shifts,
}
