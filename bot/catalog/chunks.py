"""A query's text, cut into the chunks that tell something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.catalog.codes import canonical, is_measure
from bot.catalog.kinds import after
from bot.catalog.words import STOPWORDS, stems

_CHUNK = re.compile(r"[^\s,;:!?()\[\]{}\"“”]+")
_EDGES = ".'’-/$#&*<>|"
# what comes after says what the thing is for; the head noun stands before
_BEFORE_PURPOSE = frozenset(
    ["for", "with", "to", "in", "on", "of", "from", "by", "under", "that", "which", "compatible", "w/", "w"]
)
_COUNTED = "page sheet yield foot pound dot piece user bit key label roll envelope card bag color line"


@dataclass(frozen=True)
class Chunk:
    """A piece of text between spaces, its stems, and its canonical code where it has a digit."""

    said: str
    stems: tuple[str, ...]
    code: str


def chunks_of(text: str) -> tuple[list[Chunk], int]:
    """The chunks of a text that tell something (all, where none does), and which of them is the noun that names the kind."""
    every: list[Chunk] = []
    purpose = None
    for said in _CHUNK.findall(text):
        said = said.strip(_EDGES)
        chunk = Chunk(said, tuple(stems(said)), canonical(said) if any(map(str.isdigit, said)) else "")
        if said.lower() in _BEFORE_PURPOSE and purpose is None and every:
            purpose = len(every)
        if chunk.stems:
            every.append(chunk)
    telling = [number for number, chunk in enumerate(every) if chunk.said.lower() not in STOPWORDS] or list(range(len(every)))
    before = [place for place, number in enumerate(telling) if purpose is None or number < purpose]
    nouns = [place for place in before if _may_be_noun(every[telling[place]])]
    return [every[number] for number in telling], nouns[-1] if nouns else len(telling) - 1


def _may_be_noun(chunk: Chunk) -> bool:
    return chunk.said.replace("-", "").isalpha() and len(chunk.said) > 1 and chunk.stems[-1] not in after()


@lru_cache(maxsize=1)
def _counted() -> frozenset[str]:
    return frozenset(stems(_COUNTED))


def only_counts(chunk: Chunk, following: Chunk | None) -> bool:
    """Whether a number only says how many or how large: "500 sheets"."""
    if following is None or not chunk.said.isdigit():
        return False
    return is_measure(f"1{following.said}") or following.stems[0] in _counted()
