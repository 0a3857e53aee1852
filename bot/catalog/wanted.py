"""A list that somebody pastes or sends as a file becomes what is wanted, line by line: text, CSV or a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from bot.catalog.codes import looks_like_code
from bot.catalog.columns import plain
from bot.catalog.feeds import encoding_of
from bot.errors import BadInput

MOST_LINES = 500
LARGEST = 5_000_000  # bytes of a file
LARGEST_UNPACKED = 50_000_000  # bytes that a spreadsheet may unpack to
LONGEST = 300
_NAMES = {
    "text": ("item", "product", "description", "title", "name", "article", "productname", "itemdescription", "material"),
    "quantity": ("quantity", "qty", "count", "amount", "number", "units", "pieces", "orderqty", "needed", "howmany"),
    "unit": ("unit", "uom", "unitofmeasure", "pack", "per"),
    "code": (
        "sku",
        "itemnumber",
        "itemno",
        "partnumber",
        "partno",
        "mpn",
        "model",
        "code",
        "itemid",
        "id",
        "productid",
        "part",
    ),
}
_UNITS = (
    "boxes|box|bx|packs?|pks?|packages?|cases?|cs|reams?|rm|cartons?|ctns?|bottles?|rolls?|sets?|pairs?|prs?|dozens?|doz|dz|"
    "bags?|bundles?|sleeves?|pallets?|tubes?|pads?|units?|pcs?|pieces?|ea|each|gross|sheets?|books?|bars?|cans?|jars?"
)
_BULLET = re.compile(r"^\s*(?:[-*•·–—]+\s*|\d{1,3}[.)]\s+|\[[ x]?\]\s*)", re.IGNORECASE)
_LEADING = re.compile(
    rf"^(?:qty:?\s*)?(?P<count>\d[\d,]*(?:\.\d+)?)\s*(?:x\s+|×\s*)?(?:(?P<unit>{_UNITS})\b\.?(?:\s+of)?)?\s+(?P<text>\S.*)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"^(?P<text>.*\S)(?:\s*[,;:|\t]\s*|\s+[x×-]?\s*|\s+qty:?\s*)(?P<count>\d[\d,]*)\s*(?P<unit>{_UNITS})?\.?$", re.IGNORECASE
)
_TIMES = re.compile(r"^[x×]\s+|\s+[x×]$", re.IGNORECASE)
_SIZE = re.compile(r"^\d[\d.,/]*\s*(?:[x×]\s*\d|\"|in\b|inch|ft\b|mm\b|cm\b|oz\b|gb\b|lb\b|mil\b|ct\b|sheet)", re.IGNORECASE)


class Wanted(NamedTuple):
    """One line of a list: what is wanted, how much of it (1 where nothing is said), in which unit ("" for sales units)."""

    line: int
    text: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    code: str = ""


def read_text(text: str) -> list[Wanted]:
    """The lines of a pasted list; a table with tabs, semicolons or commas is read as one. Raises BadInput beyond 500 lines."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES + 1:
        raise BadInput(f"the list has {len(lines)} lines, the limit is {MOST_LINES}")
    delimiter = _delimiter([line for _, line in lines])
    if delimiter:
        return _limited(read_rows(list(csv.reader((line for _, line in lines), delimiter=delimiter))))
    return _limited([wanted for number, line in lines if (wanted := _of_line(number, line))])


def is_table(text: str) -> bool:
    """Whether the text is a table: cells with tabs, semicolons or pipes in nearly every line, or commas under known names."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and bool(_delimiter(lines))


def read_file(data: bytes, name: str) -> list[Wanted]:
    """The lines of a file: .xlsx, .xls, .ods, or text of any kind. Raises BadInput for one that is too large or unreadable."""
    if len(data) > LARGEST:
        raise BadInput(f"{name} has {len(data):,} bytes, the limit is {LARGEST:,}")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _limited(read_rows(_sheet(data, name)))
    if b"\x00" in data[:4_000] and encoding_of(data[:4_000]) in ("utf-8", "cp1252"):
        raise BadInput(f"{name} is neither text nor a spreadsheet")
    return read_text(data.decode(encoding_of(data), errors="replace"))


def read_rows(rows: Sequence[Sequence[object]]) -> list[Wanted]:
    """The lines of a table: columns by their names, else the longest texts are what is wanted and numbers how much."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    header = next((number for number, row in enumerate(cells[:10]) if {"text", "code"} & set(_columns(row))), None)
    columns = _columns(cells[header]) if header is not None else _guessed(cells)
    body = enumerate(cells[header + 1 :] if header is not None else cells, start=(header + 2) if header is not None else 1)
    return [wanted for number, row in body if (wanted := _of_row(number, row, columns))]


def _sheet(data: bytes, name: str) -> list[list[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                    raise BadInput(f"{name} unpacks to more than {LARGEST_UNPACKED:,} bytes, the limit")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=True)]
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError) as error:
        raise BadInput(f"{name} is no spreadsheet that can be read: {error}") from None


def _limited(found: list[Wanted]) -> list[Wanted]:
    if len(found) > MOST_LINES:
        raise BadInput(f"the list has {len(found)} lines, the limit is {MOST_LINES}")
    return found


def _delimiter(lines: Sequence[str]) -> str:
    """What divides a table's cells: the same number of times in nearly every line; commas only under a header that is known."""
    for mark in "\t;|":
        if lines and sum(mark in line for line in lines) > 0.8 * len(lines):
            return mark
    head = _columns([cell.strip() for cell in lines[0].split(",")]) if lines else {}
    return "," if len(head) > 1 else ""


def _columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, names in _NAMES.items():
        for place, cell in enumerate(row):
            if plain(cell).rstrip(".:#") in names and place not in found.values():
                found.setdefault(field, place)
    return found


def _guessed(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    width = max((len(row) for row in rows), default=0)
    length = [sum(len(row[place]) for row in rows if place < len(row)) for place in range(width)]
    numbers = [sum(_number(row[place]) is not None for row in rows if place < len(row)) for place in range(width)]
    if not width:
        return {}
    text = max(range(width), key=lambda place: length[place] if numbers[place] <= len(rows) / 2 else -1)
    counted = [place for place in range(width) if place != text and numbers[place] > len(rows) / 2]
    return {"text": text, **({"quantity": counted[0]} if counted else {})}


def _of_row(line: int, row: Sequence[str], columns: dict[str, int]) -> Wanted | None:
    def cell(field: str) -> str:
        place = columns.get(field)
        return row[place].strip() if place is not None and place < len(row) else ""

    text, code = cell("text")[:LONGEST], cell("code")[:LONGEST]
    if not text and not code:
        return None
    said = cell("quantity")
    quantity = _number(said)
    if "quantity" in columns and said and quantity is None:
        counted = _LEADING.match(f"{said} x") or _TRAILING.match(f"x {said}")
        quantity = _number(counted["count"]) if counted else None
        unit = (counted["unit"] or "") if counted else ""
        return Wanted(line, text or code, quantity or Decimal(1), cell("unit") or unit, code)
    if "quantity" not in columns and (alone := _of_line(line, text)):
        return alone._replace(code=code)
    return Wanted(line, text or code, quantity or Decimal(1), cell("unit"), code)


def _of_line(number: int, line: str) -> Wanted | None:
    text = _BULLET.sub("", line.strip()).strip(" ,;.")[:LONGEST]
    if not any(letter.isalnum() for letter in text):
        return None
    match = None if _SIZE.match(text) else _LEADING.match(text)
    match = match or _TRAILING.match(text)
    if match is None or (" " not in text and looks_like_code(text)):
        return Wanted(number, text)
    count = _number(match["count"])
    if count is None or (match.re is _TRAILING and not match["unit"] and looks_like_code(match["count"]) and "," not in text):
        return Wanted(number, text)
    return Wanted(number, _TIMES.sub("", match["text"]).strip(" ,;:-"), count, (match["unit"] or "").lower())


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found <= 10**9 else None
