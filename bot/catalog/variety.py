"""Different things first: five cards should not be one bag in five colors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import msgspec

from bot.catalog.query import Hit

# the best hits among which the order may change; beyond, relevance alone counts
WINDOW = 60


def varied(hits: Sequence[Hit], nouns: Collection[str] = ()) -> list[Hit]:
    """The hits with the best of each family before the second of any, otherwise in their order.

    Products of the kind that one of the nouns (stems) names stand before all others, so that no bag comes between laptops.

    A family shares brand and title up to the first comma, after which sizes, colors and packs stand.
    """
    seen: Counter[tuple[str, str]] = Counter()
    turns: list[int] = []
    for hit in hits:
        family = hit.product.brand, hit.product.title.split(",")[0]
        turns.append(seen[family])
        seen[family] += 1

    others = [not any(noun in nouns for noun in hit.product.kind.split()) for hit in hits]
    if any(others) and not all(others):
        hits = [msgspec.structs.replace(hit, beside=other) for hit, other in zip(hits, others, strict=True)]
    return [hits[place] for place in sorted(range(len(hits)), key=lambda place: (others[place], turns[place]))]
