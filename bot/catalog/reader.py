"""One generation, open for reading: it stays readable for as long as somebody holds it, whatever an import does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import tantivy

from bot.catalog.generations import Generations
from bot.catalog.index import About, open_index, read_about
from bot.catalog.live import Change, Live, changed, nothing
from bot.catalog.product import Product, unpack
from bot.catalog.vectors import Vectors

BATCH = 10_000


class Reader:
    """The products and the index of generation `number`."""

    def __init__(self, number: int, index: Any, about: About, vectors: Vectors, live: Live = nothing) -> None:
        self.number = number
        self.about = about
        self.vectors = vectors
        self.live = live
        self.schema = index.schema
        self._index = index
        self.searcher = index.searcher()

    def product_at(self, address: Any) -> Product:
        """The product of a search hit, as it is now."""
        product = unpack(bytes(self.searcher.doc(address)["data"][0]))
        return changed(product, self.live().get(product.id), self.about.built)

    def changes(self) -> Mapping[str, Change]:
        """What changed since this generation was imported."""
        every = self.live()
        return {one: change for one, change in every.items() if change.at >= self.about.built} if every else every

    def rows(self, addresses: list[Any]) -> list[int]:
        """The rows of search hits: the keys of their vectors."""
        return [int(row) for row in self.searcher.fast_field_values("row", addresses)]

    def product(self, product_id: str) -> Product | None:
        query = tantivy.Query.term_query(self.schema, "id", product_id, "basic")
        hits = self.searcher.search(query, limit=1, count=False).hits
        return self.product_at(hits[0][1]) if hits else None

    def products(self, ids: Iterable[str]) -> list[Product]:
        """The products with these ids, in that order; unknown ids are left out."""
        return [product for product in map(self.product, ids) if product is not None]

    def all(self) -> Iterator[Product]:
        """Every product, in no particular order."""
        every = tantivy.Query.all_query()
        for offset in range(0, self.about.products, BATCH):
            for _, address in self.searcher.search(every, limit=BATCH, offset=offset, count=False).hits:
                yield self.product_at(address)


def open_reader(generations: Generations, live: Live = nothing) -> Reader | None:
    """The current generation, opened; None before the first import.

    Between reading its number and opening its files two imports may have finished and removed it: then the next one is taken.
    """
    while (number := generations.current()) is not None:
        folder = generations.path(number)
        try:
            return Reader(number, open_index(folder), read_about(folder), Vectors(folder), live)
        except (ValueError, OSError):
            if generations.current() == number:
                raise
    return None
