"""Different things first: five cards should not be one bag in five colors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import msgspec

from bot.catalog.product import Product
from bot.catalog.query import Hit

# the best hits among which the order may change; beyond, relevance alone counts
WINDOW = 60


def usual_first(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with the members of each family, in the places that the family has, in the order in which buyers mean them.

    What is there comes before what is sold out, and the size that most of what was found has, of equals the one of which
    most is there, before others, small packs before large: who names no size means plain letter paper and no ledger.
    """
    sizes = Counter(hit.product.size.lower() for hit in hits if hit.product.size)
    stocked: Counter[str] = Counter()
    for hit in hits:
        stocked[hit.product.size.lower()] += hit.product.stock or 0
    families: dict[tuple[str, str], list[int]] = {}
    for place, hit in enumerate(hits):
        families.setdefault(family(hit.product), []).append(place)
    found = list(hits)
    for places in families.values():
        members = sorted(
            (hits[place] for place in places),
            key=lambda hit: (
                not hit.exact,
                hit.product.stock == 0,
                -sizes[hit.product.size.lower()],
                -stocked[hit.product.size.lower()],
                hit.product.pack_size,
            ),
        )
        for place, hit in zip(places, members, strict=True):
            found[place] = msgspec.structs.replace(hit, score=hits[place].score)
    return found


def family(product: Product) -> tuple[str, str]:
    """What the sizes, colors and packs of one thing have in common: its brand, and its title up to the first comma."""
    return product.brand, product.title.split(",")[0]


def varied(hits: Sequence[Hit], nouns: Collection[str] = ()) -> list[Hit]:
    """The hits with the best of each family before the second of any, otherwise in their order.

    Products of the kind that one of the nouns (stems) names stand before all others, so that no bag comes between laptops.

    A family shares brand and title up to the first comma, after which sizes, colors and packs stand.
    """
    seen: Counter[tuple[str, str]] = Counter()
    turns: list[int] = []
    for hit in hits:
        turns.append(seen[family(hit.product)])
        seen[family(hit.product)] += 1

    others = [not any(noun in nouns for noun in hit.product.kind.split()) for hit in hits]
    if any(others) and not all(others):
        hits = [msgspec.structs.replace(hit, beside=other) for hit, other in zip(hits, others, strict=True)]
    return [hits[place] for place in sorted(range(len(hits)), key=lambda place: (others[place], turns[place]))]
