"""Reads a directory of reps: one row a rep, and the rows that cannot be used with the reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

from bot.errors import FeedError
from bot.sales.model import Rep
from bot.sales.passwords import LONGEST, SHORTEST

ROLES = ("rep", "lead", "admin")
MOST_CHATS = 100
_ID = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


class NewRep(NamedTuple):
    """A rep of the file; `password` in plain words as the file has it, "" where it has none."""

    rep: Rep
    password: str


class Fault(NamedTuple):
    line: int
    reason: str


def read_reps(text: str) -> tuple[list[NewRep], list[Fault]]:
    """The usable rows of a CSV file with the columns id and name, and if wanted password, skills, languages, email, capacity,
    role. Of two rows with one id the first counts. Raises FeedError where the needed columns are missing."""
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    columns = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    if not {"id", "name"} <= set(columns):
        raise FeedError("the first line must name the columns: id and name at least")
    rows.fieldnames = columns
    reps: dict[str, NewRep] = {}
    faults: list[Fault] = []
    try:
        for row in rows:
            try:
                new = _rep({name: (value or "").strip() for name, value in row.items() if isinstance(name, str) and name})
                if new.rep.id in reps:
                    raise ValueError(f"{new.rep.id} was there before")
                reps[new.rep.id] = new
            except ValueError as error:
                faults.append(Fault(rows.line_num, str(error)))
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


def _role(text: str) -> str:
    role = text.lower() or "rep"
    if role not in ROLES:
        raise ValueError(f"role {text!r} must be one of {', '.join(ROLES)}")
    return role
