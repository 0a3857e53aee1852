"""The link by which a supplier comes to its quote: signed, for one request and one supplier, and it runs out."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from bot.errors import Missing, Refused

LASTS = timedelta(days=60)
LONGEST = 300
_TOKEN = re.compile(r"([A-Za-z0-9-]{1,40})\.([A-Za-z0-9_-]{1,200})\.([0-9]{1,12})\.([A-Za-z0-9_-]{22})")

Sign = Callable[[str], bytes]
"""32 bytes for a text that only we can make."""


class Link(NamedTuple):
    number: str
    supplier: str
    until: datetime


class Links:
    def __init__(self, sign: Sign) -> None:
        self._sign = sign

    def token(self, number: str, supplier: str, since: datetime) -> str:
        """The token for a request and a supplier, good for 60 days; the same again for the same moment."""
        until = int((since + LASTS).timestamp())
        return f"{number}.{_plain(supplier.encode())}.{until}.{self._signature(number, supplier, until)}"

    def read(self, token: str, now: datetime) -> Link:
        """What a token stands for. Raises Missing for one that was not made here, Refused for one that has run out."""
        found = _TOKEN.fullmatch(token[:LONGEST])
        if found is None:
            raise Missing("There is nothing behind this link.")
        number, supplier, until = found[1], _supplier(found[2]), int(found[3])
        if not hmac.compare_digest(found[4].encode(), self._signature(number, supplier, until).encode()):
            raise Missing("There is nothing behind this link.")
        link = Link(number, supplier, datetime.fromtimestamp(until, timezone.utc))
        if link.until < now:
            raise Refused("This link has run out.")
        return link

    def _signature(self, number: str, supplier: str, until: int) -> str:
        digest = self._sign(f"{number}\0{supplier}\0{until}")
        return _plain(digest[:16])


def _plain(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _supplier(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        raise Missing("There is nothing behind this link.") from None
