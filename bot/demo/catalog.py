"""The demo catalog: a believable office-supply range of our own, the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from bot.catalog import totals
from bot.catalog.generations import Generations
from bot.catalog.imports import import_products
from bot.catalog.prices import CENT
from bot.catalog.product import PriceBreak, Product
from bot.catalog.warehouses import Warehouse, save

DATA = "catalog.txt"
WAREHOUSES = "warehouses.txt"
DELIVERY = totals.Terms(shipping=Decimal("5.95"), free_from=Decimal(35))
"""The demo merchant's terms, as policies/delivery.md tells them."""

# from so many units on, so much off; the first line whose price in USD is not below the product's
BREAKS = (
    (Decimal(20), ((10, "0.05"), (50, "0.12"), (200, "0.18"))),
    (Decimal(100), ((5, "0.04"), (20, "0.10"), (100, "0.15"))),
    (Decimal(10_000), ((3, "0.03"), (10, "0.08"))),
)
PROMOTIONAL = ((25, "0.08"), (100, "0.18"), (500, "0.30"), (1000, "0.36"))
SOLD_OUT_ONE_IN = 17
LACKS_ONE_IN = 6  # how often a warehouse has nothing of a thing that others have
# on hand: between the two, by price in USD
STOCK = ((Decimal(20), 200, 6_000), (Decimal(100), 40, 900), (Decimal(10_000), 4, 120))
# shops as the demo world numbers them, how many of them hold a thing, and how many of it at most, by price in USD
FIRST_SHOP, SHOPS, SHELF_ONE_IN = 1001, 1350, 9
ON_SHELF = ((Decimal(20), 60), (Decimal(100), 12), (Decimal(400), 4))
_VARIANT = re.compile(r"^(?P<size>.*?)/(?P<unit>[a-z]+):(?P<pieces>\d+)@(?P<price>\d+\.\d\d)$")


class Line(NamedTuple):
    code: str
    category: str
    brand: str
    title: str
    variants: str
    colors: str
    material: str
    description: str


def demo_products() -> Iterator[Product]:
    """Every product of the demo catalog, always the same, in the order of its data file."""
    warehouses = [warehouse.id for warehouse in demo_warehouses()]
    for cells in _rows(DATA):
        yield from _expanded(Line(*cells), warehouses)


def demo_warehouses() -> tuple[Warehouse, ...]:
    """The demo merchant's warehouses."""
    return tuple(
        Warehouse(name, city, state, zip_code, zone, time.fromisoformat(cutoff))
        for name, city, state, zip_code, zone, cutoff in _rows(WAREHOUSES)
    )


def _rows(name: str) -> Iterator[list[str]]:
    for row in files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            yield [cell.strip() for cell in row.split("|")]


def load_demo(var: Path) -> int:
    """Fills an empty catalog under `var` with the demo products; returns how many were put in, 0 where there was a catalog."""
    if Generations(var).current() is not None:
        return 0
    save(var, demo_warehouses())
    totals.save(var, DELIVERY)
    return import_products(var, demo_products())


def _expanded(line: Line, warehouses: Sequence[str]) -> Iterator[Product]:
    number = 0
    for variant in _variants(line.variants):
        for color in [color.strip() for color in line.colors.split(",")]:
            number += 1
            yield _product(line, variant, color, f"{line.code}-{number:02d}", warehouses)


def _variants(text: str) -> list[re.Match[str]]:
    parts = re.split(r"(?<=\.\d\d),\s*", text)
    found = [_VARIANT.match(part.strip()) for part in parts]
    if None in found:
        raise ValueError(f"not a list of variants: {text}")
    return [match for match in found if match]


def _product(line: Line, variant: re.Match[str], color: str, sku: str, warehouses: Sequence[str]) -> Product:
    price, pieces, unit = Decimal(variant["price"]), int(variant["pieces"]), variant["unit"]
    pack = "" if unit == "each" else f"{unit} of {pieces}" if pieces > 1 else unit
    named = [f"{line.brand} {line.title}", variant["size"].strip(), color, pack]
    stock = _stock(line.category, price, sku)
    in_shops = _in_shops(price, sku) if stock else ()
    return Product(
        id=sku,
        sku=sku,
        title=", ".join(part for part in named if part),
        brand=line.brand,
        category=line.category,
        description=line.description,
        price=price,
        color=color,
        material=line.material,
        size=variant["size"].strip(),
        unit=unit,
        pack_size=pieces,
        price_breaks=_breaks(line.category, price),
        stock=stock,  # what can be delivered; shops keep theirs for who comes
        stock_by=(*_spread(stock or 0, sku, warehouses), *in_shops),
    )


def _breaks(category: str, price: Decimal) -> tuple[PriceBreak, ...]:
    if category.startswith("Print Services"):
        return ()
    steps = PROMOTIONAL if category.startswith("Promotional") else next(steps for below, steps in BREAKS if price <= below)
    reduced = [PriceBreak(quantity, (price * (1 - Decimal(off))).quantize(CENT)) for quantity, off in steps]
    return tuple(step for step in reduced if step.price < price)


def _stock(category: str, price: Decimal, sku: str) -> int | None:
    """Units on hand, drawn from the code so that it stays the same; what is printed to order has none to count."""
    if category.startswith("Print Services"):
        return None
    draw = crc32(sku.encode())
    if draw % SOLD_OUT_ONE_IN == 0:
        return 0
    low, high = next((low, high) for below, low, high in STOCK if price <= below)
    return low + draw // SOLD_OUT_ONE_IN % (high - low)


def _in_shops(price: Decimal, sku: str) -> tuple[tuple[str, int], ...]:
    """What the shops of the demo world hold of a thing that is not too dear for a shelf: every so many of them a few."""
    most = next((most for below, most in ON_SHELF if price <= below), 0)
    draw = crc32(sku.encode())
    shops = range(FIRST_SHOP + draw % SHELF_ONE_IN, FIRST_SHOP + SHOPS, SHELF_ONE_IN) if most else ()
    return tuple((str(shop), 1 + (draw // SHELF_ONE_IN + 37 * shop) % most) for shop in shops)


def _spread(stock: int, sku: str, warehouses: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The stock over the warehouses, unevenly, drawn from the code; what cannot be shared evenly lies where there is most."""
    weights = {name: crc32(f"{sku} {name}".encode()) for name in warehouses}
    shares = {name: 0 if weight % LACKS_ONE_IN == 0 else 20 + weight % 80 for name, weight in weights.items()}
    units = {name: stock * share // max(sum(shares.values()), 1) for name, share in shares.items()}
    most = max(shares, key=lambda name: shares[name])
    units[most] += stock - sum(units.values())
    return tuple((name, count) for name, count in units.items() if count)
