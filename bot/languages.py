"""Languages that people speak, by their codes (ISO 639-1)."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

_TAG = re.compile(r"^\W*([A-Za-z]{2,3})(?:[-_].*)?$")


def code_of(tag: str) -> str:
    """ "es" for "es-MX", "es" or "Spanish"; "" for what names no language."""
    found = _TAG.match(tag.strip())
    if found and found[1].lower() in _names():
        return found[1].lower()
    return _codes().get(tag.strip().lower(), "")


def name_of(code: str) -> str:
    """In English; the code itself where it has no name."""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    return {code: str(name) for code, name in Locale("en").languages.items() if len(code) in (2, 3)}


@cache
def _codes() -> dict[str, str]:
    return {name.lower(): code for code, name in _names().items()}
