"""Where the merchant's goods lie: `<var>/catalog/warehouses.json`."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from bot.errors import FeedError
from bot.places import place_of

FILE = "warehouses.json"
_ID = re.compile(r"[A-Z0-9-]{1,12}")


class Warehouse(msgspec.Struct, frozen=True):
    """One warehouse. What is ordered by `cutoff` (its local time) on a business day leaves on that day.

    id        as products name it in `Product.stock_by`
    zip       where it is
    timezone  IANA name, such as America/Chicago
    """

    id: str
    city: str
    state: str
    zip: str
    timezone: str
    cutoff: time

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def save(var: Path, warehouses: Sequence[Warehouse]) -> None:
    """Puts the list in place of the one before. Raises FeedError for one that cannot be promised from."""
    for warehouse in warehouses:
        _check(warehouse)
    path = Path(var) / "catalog" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(list(warehouses))))
    fresh.replace(path)


def read(path: Path) -> list[Warehouse]:
    """The warehouses of a CSV file with the columns id, zip and cutoff (18:00). Raises FeedError with line and reason."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            return [_of_row(row, number) for number, row in enumerate(csv.DictReader(lines), start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FeedError(f"cannot read {path}: {error}") from None


def _of_row(row: dict[str, str], line: int) -> Warehouse:
    place = place_of(row.get("zip") or "")
    if place is None or place.point is None:
        raise FeedError(f"line {line}: {row.get('zip')!r} is no ZIP code that is in use")
    try:
        cutoff = time.fromisoformat((row.get("cutoff") or "").strip())
    except ValueError:
        raise FeedError(f"line {line}: {row.get('cutoff')!r} is no time of day like 18:00") from None
    return Warehouse((row.get("id") or "").strip().upper(), place.city, place.state, place.zip, place.timezone, cutoff)


def load(var: Path | str) -> tuple[Warehouse, ...]:
    """The warehouses under `var`, as the file now says; () where there is none. Raises FeedError for a file that is none."""
    path = Path(var) / "catalog" / FILE
    try:
        found = path.stat()
    except OSError:
        return ()
    return _read(path, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[Warehouse, ...]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Warehouse, ...])
    except msgspec.MsgspecError as error:
        raise FeedError(f"{path} is no list of warehouses: {error}") from None


def _check(warehouse: Warehouse) -> None:
    if not _ID.fullmatch(warehouse.id):
        raise FeedError(f"{warehouse.id!r} is no name of a warehouse: up to 12 of A-Z, 0-9 and dash")
    place = place_of(warehouse.zip)
    if place is None or place.point is None:
        raise FeedError(f"warehouse {warehouse.id}: {warehouse.zip} is no ZIP code that is in use")
    try:
        ZoneInfo(warehouse.timezone)
    except (KeyError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        raise FeedError(f"warehouse {warehouse.id}: there is no time zone {warehouse.timezone!r}") from None
