"""Whom to ask: the suppliers of the directory that fit a request, as invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from bot.catalog.generations import Generations
from bot.sourcing.dossier import Invitation
from bot.sourcing.matching import Match, Matching
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier
from bot.sourcing.supplier_files import DEMO, DIRECTORY


class Directory:
    """Fulfils `bot.notify.clerk.Suppliers`."""

    def __init__(self, var: Path) -> None:
        self._matching = Matching(var)
        self._generations = Generations(var, DIRECTORY)

    def invited(self, fields: RequestFields, limit: int) -> Sequence[Invitation]:
        """The best suppliers for a request, each with its address: a platform's webhook, else a mailbox."""
        now = datetime.now(timezone.utc)
        found = self._matching.match(fields, limit, now.date(), f"{fields.product} {fields.zip}").found
        demo = self.is_demo()
        return [_invitation(match, now, demo) for match in found if match.supplier.webhook or match.supplier.email]

    def line(self, supplier: Supplier, fields: RequestFields) -> Line:
        """The line of a supplier that fits a request best."""
        return self._matching.line(supplier, fields)

    def get(self, supplier: str) -> Supplier | None:
        return self._matching.suppliers.get(supplier)

    def is_demo(self) -> bool:
        """Whether the directory is that of the demo world, whose suppliers are nobody real."""
        number = self._generations.current()
        return number is not None and (self._generations.path(number) / DEMO).exists()


def _invitation(match: Match, now: datetime, demo: bool) -> Invitation:
    supplier = match.supplier
    return Invitation(
        supplier=supplier.id,
        company=supplier.name,
        country=supplier.country,
        version=0,
        at=now,
        channel="webhook" if supplier.webhook else "email",
        address=supplier.webhook or supplier.email,
        why=tuple(f"{why.name} {why.value}".strip() for why in match.why),
        demo=demo,
    )
