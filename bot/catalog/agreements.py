"""What an account has agreed with the merchant: its own prices, and what it may buy. `<var>/catalog/agreements.json`.

A file of agreements is a CSV with a rule a line. Its columns are `account` and any of `product`, `brand`, `department` (what
it is about; none: everything), `price` (USD a unit), `discount` (percent off the list price), `only` (yes: the account may
buy nothing but what such lines name), `from` and `until` (days, both included).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

import msgspec

from bot.catalog.codes import canonical
from bot.catalog.product import Product, holds
from bot.catalog.rows import price_of
from bot.errors import FeedError

FILE = "agreements.json"
COLUMNS = ("account", "product", "brand", "department", "price", "discount", "only", "from", "until")
_YES = frozenset(("yes", "true", "1", "x"))


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of an agreement; empty text names nothing, so that it holds for every product."""

    product: str = ""
    brand: str = ""
    department: str = ""
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    only: bool = False
    starts: date | None = None
    ends: date | None = None

    def about(self, product: Product) -> bool:
        return (
            self.product in ("", product.id, product.sku)
            and (not self.brand or canonical(self.brand) == canonical(product.brand))
            and (not self.department or self.department.lower() == product.department.lower())
        )

    def runs(self, on: date | None) -> bool:
        return holds(self.starts, self.ends, on)


class Agreement(msgspec.Struct, frozen=True):
    """The rules of one account."""

    account: str
    rules: tuple[Rule, ...] = ()

    def allows(self, product: Product, on: date | None) -> bool:
        """Whether the account may buy the product: anything, unless lines with `only` name what it may buy."""
        only = [rule for rule in self.rules if rule.only and rule.runs(on)]
        return not only or any(rule.about(product) for rule in only)

    def price(self, product: Product, on: date | None) -> tuple[Decimal, date | None] | None:
        """The lowest agreed price of a unit and its last day; None where nothing is agreed or no list price is known."""
        return min(self._prices(product, on), key=lambda one: one[0], default=None)

    def _prices(self, product: Product, on: date | None) -> Iterator[tuple[Decimal, date | None]]:
        for rule in self.rules:
            if not (rule.about(product) and rule.runs(on)):
                continue
            if rule.price is not None:
                yield rule.price, rule.ends
            elif rule.discount and product.price is not None:
                yield _reduced(product.price, rule.discount), rule.ends


def _reduced(price: Decimal, percent: Decimal) -> Decimal:
    """To the cent; what costs less than a dollar to a hundredth of one."""
    return (price * (1 - percent / 100)).quantize(Decimal("0.01") if price >= 1 else Decimal("0.0001"), ROUND_HALF_UP)


def read(path: Path) -> list[Agreement]:
    """The agreements of a CSV file. Raises FeedError with line and reason."""
    rules: dict[str, list[Rule]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines)
            if unknown := set(rows.fieldnames or ()) - set(COLUMNS):
                raise FeedError(f"{path.name} has the unknown columns {', '.join(sorted(map(str, unknown)))}")
            for number, row in enumerate(rows, start=2):
                account, rule = _rule({key: (value or "").strip() for key, value in row.items() if key}, number)
                rules.setdefault(account, []).append(rule)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FeedError(f"cannot read {path}: {error}") from None
    return [Agreement(account, tuple(own)) for account, own in rules.items()]


def _rule(row: dict[str, str], line: int) -> tuple[str, Rule]:
    if not row.get("account"):
        raise FeedError(f"line {line}: there is no account")
    try:
        discount = Decimal(row.get("discount", "").rstrip("% ") or 0)
        rule = Rule(
            product=row.get("product", ""),
            brand=row.get("brand", ""),
            department=row.get("department", ""),
            price=price_of(row.get("price", "")),
            discount=discount,
            only=row.get("only", "").lower() in _YES,
            starts=date.fromisoformat(row["from"]) if row.get("from") else None,
            ends=date.fromisoformat(row["until"]) if row.get("until") else None,
        )
    except (ValueError, ArithmeticError) as error:
        raise FeedError(f"line {line}: {error}") from None
    if not 0 <= discount < 100:
        raise FeedError(f"line {line}: a discount of {discount} percent")
    if not (rule.only or discount or rule.price is not None):
        raise FeedError(f"line {line}: neither a price, nor a discount, nor only")
    return row["account"], rule


def save(var: Path, agreements: Iterable[Agreement]) -> None:
    """Puts these agreements in place of those before."""
    path = Path(var) / "catalog" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(list(agreements)))
    fresh.replace(path)


def load(var: Path | str) -> dict[str, Agreement]:
    """The agreements under `var` by account, as the file now says. Raises FeedError for a file that is none."""
    path = Path(var) / "catalog" / FILE
    try:
        found = path.stat()
    except OSError:
        return {}
    return _read(path, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _file: int, _changed: int) -> dict[str, Agreement]:
    try:
        return {one.account: one for one in msgspec.json.decode(path.read_bytes(), type=list[Agreement])}
    except msgspec.MsgspecError as error:
        raise FeedError(f"{path} is no list of agreements: {error}") from None
