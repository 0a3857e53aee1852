from __future__ import annotations

from decimal import Decimal

import pytest

from bot.catalog.counting import units_wanted
from bot.catalog.product import Product


@pytest.mark.parametrize(
    ("quantity", "unit", "sold", "size", "units"),
    [
        ("2", "gross", "box", 12, 24),
        ("3", "dozen", "each", 1, 36),
        ("30", None, "pack", 12, 3),
        ("4", "boxes", "box", 12, 4),
        ("4", "bx", "pack", 12, 4),
        ("10", "packs", "ream", 500, 10),
        ("2", "cartons", "case", 10, 2),
        ("0.5", "case", "case", 10, 1),
        ("6", "pr", "each", 1, 6),
        ("2", "cases", "box", 12, None),
        ("0.5", "pallet", "ream", 500, None),
    ],
)
def test_a_wish_in_sales_units(quantity: str, unit: str | None, sold: str, size: int, units: int | None) -> None:
    assert units_wanted(Product(id="P", title="Thing", unit=sold, pack_size=size), Decimal(quantity), unit) == units
