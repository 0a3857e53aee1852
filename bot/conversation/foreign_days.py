"""Days as they are written in Spanish, Portuguese, Italian, French and German: "el 20 de noviembre". Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

_MONTHS = (
    "enero janeiro gennaio janvier januar",
    "febrero fevereiro febbraio février fevrier februar",
    "marzo março marco mars märz",
    "abril aprile avril",
    "mayo maio maggio mai",
    "junio junho giugno juin juni",
    "julio julho luglio juillet juli",
    "agosto août aout",
    "septiembre setiembre setembro settembre septembre",
    "octubre outubro ottobre octobre oktober",
    "noviembre novembro novembre",
    "diciembre dezembro dicembre décembre decembre dezember",
)
_NUMBER = {name: place for place, names in enumerate(_MONTHS, 1) for name in names.split()}
_DAY = re.compile(
    rf"\b(?P<day>[12]?\d|3[01])(?:º|°|er|\.)? (?:de |d'|di )?(?P<month>{'|'.join(_NUMBER)})\b"
    r"(?: (?:del? )?(?P<year>20\d\d)\b)?",
    re.I,
)


def days(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities with such days as dates (without a value: `day` gives it); their digits count no goods."""
    found = list(entities)
    for said in _DAY.finditer(text):
        start, end = said.span()
        kept = [one for one in found if (one.get("start") or 0) >= end or (one.get("end") or 0) <= start]
        found = [*kept, {"entity": "date", "start": start, "end": end, "value": None, "text": said[0]}]
    return found


def day(text: str, today: date) -> str | None:
    """The first such day as an ISO date; one without a year is the next of its name. None where there is none."""
    said = _DAY.search(text)
    if not said:
        return None
    try:
        found = date(int(said["year"] or today.year), _NUMBER[said["month"].lower()], int(said["day"]))
        return (found if said["year"] or found >= today else found.replace(year=found.year + 1)).isoformat()
    except ValueError:
        return None
