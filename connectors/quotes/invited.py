"""Whom to ask: the suppliers of the directory that fit a request, as invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from bot.catalog.generations import Generations
from bot.sourcing.dossier import Invitation
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier
from bot.sourcing.supplier_files import DEMO, DIRECTORY, SupplierFiles


class Directory:
    """Fulfils `bot.notify.clerk.Suppliers`."""

    def __init__(self, var: Path) -> None:
        self._files = SupplierFiles(var)
        self._generations = Generations(var, DIRECTORY)

    def invited(self, fields: RequestFields, limit: int) -> Sequence[Invitation]:
        """The best suppliers for a request, each with its address: a platform's webhook, else a mailbox."""
        demo = self.is_demo()
        return [_invitation(supplier, demo) for supplier, _ in self.matching(fields, limit)]

    def matching(self, fields: RequestFields, limit: int) -> list[tuple[Supplier, Line]]:
        """Suppliers with the line that fits, best first."""
        words = set(fields.product.lower().split())
        found = [
            (len(words & set(line.product.lower().split())), supplier, line)
            for supplier in self._files.all()
            for line in supplier.lines
        ]
        best = sorted((one for one in found if one[0]), key=lambda one: -one[0])
        return [(supplier, line) for _, supplier, line in best[:limit]]

    def line(self, supplier: Supplier, fields: RequestFields) -> Line:
        """The line of a supplier that fits a request best."""
        words = set(fields.product.lower().split())
        return max(supplier.lines, key=lambda line: len(words & set(line.product.lower().split())))

    def get(self, supplier: str) -> Supplier | None:
        return self._files.get(supplier)

    def is_demo(self) -> bool:
        """Whether the directory is that of the demo world, whose suppliers are nobody real."""
        number = self._generations.current()
        return number is not None and (self._generations.path(number) / DEMO).exists()


def _invitation(supplier: Supplier, demo: bool) -> Invitation:
    return Invitation(
        supplier=supplier.id,
        company=supplier.name,
        country=supplier.country,
        version=0,
        at=datetime.now(timezone.utc),
        channel="webhook" if supplier.webhook else "email",
        address=supplier.webhook or supplier.email,
        demo=demo,
    )
