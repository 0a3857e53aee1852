"""A feed becomes the next generation of the catalog, or leaves the running one as it was."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.feeds import SIZE_LIMIT
from bot.catalog.generations import Generations
from bot.catalog.index import Writer, completed, entry
from bot.catalog.product import Product
from bot.catalog.reading import Reject, Rows, open_rows
from bot.errors import FeedError

# a feed of which more rows than this share do not fit is mapped wrongly: better to stop than to lose a catalog
MOST_REJECTED = 0.5


@dataclass(frozen=True)
class Imported:
    """What an import did. `replaced` counts ids that came more than once (the last row counts), `kept` the products of
    the generation before that stayed; `rejects` is None when every row fitted."""

    products: int
    rows: int
    replaced: int
    kept: int
    rejected: int
    rejects: Path | None
    columns: dict[str, str]


class Rejects:
    """Rows that did not fit, with their number, column and reason, in `<var>/catalog/rejects-<feed>.csv`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", newline="", encoding="utf-8")
        self._writer = csv.writer(self._file)
        self._writer.writerow(("row", "column", "reason"))

    def add(self, row: int, column: str, reason: str) -> None:
        self._writer.writerow((row, column, reason))
        self.count += 1

    def close(self) -> Path | None:
        self._file.close()
        if self.count:
            return self.path
        self.path.unlink()
        return None


def import_feed(
    var: Path,
    path: Path,
    given: Mapping[str, str] | None = None,
    *,
    add: bool = False,
    size_limit: int = SIZE_LIMIT,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Imports a feed into the catalog under `var` and makes it current.

    given     our field to the feed's column, where names do not tell
    add       keep the products of the running generation whose ids the feed does not have
    progress  called now and then with the bytes read and the bytes in all
    Raises FeedError (nothing changed) and Refused while another import runs.
    """
    generations = Generations(var)
    with open_rows(path, given, size_limit) as feed:
        rejects = Rejects(generations.folder / f"rejects-{path.stem}.csv")
        try:
            with generations.building() as folder, Writer(folder) as writer:
                rows = _write_rows(writer, feed, rejects, progress)
                _check(rows, rejects.count, path.name)
                kept = _keep(writer, var) if add else 0
                writer.close()
        finally:
            reject_path = rejects.close()
    return Imported(len(writer), rows, writer.replaced, kept, rejects.count, reject_path, feed.columns)


def import_products(var: Path, products: Iterable[Product]) -> int:
    """Makes a generation of these products current; returns how many there are."""
    with Generations(var).building() as folder, Writer(folder) as writer:
        for product in products:
            writer.add(entry(completed(product)))
        writer.close()
    return len(writer)


def _write_rows(writer: Writer, feed: Rows, rejects: Rejects, progress: Callable[[int, int], None] | None) -> int:
    rows = 0
    for batch in feed.batches:
        for row in batch.rows:
            if isinstance(row, Reject):
                rejects.add(*row)
            else:
                writer.add(row)
        rows += len(batch.rows)
        if progress:
            progress(batch.read, feed.size)
    if progress:
        progress(feed.size, feed.size)
    return rows


def _check(rows: int, rejected: int, name: str) -> None:
    if rows == rejected:
        raise FeedError(f"{name} has no row that fits")
    if rejected > rows * MOST_REJECTED:
        raise FeedError(f"{rejected} of {rows} rows of {name} do not fit: is a column mapped wrongly?")


def _keep(writer: Writer, var: Path) -> int:
    from bot.catalog.reader import open_reader

    kept = 0
    reader = open_reader(Generations(var))
    for product in reader.all() if reader else ():
        if product.id not in writer:
            writer.add(entry(product))
            kept += 1
    return kept
