"""A directory of shops from somebody's file: CSV, TSV or JSON Lines, columns recognised by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import phonenumbers

from bot.catalog.columns import plain
from bot.catalog.feeds import BrokenRow, open_feed
from bot.catalog.imports import Rejects
from bot.errors import FeedError
from bot.places import Place, Point, miles, nearest, place_of
from bot.shops.files import ShopFiles
from bot.shops.hours import read_week
from bot.shops.shop import Shop

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "storeid", "shopid", "storenumber", "number", "store"),
    "name": ("name", "storename", "shopname", "title"),
    "address": ("address", "address1", "street", "streetaddress"),
    "address2": ("address2", "suite", "unit"),
    "city": ("city", "town"),
    "state": ("state", "region", "province"),
    "zip": ("zip", "zipcode", "postalcode", "postcode"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "hours": ("hours", "openinghours", "storehours"),
    "services": ("services", "features"),
    "phone": ("phone", "telephone", "phonenumber"),
    "kind": ("type", "kind", "format", "storetype"),
}
NEEDED = ("id", "name", "zip")
TOO_FAR = 300.0  # miles from the ZIP's own point: farther, and one of the two is wrong (Alaska's widest ZIP reaches this far)


class Imported(NamedTuple):
    shops: int
    rejected: int
    rejects: Path | None


class RowFault(Exception):
    """A row that is no shop: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def import_shops(var: Path, path: Path, progress: Callable[[int, int], None] | None = None) -> Imported:
    """Replaces the directory of shops by a file's; rows that do not fit go to a reject file.

    Needed are an id, a name and a ZIP; a point is looked up from the ZIP where the file has none, the time zone always.
    progress  called now and then with the bytes read and the bytes in all.
    Raises FeedError (nothing changed) and Refused while another import runs.
    """
    files = ShopFiles(var)
    rejects = Rejects(files.generations.folder / f"rejects-{path.stem}.csv")
    shops: list[Shop] = []
    try:
        with open_feed(path) as feed:
            columns = _columns(feed.columns)
            for line, row in feed.rows:
                try:
                    shops.append(_read(row, columns))
                except RowFault as fault:
                    rejects.add(line, fault.column, fault.reason)
                if progress:
                    progress(feed.read(), feed.size)
    finally:
        rejected = rejects.count
        rejects_path = rejects.close()
    if not shops:
        raise FeedError(f"{path.name} has no row that is a shop" + (f", see {rejects_path}" if rejects_path else ""))
    return Imported(files.save(shops), rejected, rejects_path)


def _columns(present: list[str]) -> dict[str, str]:
    by_name = {plain(column): column for column in present if column}
    found = {
        field: by_name[next(name for name in names if name in by_name)]
        for field, names in NAMES.items()
        if any(name in by_name for name in names)
    }
    missing = [field for field in NEEDED if field not in found]
    if missing:
        raise FeedError(f"no column is the {' and the '.join(missing)}; the columns are {', '.join(present)}")
    return found


def _read(row: Mapping[str, str | None] | BrokenRow, columns: Mapping[str, str]) -> Shop:
    if isinstance(row, BrokenRow):
        raise RowFault(row.column, row.reason)
    cell = {field: " ".join((row.get(column) or "").split()) for field, column in columns.items()}
    for field in ("id", "name"):
        if not cell[field]:
            raise RowFault(columns[field], "is empty")
    code = _zip(cell["zip"])
    place = place_of(code)
    lat, lon = _point(cell, columns, place)
    known = place or nearest((lat, lon))
    return Shop(
        id=cell["id"],
        name=cell["name"],
        address=", ".join(filter(None, (cell.get("address"), cell.get("address2")))),
        city=cell.get("city") or known.city,
        state=cell.get("state") or known.state,
        zip=code,
        lat=lat,
        lon=lon,
        timezone=known.timezone,
        hours=_hours(cell.get("hours", ""), columns),
        services=tuple(_services(cell.get("services", ""))),
        phone=_phone(cell.get("phone", "")),
        kind=cell.get("kind", ""),
    )


def _zip(text: str) -> str:
    """Five digits; spreadsheets drop leading zeros ("2108" is 02108), and some files have ZIP+4."""
    found = re.fullmatch(r"(\d{3,5})(?:-\d{4}|-?\d{4}(?<=\d{9}))?(?:\.0)?", text)
    if not found:
        raise RowFault("zip", f"{text!r} is no US ZIP")
    return found[1].zfill(5)


def _point(cell: Mapping[str, str], columns: Mapping[str, str], place: Place | None) -> Point:
    if not cell.get("lat") or not cell.get("lon"):
        if place is None or place.point is None:
            raise RowFault(columns["zip"], f"there is no ZIP {cell['zip']}, and no latitude and longitude")
        return place.point
    try:
        lat, lon = float(cell["lat"]), float(cell["lon"])
    except ValueError:
        raise RowFault(columns["lat"], f"{cell['lat']!r}, {cell['lon']!r} is no point") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise RowFault(columns["lat"], f"{lat}, {lon} is not on Earth")
    if place is not None and place.point and miles((lat, lon), place.point) > TOO_FAR:
        raise RowFault(columns["lat"], f"{lat}, {lon} is more than {TOO_FAR:.0f} miles from ZIP {place.zip}")
    return lat, lon


def _hours(text: str, columns: Mapping[str, str]) -> tuple[tuple[int, int] | None, ...] | None:
    if not text:
        return None
    try:
        return read_week(text)
    except ValueError as error:
        raise RowFault(columns["hours"], str(error)) from None


def _services(text: str) -> Iterator[str]:
    return filter(None, (part.strip() for part in re.split(r"[|;]", text)))


def _phone(text: str) -> str:
    """As it is written in the US, "(312) 555-0142"; a number that cannot be dialled is left out."""
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
