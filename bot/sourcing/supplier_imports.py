"""A directory of suppliers from somebody's file: CSV, TSV or JSON Lines, one supplier a row, columns recognised by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, get_args

from bot.catalog.columns import plain
from bot.catalog.feeds import BrokenRow, Feed, open_feed
from bot.catalog.imports import Rejects
from bot.catalog.rows import price_of
from bot.errors import FeedError
from bot.sourcing.supplier import Line, Supplier, SupplierKind
from bot.sourcing.supplier_files import SupplierFiles

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "supplierid", "number"),
    "name": ("name", "company", "supplier", "suppliername"),
    "country": ("country", "countrycode"),
    "province": ("province", "state", "region"),
    "city": ("city", "town"),
    "products": ("products", "product", "makes", "productfamilies", "categories"),
    "hs": ("hs", "hscode", "hscodes"),
    "materials": ("materials", "material"),
    "techniques": ("techniques", "technique", "processes"),
    "moq": ("moq", "minimumorder", "minorder", "minimumorderquantity"),
    "price": ("price", "unitprice", "priceusd"),
    "price_level": ("pricelevel",),
    "lead_days": ("leaddays", "leadtime", "leadtimedays"),
    "sample_days": ("sampledays", "sampletime"),
    "certificates": ("certificates", "certifications", "certs"),
    "languages": ("languages", "language"),
    "incoterms": ("incoterms", "incoterm"),
    "kind": ("kind", "type", "businesstype"),
    "founded": ("founded", "yearfounded", "established"),
    "employees": ("employees", "staff"),
    "text": ("text", "description", "profile", "about"),
    "email": ("email", "mail"),
    "webhook": ("webhook", "webhookurl"),
}
NEEDED = ("name", "country", "products")
MOST = 10**9


class Imported(NamedTuple):
    suppliers: int
    rejected: int
    rejects: Path | None


class RowFault(Exception):
    """A row that is no supplier: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def import_suppliers(var: Path, path: Path, progress: Callable[[int, int], None] | None = None) -> Imported:
    """Replaces the directory of suppliers by a file's; rows that do not fit go to a reject file.

    Needed are a name, a country (two letters) and products ("|" or ";" between); an id is made where the file has none.
    progress  called now and then with the bytes read and the bytes in all.
    Raises FeedError (nothing changed) and Refused while another import runs.
    """
    files = SupplierFiles(var)
    rejects = Rejects(files.generations.folder / f"rejects-{path.stem}.csv")
    try:
        with open_feed(path) as feed:
            columns = _columns(feed.columns)
            count = files.save((supplier, None) for supplier in _suppliers(feed, columns, rejects, path.name, progress))
    finally:
        rejected = rejects.count
        rejects_path = rejects.close()
    return Imported(count, rejected, rejects_path)


def _suppliers(
    feed: Feed, columns: Mapping[str, str], rejects: Rejects, name: str, progress: Callable[[int, int], None] | None
) -> Iterator[Supplier]:
    ids: set[str] = set()
    for number, (line, row) in enumerate(feed.rows, start=1):
        try:
            supplier = _read(row, columns, f"S{number:06d}")
            if supplier.id in ids:
                raise RowFault(columns.get("id", ""), f"{supplier.id} was there before")
            ids.add(supplier.id)
            yield supplier
        except RowFault as fault:
            rejects.add(line, fault.column, fault.reason)
        if progress and number % 500 == 0:
            progress(feed.read(), feed.size)
    if not ids:
        raise FeedError(f"{name} has no row that is a supplier")
    if progress:
        progress(feed.size, feed.size)


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


def _read(row: Mapping[str, str | None] | BrokenRow, columns: Mapping[str, str], made_id: str) -> Supplier:
    if isinstance(row, BrokenRow):
        raise RowFault(row.column, row.reason)
    cell = {field: " ".join((row.get(columns.get(field, "")) or "").split()) for field in NAMES}
    for field in NEEDED:
        if not cell[field]:
            raise RowFault(columns[field], "is empty")
    if not re.fullmatch(r"[A-Za-z]{2}", cell["country"]):
        raise RowFault(columns["country"], f"{cell['country']!r} is not a country's two letters")
    kind = cell["kind"].lower() or "factory"
    if kind not in get_args(SupplierKind):
        raise RowFault(columns["kind"], f"{kind!r} must be one of {', '.join(get_args(SupplierKind))}")
    return Supplier(
        id=cell["id"] or made_id,
        name=cell["name"],
        country=cell["country"].upper(),
        province=cell["province"],
        city=cell["city"],
        kind=kind,  # type: ignore[arg-type]
        lines=tuple(_lines(cell, columns)),
        price_level=_number(cell, columns, "price_level", 0, 5),
        lead_days=_number(cell, columns, "lead_days", 0, 1000),
        sample_days=_number(cell, columns, "sample_days", 0, 1000),
        certificates=_list(cell["certificates"]),
        languages=_list(cell["languages"].lower()) or ("en",),
        incoterms=_list(cell["incoterms"].upper()),
        founded=_number(cell, columns, "founded", 0, 2100),
        employees=_number(cell, columns, "employees", 0, MOST),
        text=cell["text"],
        email=cell["email"],
        webhook=cell["webhook"],
    )


def _lines(cell: Mapping[str, str], columns: Mapping[str, str]) -> Iterator[Line]:
    codes = [re.sub(r"\D", "", code) for code in _list(cell["hs"])]
    moq, price = _number(cell, columns, "moq", 1, MOST), _price(cell, columns)
    for number, product in enumerate(_list(cell["products"])):
        code = codes[number] if number < len(codes) else ""
        yield Line(product, code, _list(cell["materials"]), _list(cell["techniques"]), moq, price)


def _price(cell: Mapping[str, str], columns: Mapping[str, str]) -> Decimal | None:
    try:
        return price_of(cell["price"])
    except ValueError as error:
        raise RowFault(columns["price"], str(error)) from None


def _number(cell: Mapping[str, str], columns: Mapping[str, str], field: str, low: int, high: int) -> int:
    text = cell[field].replace(",", "")
    if not text:
        return low
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII) or not low <= int(text) <= high:
        raise RowFault(columns[field], f"{cell[field]!r} is no number from {low} to {high}")
    return int(text)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[|;]", text) if part.strip())
