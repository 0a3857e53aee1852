"""What changed since the feed: prices, breaks and stock that hold at once, over what the current generation says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from bot.catalog.product import PriceBreak, Product
from bot.catalog.rows import HIGHEST_PRICE, LONGEST_ID
from bot.errors import BadInput

MOST_CHANGES = 1_000
"""In one message."""
Units = Annotated[int, Meta(ge=0, le=10**9)]


class Change(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is new about a product; what is not given stays as it was.

    price         USD a unit; None: no longer known
    price_breaks  (from quantity, USD a unit); an empty list: none any more
    stock         units on hand; None: no longer known
    stock_by      units by warehouse; then `stock` is their sum
    at            seconds since 1970 when it was told; a feed that is imported later counts more
    """

    id: Annotated[str, Meta(min_length=1, max_length=LONGEST_ID)]
    price: Decimal | UnsetType | None = UNSET
    price_breaks: tuple[PriceBreak, ...] | UnsetType = UNSET
    stock: Units | UnsetType | None = UNSET
    stock_by: dict[str, Units] | UnsetType = UNSET
    at: float = 0.0


Live = Callable[[], Mapping[str, Change]]
"""The changes of now, by product id."""


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    changes: Annotated[list[Change], Meta(min_length=1, max_length=MOST_CHANGES)]


_message = msgspec.json.Decoder(_Message)


def nothing() -> Mapping[str, Change]:
    return {}


def read_changes(data: bytes, at: float) -> list[Change]:
    """The changes of a JSON message {"changes": [{"id": …, "price": "12.50", "stock": 4}]}, told at `at`. Raises BadInput."""
    try:
        found = _message.decode(data).changes
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"no changes of prices or stock: {error}") from None
    return [checked(msgspec.structs.replace(one, at=at)) for one in found]


def checked(change: Change) -> Change:
    """The change as it is kept. Raises BadInput for a price, break or warehouse that cannot be, or where nothing is changed."""
    if all(value is UNSET for value in (change.price, change.price_breaks, change.stock, change.stock_by)):
        raise BadInput(f"{change.id}: nothing is changed")
    if isinstance(change.price, Decimal):
        _check_price(change.id, change.price)
    if isinstance(change.price_breaks, tuple):
        for step in change.price_breaks:
            _check_price(change.id, step.price)
            if step.quantity < 1:
                raise BadInput(f"{change.id}: a price break from {step.quantity}")
        change = msgspec.structs.replace(
            change, price_breaks=tuple(sorted(change.price_breaks, key=lambda step: step.quantity))
        )
    if isinstance(change.stock_by, dict):
        change = msgspec.structs.replace(change, stock=sum(change.stock_by.values()))
    return change


def _check_price(product: str, price: Decimal) -> None:
    if not price.is_finite() or not 0 < price < HIGHEST_PRICE:
        raise BadInput(f"{product}: {price} is no price")


def changed(product: Product, change: Change | None, since: float) -> Product:
    """The product as it is now; a change from before `since`, when the generation was imported, is outdated."""
    if change is None or change.at < since:
        return product
    new: dict[str, object] = {
        name: value for name in ("price", "price_breaks", "stock") if (value := getattr(change, name)) is not UNSET
    }
    if isinstance(change.stock_by, dict):
        new["stock_by"] = tuple(change.stock_by.items())
    elif "stock" in new:
        new["stock_by"] = _scaled(product.stock_by, change.stock)
    return msgspec.structs.replace(product, **new)


def _scaled(stock_by: Sequence[tuple[str, int]], stock: object) -> tuple[tuple[str, int], ...]:
    """Where a new number of units lies, when only the number is told: where there was most before."""
    if not isinstance(stock, int) or not stock_by:
        return ()
    left, found = stock, []
    for warehouse, units in sorted(stock_by, key=lambda one: -one[1]):
        found.append((warehouse, min(units, left)))
        left -= found[-1][1]
    most, units = found[0]
    return ((most, units + left), *found[1:])
