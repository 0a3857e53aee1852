"""What a fact is: the slots that say what is needed, a message as it was understood, and what it changes. Pure.

Facts are slots by name; their values are JSON. A date is held as {"value": ISO day or None, "text": as typed}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

GOODS = (
    "product", "quantity", "unit", "material", "color", "size", "customization", "brand", "sku",
    "target_price", "max_price", "min_price", "quoted_price", "budget", "date",
)  # fmt: skip
"""Facts about the thing that is wanted; another thing starts them anew."""
PERSON = ("zip", "city", "state", "email", "phone", "name", "company")
"""Facts about the customer; they hold for everything."""
NUMBERS = ("order_number", "request_number")
FACTS = (*GOODS, *PERSON, *NUMBERS)

CATALOG = frozenset(("product_search", "product_info", "price_check", "stock_check", "place_order", "bulk_quote"))
"""Intents whose product is looked for on the shelf."""
NAMES_PRODUCT = CATALOG | {"sourcing_request", "print_services", "sell_on_marketplace"}
"""Intents whose sentence names the thing that is wanted."""
AMOUNTS = frozenset(
    "quantity money zip date email phone material color size customization unit city state product sku brand".split()
)
"""Entities that may be a fact by themselves."""


@dataclass(frozen=True)
class Heard:
    """One message as it was understood. Entities are dicts with entity, start, end, value, text, role."""

    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]]
    now: datetime

    def without(self, start: int, end: int) -> Heard:
        """The same without the entities that touch this stretch of the text."""
        kept = [one for one in self.entities if (one.get("start") or 0) >= end or (one.get("end") or 0) <= start]
        return Heard(self.text, self.intent, kept, self.now)

    def values(self, name: str) -> list[Mapping[str, Any]]:
        return [entity for entity in self.entities if entity.get("entity") == name]


@dataclass(frozen=True)
class Refusal:
    """Something that was said for a slot and not taken; `why` names the response that says so."""

    slot: str
    value: str
    why: str


@dataclass
class Learned:
    """What a message changes. A fact set to None is forgotten."""

    facts: dict[str, Any] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, slot: str, value: Any, why: str) -> None:
        self.refused.append(Refusal(slot, str(value).strip(), why))
