"""What matching reads of a directory of suppliers: made once for each generation, a file beside it.

A **concept** is what factories call a thing, with its HS code; suppliers of the same trade share few of them, so meaning is
worked out once for each concept and not for each supplier. Lines lie sorted by concept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec
import numpy as np
import numpy.typing as npt

from bot.minilm import WIDTH, Vectors
from bot.sourcing.kinds import Reading, digest, kinds, known_vectors, phrases
from bot.sourcing.supplier_files import SupplierFiles

FILE = "matching.npz"
FORMAT = 1
MOST_EMBEDDED = 40_000
"""Concepts whose meaning is worked out, those of most suppliers first; rarer ones are found by their words."""
TAGS = 6  # materials and techniques kept of a line
FAR = 0.9
"""A concept whose nearest kind is no nearer than that belongs to none."""

Embed = Callable[[Sequence[str]], Vectors]
Ints = npt.NDArray[np.int64]


class Names(msgspec.Struct):
    """The words behind the numbers: concepts as (product, HS), materials, techniques, certificates."""

    digest: str
    concepts: list[tuple[str, str]]
    materials: list[str]
    techniques: list[str]
    certificates: list[str]


class Tables(NamedTuple):
    """Lines sorted by concept: `begins[c]` to `begins[c + 1]`. Prices are USD, not a number where none is told; tags are places
    in the names, -1 for none; `papers` is a bit for each certificate. `kind` is -1 for a concept of no known kind."""

    names: Names
    phrases: Vectors
    concepts: Vectors
    kind: Ints
    begins: Ints
    supplier: Ints
    place: Ints
    moq: Ints
    price: npt.NDArray[np.float32]
    bulk: npt.NDArray[np.float32]
    materials: Ints
    techniques: Ints
    lead: Ints
    joined: Ints
    papers: npt.NDArray[np.uint64]


def tables(suppliers: SupplierFiles, embed: Embed) -> Tables | None:
    """The tables of the current generation, made where there are none yet; None where no suppliers are on file."""
    number = suppliers.generations.current()
    if number is None:
        return None
    path = suppliers.generations.path(number) / FILE
    held = _load(path) if path.exists() else None
    if held is None or held.names.digest != f"{FORMAT} {digest()}":
        held = _made(suppliers, embed)
        _save(path, held)
    return held


def _load(path: Path) -> Tables | None:
    try:
        with np.load(path, allow_pickle=False) as held:
            names = msgspec.msgpack.decode(held["names"].tobytes(), type=Names)
            return Tables(names, *(held[name] for name in Tables._fields[1:]))
    except (OSError, ValueError, KeyError, msgspec.MsgspecError):
        return None  # a broken or older file is made anew


def _save(path: Path, made: Tables) -> None:
    draft = path.with_name(f".{uuid4().hex}.npz")
    names = np.frombuffer(msgspec.msgpack.encode(made.names), np.uint8)
    np.savez(draft, names=names, **{name: getattr(made, name) for name in Tables._fields[1:]})
    draft.replace(path)


class _Vocabulary:
    """Numbers for words, in the order in which they come."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, word: str) -> int:
        if word not in self._places:
            self._places[word] = len(self.words)
            self.words.append(word)
        return self._places[word]

    def tags(self, words: Sequence[str]) -> list[int]:
        found = [self.place(word) for word in words[:TAGS]]
        return [*found, *[-1] * (TAGS - len(found))]


def _made(suppliers: SupplierFiles, embed: Embed) -> Tables:
    concepts: dict[tuple[str, str], int] = {}
    materials, techniques, papers = _Vocabulary(), _Vocabulary(), _Vocabulary()
    rows: list[tuple[int, ...]] = []
    prices: list[tuple[float, float]] = []
    tags: list[list[int]] = []
    masks: list[int] = []
    for row, supplier in enumerate(suppliers.all()):
        mask = 0
        for name in supplier.certificates:
            bit = papers.place(name.lower())
            mask |= 1 << bit if bit < 64 else 0  # rarer ones are looked at by name
        for place, line in enumerate(supplier.lines):
            concept = concepts.setdefault((line.product, line.hs), len(concepts))
            rows.append((concept, row, place, line.moq, supplier.lead_days, supplier.joined))
            bulk = line.price_bulk if line.price_bulk is not None else line.price
            prices.append((_number(line.price), _number(bulk)))
            tags.append([*materials.tags(line.materials), *techniques.tags(line.techniques)])
            masks.append(mask)
    table = np.asarray(rows, np.int64).reshape(-1, 6)
    order = np.argsort(table[:, 0], kind="stable")
    table, tagged = table[order], np.asarray(tags, np.int64).reshape(-1, 2 * TAGS)[order]
    priced = np.asarray(prices, np.float32).reshape(-1, 2)[order]
    held = known_vectors()
    known = embed([phrase for phrase, _ in phrases()]) if held is None else held
    vectors = _vectors(list(concepts), Counter(table[:, 0].tolist()), embed)
    return Tables(
        names=Names(f"{FORMAT} {digest()}", list(concepts), materials.words, techniques.words, papers.words),
        phrases=known.astype(np.float16),
        concepts=vectors.astype(np.float16),
        kind=_kinds(list(concepts), vectors, known),
        begins=np.searchsorted(table[:, 0], np.arange(len(concepts) + 1)).astype(np.int64),
        supplier=table[:, 1],
        place=table[:, 2],
        moq=table[:, 3],
        price=priced[:, 0],
        bulk=priced[:, 1],
        materials=tagged[:, :TAGS],
        techniques=tagged[:, TAGS:],
        lead=table[:, 4],
        joined=table[:, 5],
        papers=np.asarray(masks, np.uint64)[order],
    )


def _vectors(concepts: list[tuple[str, str]], counts: Counter[int], embed: Embed) -> Vectors:
    vectors = np.zeros((len(concepts), WIDTH), np.float32)
    texts: dict[str, list[int]] = {}
    for place, _ in counts.most_common(MOST_EMBEDDED):
        texts.setdefault(concepts[place][0], []).append(place)
    if texts:
        for places, vector in zip(texts.values(), embed(list(texts)), strict=True):
            vectors[places] = vector
    return vectors


def _kinds(concepts: list[tuple[str, str]], vectors: Vectors, known: Vectors) -> Ints:
    """The kind of each concept: the nearest of those that share its HS code, where some do; -1 where none is near."""
    reading, codes = Reading(known), np.asarray([kind.hs for kind in kinds()])
    found = np.full(len(concepts), -1, np.int64)
    for place, (product, hs) in enumerate(concepts):
        scores = reading.scores(product, vectors[place])
        same = codes == hs[:6]
        if hs and same.any():
            found[place] = int(np.where(same, scores, -np.inf).argmax())
        elif scores.max() >= FAR:
            found[place] = int(scores.argmax())
    return found


def _number(price: object) -> float:
    return float("nan") if price is None else float(str(price))
