"""A feed's rows, read and understood: for a large feed in a process beside, so that two cores share an import."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from bot.catalog.columns import recognise
from bot.catalog.feeds import BrokenRow, Row, open_feed
from bot.catalog.index import Entry, completed, entry
from bot.catalog.rows import RowError, product_of
from bot.errors import FeedError

BATCH = 500
# bytes of a file from which on a second process is worth its start, about a second
LARGE = 10_000_000


class Reject(NamedTuple):
    """A row that did not fit: its number, column and reason."""

    row: int
    column: str
    reason: str


class Batch(NamedTuple):
    """Some rows in their order; `read`: bytes of the file read so far."""

    rows: list[Entry | Reject]
    read: int


class Rows(NamedTuple):
    """An opened feed: our field to its column, bytes in all, and what is in it."""

    columns: dict[str, str]
    size: int
    batches: Iterator[Batch]


@contextmanager
def open_rows(path: Path, given: Mapping[str, str] | None, size_limit: int) -> Iterator[Rows]:
    """Opens a feed for one pass; raises FeedError as `open_feed` and `recognise` do, also while the rows are read."""
    large = path.is_file() and path.stat().st_size >= LARGE
    with (_beside if large else _here)(path, given, size_limit) as rows:
        yield rows


@contextmanager
def _here(path: Path, given: Mapping[str, str] | None, size_limit: int) -> Iterator[Rows]:
    with open_feed(path, size_limit) as feed:
        columns = recognise(feed.columns, given)
        taken = iter(lambda: list(islice(feed.rows, BATCH)), [])
        yield Rows(columns, feed.size, (Batch([_understood(*row, columns) for row in some], feed.read()) for some in taken))


def _understood(number: int, row: Row | BrokenRow, columns: Mapping[str, str]) -> Entry | Reject:
    if isinstance(row, BrokenRow):
        return Reject(number, row.column, row.reason)
    try:
        return entry(completed(product_of(row, columns)))
    except RowError as error:
        return Reject(number, error.column, error.reason)


@contextmanager
def _beside(path: Path, given: Mapping[str, str] | None, size_limit: int) -> Iterator[Rows]:
    command = [
        sys.executable,
        "-c",
        f"from {__name__} import send; send()",
        str(path),
        json.dumps(dict(given or {})),
        str(size_limit),
    ]
    # a session of its own: Ctrl-C stops the import, which stops it
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        pipe = process.stdout
        try:
            columns, size = _received(pipe)
            yield Rows(columns, size, iter(lambda: _received(pipe), None))
        finally:
            process.terminate()


def send() -> None:
    """Writes columns and size of the feed in the arguments, then the batches, then None; or the error that ends it."""
    path, given, size_limit = sys.argv[1:]
    try:
        with _here(Path(path), json.loads(given), int(size_limit)) as rows:
            for part in chain([(rows.columns, rows.size)], rows.batches, [None]):
                pickle.dump(part, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    except FeedError as error:
        pickle.dump(error, sys.stdout.buffer)


def _received(pipe: IO[bytes]) -> Any:
    try:
        part = pickle.load(pipe)  # noqa: S301 (it comes from our own process)
    except EOFError:
        raise FeedError("the process that reads the feed has ended before the feed did") from None
    if isinstance(part, FeedError):
        raise part
    return part
