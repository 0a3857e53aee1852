"""When shelf or factory is told by itself: once for what was asked, and again only where the figures have changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bot.sourcing.quote import pieces
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf_or_factory import Answer

LARGE = 500
"""Pieces of a stocked thing from which on a factory is worth a thought."""
MOST = 1_000_000
"""Pieces; beyond, a person works it out."""

Told = Mapping[str, Any]
"""What was told last: {"of": the inputs, "figures": the figures as they were read, "fields": of the request}."""


def told(fields: RequestFields, answer: Answer) -> dict[str, Any]:
    """What is kept of an answer that was told."""
    return {"of": inputs(fields), "figures": figures(fields, answer), "fields": msgspec.to_builtins(fields)}


def inputs(fields: RequestFields) -> list[str]:
    """What the figures depend on."""
    day = fields.needed_by.isoformat() if fields.needed_by else ""
    parts = (fields.product.lower(), pieces(fields), fields.zip, day, fields.color, fields.material, fields.size)
    return [*(str(part or "") for part in parts), "marked" if fields.customization else ""]


def is_due(fields: RequestFields, before: Told | None, skipped: Sequence[str] = ()) -> bool:
    """Whether a request that is being written down is known well enough, and something changed since it was told.

    It waits for the customer to say what goes on the goods, or that this stays open; a large number is enough by itself.
    """
    decided = bool(fields.customization) or "customization" in skipped or pieces(fields) >= LARGE
    return decided and pieces(fields) <= MOST and inputs(fields) != list((before or {}).get("of", ()))


def figures(fields: RequestFields, answer: Answer) -> list[str]:
    """The figures of an answer as far as a customer would notice."""
    shelf, made, crossing = answer.shelf, answer.factory, answer.bridge
    found = [str(answer.cheaper), str(answer.clear)]
    if shelf:
        found += [shelf.product, str(shelf.total), str(shelf.arrives), str(shelf.short)]
    if made:
        found += [str(made.low), str(made.high), str(made.weeks), str(made.landed.mode)]
    if made and fields.needed_by:
        found.append(made.timely(fields.needed_by))
    if crossing and crossing.worth_it:
        found += [str(crossing.from_shelf), str(crossing.total)]
    return found
