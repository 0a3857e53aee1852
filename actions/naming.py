"""Which words of a message name the thing that is looked for: without small talk, amounts, places and filters. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Entities = Sequence[Mapping[str, Any]]

MOST_FREE_WORDS = 8
"""Words of a sentence without a recognised thing that may be looked for as they are."""
FILLER = frozenset(
    "a an the and or i we you me my our us do does have has got get need want looking look for some any of to in on is are "
    "there please pls plz hi hello hey can could would like sell carry show find buy order cheap cheapest good best something "
    "with long when who where why far ones one only just show cheaper less than more instead but same color colour size "
    "version maybe else other others "
    "something anything thing things stuff kind type style no not actually make them those these which as well too also plus "
    "max min maximum minimum up between around budget price prices pricing cost costs priced dollars bucks usd nicer better "
    "under below over about at that this it im i'm were we're what which how much stock available also ok thanks".split()
)
"""Words that name nothing."""
_LEAST = frozenset("lowest least expensive priced one ones got tell give".split())
_OUTSIDE = frozenset(
    (
        "money",
        "quantity",
        "unit",
        "zip",
        "city",
        "state",
        "date",
        "email",
        "phone",
        "color",
        "material",
        "size",
        "customization",
    )
)
_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\n+")
_LOOSE_END = re.compile(
    r"(?:\b(?:under|below|over|above|around|about|less than|more than|up to|max|at most|between|"
    r"for|by|in|to|near|of|with|at|x)\b|[\s,;.&/:-])+$",
    re.I,
)


def named_text(text: str, entities: Entities) -> str:
    """The sentences that name the thing, without what are filters and amounts; "" where nothing was recognised as a thing."""
    things = [one for one in entities if one["entity"] in ("product", "sku")]
    kept, offset = [], 0
    for sentence in _SENTENCE.split(text):
        start = text.index(sentence, offset)
        offset = start + len(sentence)
        if any(start <= (one.get("start") or 0) < offset for one in things):
            kept.append(_without(sentence, start, entities))
    return _PRICE_OF.sub("", " ".join(filter(None, kept))).strip() or " ".join(str(one["value"]) for one in things)


_PRICE_OF = re.compile(
    r"^\W*(?:what(?:'?s| is) )?(?:the )?(?:prices?|pricing|cost) (?:of|for|on) |\s+(?:prices?|pricing|cost)\W*$", re.I
)
"""Words that ask for the price of what stands beside them, and are no part of its name."""


def free_text(text: str, entities: Entities) -> str:
    """A sentence in which nothing was recognised as a thing; "" where it names nothing ("how much?") or tells a story."""
    left = _without(text, 0, entities)
    telling = set(re.findall(r"[\w']+", left.lower())) - FILLER
    return left if 0 < len(telling) <= MOST_FREE_WORDS else ""


def superlative(text: str) -> str:
    """What the cheapest is wanted of: "what's the cheapest printer" is printer; "" where nothing or a story is named."""
    words = [
        word for word in re.findall(r"[\w-]+", text.lower().replace("'s", "")) if word not in FILLER and word not in _LEAST
    ]
    return " ".join(words) if len(words) <= MOST_FREE_WORDS else ""


def named_only(text: str) -> str:
    """The words without those before them that name nothing: "do you have a helicopter" is helicopter."""
    words = text.split()
    while len(words) > 1 and words[0].lower().strip(",.") in FILLER:
        words = words[1:]
    return " ".join(words)


def unmet(text: str, name: str) -> tuple[str, ...]:
    """Words with digits beside the thing's name ("16gb"), that a search by the name alone leaves out."""
    named = set(name.lower().split())
    return tuple(
        word
        for word in re.findall(r"[\w'-]+", text.lower())
        if word not in named and word not in FILLER and any(letter.isdigit() for letter in word)
    )


_OPINIONS = frozenset("quality fancy decent great pretty cute perfect proper real regular normal standard basic simple".split())


def kind_of(text: str, name: str, dropped: Sequence[str]) -> tuple[str, ...]:
    """The word right before the thing's name that the catalog knows of none ("deli" of "deli paper"); an opinion is no kind."""
    before = text.lower().partition(name.lower())[0]
    found = re.search(r"(?P<word>[a-z][\w'-]*) $", before)
    word = found["word"] if found else ""
    return (word,) if word in {one.lower() for one in dropped} and word not in FILLER | _OPINIONS else ()


def _without(sentence: str, start: int, entities: Entities) -> str:
    """The sentence with the spans of amounts, places and filters cut out, and the small words before them."""
    parts, at = [], 0
    for entity in sorted((e for e in entities if e["entity"] in _OUTSIDE and e.get("end")), key=lambda e: e["start"]):
        first, last = entity["start"] - start, entity["end"] - start
        if at <= first < len(sentence):
            parts.append(_LOOSE_END.sub("", sentence[at:first]))
            at = last
    return " ".join(filter(None, (part.strip(" ,;.!?") for part in (*parts, sentence[at:]))))
