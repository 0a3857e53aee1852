"""What the demo shop page shows of the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2s
from itertools import zip_longest

from bot.catalog.categories import top
from bot.catalog.pictures import address
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.conversation.model import Card
from bot.words import words

SAMPLED = 200  # products of a department that are looked at to show different ones
ANY_PRICE = Decimal(10**9)
SHOWN = 24
PER_DEPARTMENT = 3
HUES = 12  # swatch colours in shop.css
MOST_DEPARTMENTS = 14


@dataclass(frozen=True)
class Tile:
    """One product as the page shows it: prices are USD with two decimals, `hue` picks the swatch's colour."""

    id: str
    title: str
    brand: str
    department: str
    price: str
    unit: str
    hint: str
    image: str
    hue: int


@dataclass(frozen=True)
class ShopPage:
    departments: list[str]
    department: str
    words: str
    tiles: list[Tile]
    total: int


class Shop:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def product(self, product_id: str) -> Product | None:
        """A product by its id. Reads files: call it in a thread."""
        return self._catalog.product(product_id)

    def cards(self, ids: Iterable[str]) -> list[Card]:
        """Products as a customer sees them in the chat, in this order; unknown ids are left out. Reads files."""
        return [card(product) for product in self._catalog.products(ids)]

    def found(self, said: str, limit: int = 8) -> list[Card]:
        """What fits the words best. Reads files: call it in a thread."""
        return [card(product) for product in self._catalog.search(Query(text=said, limit=limit, fill=True)).products]

    def page(self, said: str = "", department: str = "") -> ShopPage:
        """A search, a department, or a few things of each. Reads files: call it in a thread."""
        departments = list(self._catalog.departments())[:MOST_DEPARTMENTS]
        if said or department:
            found = self._catalog.search(Query(text=said, department=department, limit=SHOWN, fill=True))
            products, total = list(found.products), max(found.total, len(found.products))
        else:
            products, total = _some_of_each(self._sample(departments)), self._catalog.size()
        return ShopPage(departments, department, said, [tile(product) for product in products], total)

    def _sample(self, departments: Iterable[str]) -> list[Product]:
        queries = [Query(department=name, limit=SAMPLED) for name in departments] or [Query(limit=SAMPLED, max_price=ANY_PRICE)]
        return [product for query in queries for product in self._catalog.search(query).products]


def card(product: Product) -> Card:
    """The product as a card, with the first quantity at which it is cheaper and what is in stock."""
    step = next((step for step in product.price_breaks if step.quantity > 1), None)
    say = words().say
    per = say("utter_piece_each") if product.unit == "each" else say("utter_piece_per", unit=product.unit)
    stock = "utter_piece_stock" if product.stock else "utter_piece_stock_none"
    return Card(
        id=product.id,
        title=product.title,
        price=product.price,
        category=product.category or None,
        color=product.color or None,
        unit=product.unit or None,
        image=address(product),
        note=say("utter_piece_break", quantity=f"{step.quantity:,}", price=money(step.price), per=per) if step else "",
        stock=say(stock, stock=f"{product.stock:,}") if product.stock is not None else "",
    )


def department_of(product: Product) -> str:
    """Where the feed, or the product's own words, put it; "" where neither does."""
    return product.department or top(product.category)


def _some_of_each(products: Iterable[Product]) -> list[Product]:
    """A few of every department, each of another kind, the departments taking turns."""
    kinds: set[str] = set()
    departments: dict[str, list[Product]] = {}
    for product in products:
        if product.category in kinds:
            continue
        if product.category:
            kinds.add(product.category)
        departments.setdefault(department_of(product), []).append(product)
    if set(departments) == {""}:
        return departments[""][:SHOWN]
    turns = zip_longest(*(some[:PER_DEPARTMENT] for some in departments.values()))
    return [product for turn in turns for product in turn if product][:SHOWN]


def tile(product: Product) -> Tile:
    cheapest = product.price_breaks[-1] if product.price_breaks else None
    return Tile(
        id=product.id,
        title=product.title,
        brand=product.brand,
        department=department_of(product),
        price=money(product.price) if product.price is not None else "",
        unit="" if product.unit == "each" else product.unit,
        hint=f"{money(cheapest.price)} from {cheapest.quantity:,}" if cheapest and cheapest.quantity > 1 else "",
        image=address(product),
        hue=hue(department_of(product) or product.brand or product.title),
    )


def money(amount: Decimal) -> str:
    return f"${amount:,.2f}"


def hue(name: str) -> int:
    """Always the same swatch, 0 to 11, for the same name."""
    return blake2s(name.encode(), digest_size=1).digest()[0] % HUES
