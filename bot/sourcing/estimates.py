"""What suppliers of the directory would ask, before anybody has quoted: ready in a moment, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from threading import Event, Lock, Thread
from typing import NamedTuple

from msgspec.structs import replace

from bot.sourcing.factory import Offer, factory, offers_of_directory
from bot.sourcing.kinds import Kind, stems
from bot.sourcing.matching import Matching
from bot.sourcing.quote import pieces
from bot.sourcing.request import RequestFields

PATIENCE = 2.0
"""Seconds that an answer waits for the suppliers' tables where a process has just started."""
ASKED = 12  # suppliers
TIMES = (1, 3, 10)
"""Times the need: who makes no fewer may ask less for that than others for the need itself, and it would be taken."""


class Estimate(NamedTuple):
    """`kind` is what the suppliers make, "" where nobody is known to make it; `ready` is False while the tables are loaded."""

    offers: list[Offer]
    kind: str
    ready: bool = True


class Estimates:
    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._ready, self._lock = Event(), Lock()
        self._loading: Thread | None = None

    def begin(self) -> None:
        """Loads the suppliers' tables in a thread of its own; once."""
        with self._lock:
            if self._loading is None:
                self._loading = Thread(target=self._load, name="suppliers", daemon=True)
                self._loading.start()

    def of(self, fields: RequestFields, today: date) -> Estimate:
        """Offers for a need. Blocks for milliseconds, and for `PATIENCE` at most while the tables are loaded."""
        self.begin()
        if not self._ready.wait(PATIENCE):
            return Estimate([], "", ready=False)
        found = (self._found(replace(fields, quantity=fields.quantity * times), today) for times in TIMES)
        return min(found, key=lambda one: _total(one.offers, fields, today))

    def _found(self, fields: RequestFields, today: date) -> Estimate:
        with self._lock:
            matches = self._matching.match(fields, ASKED, today)
        if matches.kind is None or not _is_meant(matches.kind, fields.product):
            return Estimate([], "")
        return Estimate(offers_of_directory([(one.supplier, one.line) for one in matches.found]), matches.kind.name)

    def _load(self) -> None:
        self._matching.prepare()
        self._ready.set()


def _total(offers: list[Offer], fields: RequestFields, today: date) -> Decimal:
    """USD for the need, from the middle one of the suppliers."""
    made = factory(offers, fields, pieces(fields), today)
    return made.landed.total if made else Decimal("Infinity")


def _is_meant(kind: Kind, product: str) -> bool:
    """Whether the thing itself, by its last word, is one of that kind: pens are none of pen holders.

    A price that was taken from other goods would be worse than none.
    """
    wanted = _head(product)
    return bool(wanted) and any(_head(phrase) == wanted for phrase in kind.phrases)


def _head(words: str) -> str:
    found = stems(words)
    return found[-1] if found else ""
