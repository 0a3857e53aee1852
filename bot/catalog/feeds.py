"""A feed's file becomes rows: CSV, TSV, JSON Lines or a Google Merchant Center XML, in merchants' encodings, also gzipped."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from bot.catalog.xml_items import xml_items
from bot.errors import FeedError

# bytes of text after unpacking; a feed of a million products has about a tenth of it
SIZE_LIMIT = 4 * 10**9
LONGEST_CELL = 1_000_000
# a line without an end would fill the memory, long before the file comes to its limit
LONGEST_LINE = 5_000_000
SNIFFED = 65_536
# rows of a form without a header whose fields are taken for the feed's columns: a field may be absent from the first ones
LOOKED_AHEAD = 1_000

Row = dict[str, str | None]


class BrokenRow(NamedTuple):
    """A line that is no row."""

    column: str
    reason: str


class Feed(NamedTuple):
    """An opened feed: its columns, and its rows with their line or item numbers; `read()` is bytes of the file read so far."""

    columns: list[str]
    rows: Iterator[tuple[int, Row | BrokenRow]]
    size: int
    read: Callable[[], int]


@contextmanager
def open_feed(path: Path, size_limit: int = SIZE_LIMIT) -> Iterator[Feed]:
    """Opens a feed for one pass; raises FeedError when the file is missing, too large, empty or of no known form.

    FeedError may also come while the rows are read: a gzip file that breaks off, text that is not in its encoding.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise FeedError(f"cannot read {path}: {error.strerror}") from None
    with raw:
        yield _opened(raw, path, size_limit)


def _opened(raw: IO[bytes], path: Path, size_limit: int) -> Feed:
    size = path.stat().st_size
    if size > size_limit:
        raise FeedError(f"{path.name} has {size:,} bytes, the limit is {size_limit:,}")
    head = raw.read(2)
    raw.seek(0)
    data = _Limited(gzip.GzipFile(fileobj=raw) if head == b"\x1f\x8b" else raw, path.name, size_limit)
    buffered = io.BufferedReader(data, SNIFFED)
    start = buffered.peek(SNIFFED)[:SNIFFED]
    if not start.strip():
        raise FeedError(f"{path.name} is empty")
    if _is_xml(start):
        columns, rows = _xml(buffered, path.name)
    else:
        text = io.TextIOWrapper(buffered, encoding_of(start), newline="")
        columns, rows = (
            _json_lines(text, path.name) if _text(start).lstrip().startswith("{") else _table(text, _text(start), path.name)
        )
    return Feed(columns, _told(rows, path.name), size, raw.tell)


class _Limited(io.RawIOBase):
    """Passes bytes on until the limit, so that a small gzip file cannot unpack into a full disk."""

    def __init__(self, source: IO[bytes] | gzip.GzipFile, name: str, limit: int) -> None:
        self._source, self._name, self._left, self._limit = source, name, limit, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FeedError(f"{self._name} is a broken gzip file: {error}") from None
        self._left -= len(data)
        if self._left < 0:
            raise FeedError(f"{self._name} unpacks to more than {self._limit:,} bytes, the limit")
        buffer[: len(data)] = data
        return len(data)


def encoding_of(start: bytes) -> str:
    """The encoding of a feed that begins with these bytes: by its mark, else UTF-8 where it is valid, else Windows-1252."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if start.startswith(mark):
            return encoding
    if start[1:2] == b"\x00" or start[:1] == b"\x00":
        return "utf-16-le" if start[1:2] == b"\x00" else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text(start: bytes) -> str:
    return start.decode(encoding_of(start), errors="replace")


def _is_xml(start: bytes) -> bool:
    return _text(start).lstrip("\ufeff \t\r\n").startswith("<")


def _told(rows: Iterator[tuple[int, Row | BrokenRow]], name: str) -> Iterator[tuple[int, Row | BrokenRow]]:
    try:
        yield from rows
    except UnicodeDecodeError as error:
        raise FeedError(f"{name} is not in one encoding ({error.encoding} ends at byte {error.start})") from None
    except csv.Error as error:
        raise FeedError(f"{name} is not a readable table: {error}") from None


def _table(text: IO[str], start: str, name: str) -> tuple[list[str], Iterator[tuple[int, Row | BrokenRow]]]:
    csv.field_size_limit(LONGEST_CELL)
    first = start.splitlines()[0]
    delimiter = max("\t,;|", key=first.count)
    if "\x00" in first or delimiter not in first:
        raise FeedError(f"{name} is neither a table (CSV, TSV), nor JSON Lines, nor XML")
    reader = csv.reader(
        (line.replace("\x00", "") for line in _lines(text, name)), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL
    )
    try:
        columns = [column.strip() for column in next(reader)]
    except csv.Error as error:
        raise FeedError(f"{name} is not a readable table: {error}") from None

    def rows() -> Iterator[tuple[int, Row | BrokenRow]]:
        for cells in reader:
            if not cells:
                continue
            if len(cells) > len(columns) and any(cells[len(columns) :]):
                yield reader.line_num, BrokenRow("", f"has {len(cells)} cells, the header {len(columns)}")
            else:
                yield reader.line_num, dict(zip(columns, cells, strict=False))

    return columns, rows()


def _lines(text: IO[str], name: str) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise FeedError(f"{name} has a line of {LONGEST_LINE:,} characters or more")
        yield line


def _json_lines(text: IO[str], name: str) -> tuple[list[str], Iterator[tuple[int, Row | BrokenRow]]]:
    """Columns are those of the first lines; a later line may have more, which are ignored."""
    lines = enumerate(_lines(text, name), start=1)
    number, line = next(lines)
    first = _json_row(line)
    if isinstance(first, BrokenRow):
        raise FeedError(f"the first line is no JSON object: {first.reason}")

    def rows() -> Iterator[tuple[int, Row | BrokenRow]]:
        yield number, first
        for count, later in lines:
            if later.strip():
                yield count, _json_row(later)

    return _columns(rows())


def _columns(rows: Iterator[tuple[int, Row | BrokenRow]]) -> tuple[list[str], Iterator[tuple[int, Row | BrokenRow]]]:
    """The fields of the first rows, in their order, and all rows."""
    ahead = list(islice(rows, LOOKED_AHEAD))
    columns = dict.fromkeys(column for _, row in ahead if not isinstance(row, BrokenRow) for column in row)
    return list(columns), chain(ahead, rows)


def _json_row(line: str) -> Row | BrokenRow:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRow("", f"is no JSON: {error}")
    if not isinstance(found, Mapping):
        return BrokenRow("", "is no JSON object")
    return {str(key): _cell(value) for key, value in found.items()}


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " > ".join(value)
    return json.dumps(value)


def _xml(data: IO[bytes], name: str) -> tuple[list[str], Iterator[tuple[int, Row | BrokenRow]]]:
    """Items of an RSS 2.0 or Atom feed; entities and DTDs are refused. The columns are those of the first items."""
    items = xml_items(data, name)
    first = next(items, None)
    if first is None:
        raise FeedError(f"{name} has no <item>, <entry> or <product>")

    return _columns(enumerate(chain([first], items), start=1))
