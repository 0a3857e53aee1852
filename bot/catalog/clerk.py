"""What a good clerk says beside the price: what else there is when it is sold out, how things differ, what goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from bot.catalog.agreements import Agreement
from bot.catalog.codes import canonical, looks_like_code
from bot.catalog.packing import smallest
from bot.catalog.prices import ShelfPrice, price
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.catalog.words import stems

GOES_WITH = "goes_with.txt"
LOOKED_AT = 40
MOST = 3
FIELDS = ("brand", "color", "size", "material", "unit")


@dataclass(frozen=True)
class Difference:
    """What is otherwise: the name of a field of a product, or "price" (USD a piece) and "pieces"; its two values."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class Alternative:
    """Another product that serves instead, and what is otherwise about it."""

    product: Product
    differs: tuple[Difference, ...]


@dataclass(frozen=True)
class Row:
    """One line of a comparison: a field and its value for each product, "" or None where it is not known."""

    field: str
    values: tuple[object, ...]

    @property
    def same(self) -> bool:
        return len(set(self.values)) == 1


def alternatives(
    catalog: Catalog, product: Product, quantity: int = 1, limit: int = MOST, agreement: Agreement | None = None
) -> list[Alternative]:
    """Things of the same kind that are there in that quantity, those that differ least first. `agreement` as in `Query`."""
    found = catalog.search(Query(like=product.id, in_stock=True, limit=LOOKED_AT, agreement=agreement)).products
    nouns = product.kind.split()[-1:]
    fitting = [one for one in found if _enough(one, quantity) and (not nouns or nouns[0] in one.kind.split())]
    told = [Alternative(one, tuple(differences(product, one))) for one in fitting]
    return sorted(told, key=lambda one: _distance(product, one))[:limit]


def _enough(product: Product, quantity: int) -> bool:
    return product.stock is None or product.stock >= quantity


def _distance(product: Product, other: Alternative) -> float:
    """Another color disturbs less than another size or material; a price that is far away disturbs most."""
    weights = {"color": 1.0, "brand": 1.0, "unit": 1.5, "pieces": 1.5, "size": 2.0, "material": 2.0, "price": 0.5}
    cost, others = price(product), price(other.product)
    gap = abs(float(others.unit_price / cost.unit_price) - 1) if cost and others and cost.unit_price else 0.0
    alike = set(stems(product.title)) & set(stems(other.product.title))
    return sum(weights[one.field] for one in other.differs) + 2 * min(gap, 2) - 0.5 * len(alike)


def differences(before: Product, after: Product) -> list[Difference]:
    """In which fields that are known of both the second product is otherwise."""
    found = [
        Difference(field, old, new)
        for field in FIELDS
        if (old := getattr(before, field)) and (new := getattr(after, field)) and canonical(old) != canonical(new)
    ]
    pieces = smallest(before), smallest(after)
    if pieces[0] != pieces[1]:
        found.append(Difference("pieces", *pieces))
    costs = [piece_price(one) for one in (before, after)]
    if costs[0] is not None and costs[1] is not None and costs[0] != costs[1]:
        found.append(Difference("price", *costs))
    return found


def piece_price(product: Product) -> Decimal | None:
    """USD for a single piece, to a hundredth of a cent; None where no price is known."""
    cost = price(product)
    return _a_piece(cost.unit_price, product) if cost else None


def _a_piece(unit_price: Decimal, product: Product) -> Decimal:
    return (unit_price / smallest(product)).quantize(Decimal("0.0001"))


def compared(products: Sequence[Product], costs: Sequence[ShelfPrice | None] = ()) -> list[Row]:
    """Products side by side: price, price a piece, stock, and each field that is known of any of them. `costs` are what one
    unit of each costs who is asking, where that is not the list price."""
    prices = [cost.unit_price if cost else None for cost in costs or map(price, products)]
    pieces = [None if cost is None else _a_piece(cost, one) for cost, one in zip(prices, products, strict=True)]
    rows = [Row("price", tuple(prices)), Row("piece_price", tuple(pieces))]
    rows += [Row("pieces", tuple(map(smallest, products))), Row("stock", tuple(one.stock for one in products))]
    rows += [Row(field, tuple(getattr(one, field) for one in products)) for field in FIELDS]
    return [row for row in rows if any(value not in ("", None) for value in row.values)]


def cheaper(catalog: Catalog, product: Product, limit: int = MOST, agreement: Agreement | None = None) -> list[Product]:
    """Things of the same kind that cost less a piece, the cheapest first. `agreement` as in `Query`."""
    own = piece_price(product)
    if own is None:
        return []
    found = catalog.search(Query(like=product.id, limit=LOOKED_AT, agreement=agreement)).products
    nouns = product.kind.split()[-1:]
    priced = [(cost, one) for one in found if (cost := piece_price(one)) is not None and cost < own]
    kept = [(cost, one) for cost, one in priced if not nouns or nouns[0] in one.kind.split()]
    return [one for _, one in sorted(kept, key=lambda pair: pair[0])][:limit]


def goes_with(catalog: Catalog, product: Product, limit: int = MOST, agreement: Agreement | None = None) -> list[Product]:
    """What is used together with the product: what names its model first, then what its kind needs (`goes_with.txt`)."""
    named = [f"{need} {model}" for need in _needs(product) for model in _models(product)]
    asked = [
        Query(text=text, in_stock=True, exclude=(product.id,), limit=limit, agreement=agreement)
        for text in [*named, *_needs(product)]
    ]
    found: dict[str, Product] = {}
    for query in asked:
        result = catalog.search(query)
        if result.fit == "exact":
            found |= {one.id: one for one in result.products[:1] if one.id not in found}
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _models(product: Product) -> list[str]:
    """The codes in a product's title by which its supplies may name it."""
    return [word for word in product.title.split() if looks_like_code(word) and any(map(str.isalpha, word))][:2]


def _needs(product: Product) -> tuple[str, ...]:
    """What the kind of thing needs, by the longest phrase of the table that its kind or title ends with."""
    words = (tuple(product.kind.split()), tuple(stems(product.title.split(",")[0])))
    for run in words:
        for length in (3, 2, 1):
            for start in range(len(run) - length, -1, -1):
                if needs := _table().get(run[start : start + length]):
                    return needs
    return ()


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in files(__package__).joinpath(GOES_WITH).read_text(encoding="utf-8").splitlines():
        things, colon, needs = line.partition(":")
        if colon and not line.startswith("#"):
            for thing in things.split(","):
                found[tuple(stems(thing))] = tuple(need.strip() for need in needs.split(","))
    return found
