"""Past conversations as they are looked for: by the customer, and by the words that were said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

MOST_WORDS = 400
"""Different words of one conversation that it is found by, the newest first."""
LONGEST_WORD = 40
MOST_ASKED = 8

_WORD = re.compile(r"[\w][\w.@+'-]*[\w]|\w", re.UNICODE)
_PART = re.compile(r"\w+", re.UNICODE)


class Past(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conversation that a person was called to: `who` the customer is, what it was about, which rep had it, how it ended."""

    conversation: str
    at: datetime
    who: str = ""
    company: str = ""
    email: str = ""
    about: str = ""
    rep: str = ""
    how: str = ""


def words_of(texts: Iterable[str], most: int = MOST_WORDS) -> list[str]:
    """The words by which it is found: in lower case, whole and in their parts ("ann@acme.com" also as "ann", "acme")."""
    found: dict[str, None] = {}
    for text in texts:
        for whole in _WORD.findall(text.lower()):
            for word in (whole, *_PART.findall(whole)):
                if 1 < len(word) <= LONGEST_WORD:
                    found.setdefault(word)
                    if len(found) == most:
                        return list(found)
    return list(found)


def asked_words(said: str) -> list[str]:
    """The words of a search; all of them have to be there."""
    whole = (word for word in _WORD.findall(said.lower()) if 1 < len(word) <= LONGEST_WORD)
    return list(dict.fromkeys(whole))[:MOST_ASKED]
