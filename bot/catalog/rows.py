"""One row of a feed becomes a product, or a reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.catalog.categories import top
from bot.catalog.columns import TYPE_COLUMN, plain
from bot.catalog.product import PriceBreak, Product, Promotion

Value = TypeVar("Value")

LONGEST_TITLE = 1_000
LONGEST_TEXT = 20_000
LONGEST_ID = 200
HIGHEST_PRICE = Decimal(10_000_000)

_PRICE = re.compile(
    r"^(?P<before>US\$|USD|\$|[A-Z]{3}|[€£¥])?\s*(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(?P<after>US\$|\$|[A-Za-z]{3}|[€£¥])?$"
)
_DOLLARS = {"", "$", "US$", "USD"}
_COUNT = re.compile(r"^(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?$")
_BREAK = re.compile(r"^\s*(\d+)\s*\+?\s*[:=@]\s*(.+?)\s*$")
_AT = re.compile(r"^\s*([A-Za-z0-9-]{1,12})\s*[:=]\s*(\S+)\s*$")
_SPACES = re.compile(r"\s+")
# what the type column of some feeds says of an item's condition or place, which is no category
_NO_CATEGORY = re.compile(r"^(?:original|compatible|refurbished|used|new|on-site|system|[\d.,/ ]*)$", re.IGNORECASE)


class RowError(ValueError):
    """A row that cannot be a product: which column, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


def product_of(row: Mapping[str, str | None], columns: Mapping[str, str]) -> Product:
    """The product that a row (column to text) describes, with `columns` as `recognise` gives them; raises RowError."""

    def text(field: str, longest: int = LONGEST_TEXT) -> str:
        value = row.get(columns[field]) if field in columns else None
        return clean(value)[:longest] if value else ""

    title = text("title", LONGEST_TITLE)
    if not title:
        raise RowError(columns["title"], "is empty")
    product_id = text("id") or text("sku") or text("gtin")
    if not product_id:
        raise RowError(columns.get("id", "id"), "is empty, and so are the maker's code and the barcode")
    if len(product_id) > LONGEST_ID:
        raise RowError(columns.get("id", "id"), f"is longer than {LONGEST_ID} characters")
    price = _priced(text, columns)
    stock_by = _read(columns, "stock_by", stock_by_of, text("stock_by")) or ()
    category = text("category")
    if _NO_CATEGORY.match(category):
        category = ""
    typed = plain(columns.get("category", "")) == TYPE_COLUMN
    return Product(
        id=product_id,
        title=title,
        brand=text("brand", LONGEST_TITLE),
        category=category,
        department="" if typed else top(category),
        description=text("description"),
        price=price,
        color=text("color", LONGEST_TITLE),
        material=text("material", LONGEST_TITLE),
        size=text("size", LONGEST_TITLE),
        sku=text("sku", LONGEST_TITLE),
        gtin=text("gtin", LONGEST_TITLE).split("|")[0],
        unit=text("unit", 40).lower() or "each",
        pack_size=_read(columns, "pack_size", count_of, text("pack_size")) or 1,
        price_breaks=_read(columns, "price_breaks", breaks_of, text("price_breaks")) or (),
        promotion=_promotion(text, columns),
        stock=sum(units for _, units in stock_by) if stock_by else _stock(text, columns),
        stock_by=stock_by,
        image=text("image") or None,
    )


def clean(text: str) -> str:
    """Text on one line, without control characters; HTML stays what it is, text."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    return _SPACES.sub(" ", kept).strip()


def price_of(text: str) -> Decimal | None:
    """USD from "49.95", "$1,249.50" or "49.95 USD"; None for nothing and for 0, which feeds write when they do not know.

    Raises ValueError with the reason for anything else, also for "1.234,50", which can be read in two ways.
    """
    if not text:
        return None
    match = _PRICE.match(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is not a price in dollars like 1234.50")
    currency = next((mark.upper() for mark in (match["before"], match["after"]) if mark), "")
    if currency not in _DOLLARS:
        raise ValueError(f"{text[:40]!r} is not in US dollars")
    amount = Decimal(match["amount"].replace(",", ""))
    if amount >= HIGHEST_PRICE:
        raise ValueError(f"{text[:40]!r} is beyond {HIGHEST_PRICE} USD")
    return amount or None


def count_of(text: str) -> int | None:
    """A whole number of 0 or more from "12", "1,200" or "12.0"; None for nothing; raises ValueError with the reason."""
    if not text:
        return None
    match = _COUNT.match(text)
    if match is None or len(text) > 12:
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(match.group(1).replace(",", ""))


def breaks_of(text: str) -> tuple[PriceBreak, ...]:
    """Price breaks from "10:4.50; 50:3.90"; raises ValueError with the reason."""
    steps = []
    for part in filter(None, (part.strip() for part in re.split(r"[;|]", text))):
        match = _BREAK.match(part)
        price = price_of(match[2]) if match else None
        if match is None or price is None:
            raise ValueError(f"{part[:40]!r} is not a price break like 10:4.50")
        steps.append(PriceBreak(int(match[1]), price))
    return tuple(sorted(steps, key=lambda step: step.quantity))


def stock_by_of(text: str) -> tuple[tuple[str, int], ...]:
    """Units by warehouse from "DAL:40; RNO:3", in that order; raises ValueError with the reason."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;|]", text))):
        match = _AT.match(part)
        units = count_of(match[2]) if match else None
        if match is None or units is None:
            raise ValueError(f"{part[:40]!r} is not a warehouse and its stock like DAL:40")
        found[match[1].upper()] = units
    return tuple(found.items())


def days_of(text: str) -> tuple[date | None, date | None]:
    """The days of "2026-11-01/2026-11-30", also with times of day; either may be absent. Raises ValueError with the reason."""
    starts, _, ends = text.partition("/")
    try:
        return _day(starts), _day(ends)
    except ValueError:
        raise ValueError(f"{text[:40]!r} are no dates like 2026-11-01/2026-11-30") from None


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()[:10]) if text.strip() else None


def _promotion(text: Callable[[str], str], columns: Mapping[str, str]) -> Promotion | None:
    price = _read(columns, "sale_price", price_of, text("sale_price"))
    starts, ends = _read(columns, "sale_dates", days_of, text("sale_dates")) or (None, None)
    return Promotion(price, starts, ends) if price is not None else None


def _read(columns: Mapping[str, str], field: str, read: Callable[[str], Value], text: str) -> Value:
    try:
        return read(text)
    except ValueError as error:
        raise RowError(columns[field], str(error)) from None


def _priced(text: Callable[[str], str], columns: Mapping[str, str]) -> Decimal | None:
    if "price" in columns or "price_cents" not in columns:
        return _read(columns, "price", price_of, text("price"))
    cents = _read(columns, "price_cents", count_of, text("price_cents"))
    return Decimal(cents) / 100 if cents else None


def _stock(text: Callable[[str], str], columns: Mapping[str, str]) -> int | None:
    """Units on hand; a feed that only says "out of stock" means 0, one that says "in stock" gives no number."""
    stock = _read(columns, "stock", count_of, text("stock"))
    if stock is None and text("availability").lower().replace(" ", "_") == "out_of_stock":
        return 0
    return stock
