"""What a query means, beside its words: hits are put in an order in which both have their say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tantivy

from bot.catalog.reader import Reader
from bot.catalog.vectors import Floats

Found = tuple[float, Any]
"""A score by words, and the address of a product in the index."""

# 1 / (1 + place / STEEP) by words, and so many times the cosine by meaning: tried on one half of the graded queries and
# looked at on the other; products that meet every word are told apart by their words, the others more by their meaning
STEEP = 20
EXACT, NEAR = 2.0, 4.0


# what a thing is stands in fewer characters than these
LONGEST = 300
# cosines: from here on a product may be shown for its meaning alone; below there it is not the nearest to anything, whatever
# words it has in common with the query (40 questions to three catalogs, half of them for things that none of them has)
ENOUGH, TOO_LITTLE = 0.52, 0.35


class Meant:
    """The meaning of one query's text; nothing is computed until it is asked for, and nothing where there are no vectors."""

    def __init__(self, reader: Reader, text: str) -> None:
        self._reader = reader
        self._text = text[:LONGEST]
        self._vector: Floats | None = None

    def ordered(self, hits: Sequence[Found], weight: float) -> list[Found]:
        """The hits, which come best first by words, with the meaning counted in."""
        vector = self._meaning() if len(hits) > 1 else None
        if vector is None:
            return list(hits)
        rows = self._reader.rows([address for _, address in hits])
        places = np.arange(len(hits), dtype=np.float32)
        scores = 1 / (1 + places / STEEP) + weight * self._reader.vectors.likeness(vector, rows)
        return [(float(scores[place]), hits[place][1]) for place in np.argsort(-scores, kind="stable")]

    def alike(self, addresses: Sequence[Any]) -> list[float] | None:
        """The cosine of each product with the query; None where there are no vectors."""
        vector = self._meaning()
        if vector is None:
            return None
        return [float(one) for one in self._reader.vectors.likeness(vector, self._reader.rows(list(addresses)))]

    def likest(self, filters: Sequence[tuple[Any, Any]], count: int) -> list[Found]:
        """The products whose titles mean the likest and that pass the filters, with their cosines, best first."""
        vector = self._meaning()
        if vector is None:
            return []
        rows = self._reader.vectors.similar(vector, count)
        among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._reader.schema, "row", rows), 0.0)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, among), *filters])
        addresses = [address for _, address in self._reader.searcher.search(query, limit=count, count=False).hits]
        cosines = self._reader.vectors.likeness(vector, self._reader.rows(addresses))
        return [(float(cosines[place]), addresses[place]) for place in np.argsort(-cosines, kind="stable")]

    def _meaning(self) -> Floats | None:
        if self._vector is None and self._text.strip() and len(self._reader.vectors):
            from bot.embeddings import embed_quickly

            self._vector = embed_quickly([self._text])[0]
        return self._vector
