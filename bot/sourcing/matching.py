"""The right suppliers for a request: found by what is to be made, filtered, ranked, and for each it is said why.

Found: the kind of goods that the words mean (`kinds.py`), and factories' own words for it; by HS code where that is told.
Filtered: MOQ, certificates, deadline. Where too few are left, those that miss one filter follow, and it is said which.
Ranked: wishes met (material, technique), then nearness of the words, then the price for this quantity in steps of a tenth, then
days. Equals change places from request to request, and newcomers get their share of the places.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from bot.embeddings import embed
from bot.sourcing.kinds import Bag, Floats, Kind, Reading, kinds, likeness, named, stems
from bot.sourcing.matching_files import Ints, Tables, tables
from bot.sourcing.quote import pieces
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier
from bot.sourcing.supplier_files import SupplierFiles

NEWCOMER_EVERY = 8
"""One of so many places goes to a good newcomer."""
QUICKEST_TRANSIT = 7  # days by courier or air
SLOW_TRANSIT = 40  # days by sea
NOTHING = 0.85
"""Words that are nowhere nearer to a kind (see `kinds.WORDS_WEIGH`) name nothing that is known."""
CLOSE = 0.06
"""Another kind whose score is that near may be meant as well."""
TENTH = np.log(1.1)
KEPT = 4_096  # embeddings of what was asked for

_CODE = re.compile(r"\bHT?S(?: ?code)?[ :]*([0-9]{4}\.?[0-9]{2}|[0-9]{4})(?![0-9])", re.I)

Bools = npt.NDArray[np.bool_]


class Why(msgspec.Struct, frozen=True, array_like=True):
    """A reason: makes (the factory's words), moq (pieces), price (USD a piece for this quantity), lead_days, certificates,
    material, technique, newcomer; and what is missed: moq_above (pieces), certificates_missing, too_slow (days), by_air."""

    name: str
    value: str = ""


class Match(NamedTuple):
    supplier: Supplier
    line: Line
    why: tuple[Why, ...]


class Matches(NamedTuple):
    """`kind` is what was understood, None where nothing was; `also` are kinds that may be meant as well."""

    found: tuple[Match, ...]
    kind: Kind | None
    also: tuple[Kind, ...] = ()
    fitting: int = 0
    """How many suppliers pass every filter."""


class _Held(NamedTuple):
    tables: Tables
    reading: Reading
    bag: Bag
    hs: npt.NDArray[np.str_]
    newest: int
    kind_of: dict[tuple[str, str], int]


class Matching:
    """Finds suppliers of a directory. After an import the next call reads the new generation, and works its tables out once."""

    def __init__(self, var: Path) -> None:
        self.suppliers = SupplierFiles(var)
        self._stamp: tuple[int, int] | None = None
        self._held: _Held | None = None
        self._embed = lru_cache(maxsize=KEPT)(lambda text: embed([text])[0])

    def prepare(self) -> bool:
        """Makes what is needed ready; False where no suppliers are on file."""
        return self._current() is not None

    def match(self, fields: RequestFields, limit: int, today: date, salt: str = "") -> Matches:
        """The best suppliers for a request. `salt` (the request's number) decides among equals. Blocks for milliseconds."""
        held = self._current()
        if held is None or not fields.product.strip():
            return Matches((), None)
        asked = " ".join(fields.product.split())[:300]
        concepts, near, best, also = self._by_code(held, asked) or self._meant(held, asked)
        if not len(concepts):
            return Matches((), best)
        rows = np.concatenate([np.arange(held.tables.begins[one], held.tables.begins[one + 1]) for one in concepts])
        nearness = np.repeat(near, [held.tables.begins[one + 1] - held.tables.begins[one] for one in concepts])
        chosen, fitting = self._chosen(held.tables, rows, nearness, fields, limit, today, salt, held.newest)
        found = tuple(self._shown(held, row, fields, today) for row in chosen)
        return Matches(found, best, also, fitting)

    def line(self, supplier: Supplier, fields: RequestFields) -> Line:
        """The line of a supplier that a request means: of the kind that is meant, else the nearest by its words. Raises
        ValueError for a supplier without lines."""
        held, asked = self._current(), " ".join(fields.product.split())[:300]
        vector = self._embed(asked)
        kind = int(held.reading.scores(asked, vector).argmax()) if held else -1

        def nearness(line: Line) -> tuple[bool, float]:
            of_kind = held is not None and held.kind_of.get((line.product, line.hs), -1) == kind
            return of_kind, float(self._embed(line.product) @ vector)

        return max(supplier.lines, key=nearness)

    def _current(self) -> _Held | None:
        stamp = self.suppliers.generations.stamp()
        if stamp != self._stamp:
            made = tables(self.suppliers, embed)
            self._held = None if made is None else _held(made)
            self._stamp = stamp
        return self._held

    def _by_code(self, held: _Held, asked: str) -> tuple[Ints, Floats, Kind | None, tuple[Kind, ...]] | None:
        """The concepts under an HS code that is told in the words ("HS 4202.92"); None where none is, or nobody makes it."""
        told = _CODE.search(asked)
        code = re.sub(r"\D", "", told[1]) if told else ""
        under = np.flatnonzero(np.char.startswith(held.hs, code)) if code else np.empty(0, np.int64)
        if not len(under):
            return None
        near = likeness(held.tables.concepts[under], self._embed(asked))
        kind = int(held.tables.kind[under[int(near.argmax())]])
        return under, near, kinds()[kind] if kind >= 0 else None, ()

    def _meant(self, held: _Held, asked: str) -> tuple[Ints, Floats, Kind | None, tuple[Kind, ...]]:
        """The concepts that are meant, how near each is to the words, the kind, and kinds that may be meant as well."""
        vector = self._embed(asked)
        scores = held.reading.scores(asked, vector)
        direct = likeness(held.tables.concepts, vector) + held.bag.shares(asked)
        if max(scores.max(), direct.max()) < NOTHING:
            return np.empty(0, np.int64), direct[:0], None, ()
        exact = named(asked)
        best = int(scores.argmax()) if exact is None else exact
        of_kind = held.tables.kind == best
        # What factories' own words say counts where it is surer than the kind, or where nobody makes that kind. A kind that is
        # called exactly what is asked for is never another one: "caps" are no bump caps, batteries no power banks.
        own = int(direct.argmax())
        if exact is None and (not of_kind.any() or (direct[own] >= 1.5 and held.tables.kind[own] != best)):
            best = int(held.tables.kind[own])
            of_kind = held.tables.kind == best if best >= 0 else direct >= direct[own] - 0.2
        near = np.flatnonzero(of_kind)
        also = tuple(kinds()[one] for one in np.flatnonzero(scores >= scores.max() - CLOSE) if one != best)
        return near, direct[near], kinds()[best] if best >= 0 else None, also

    def _chosen(
        self, held: Tables, rows: Ints, near: Floats, fields: RequestFields, limit: int, today: date, salt: str, newest: int
    ) -> tuple[list[int], int]:
        missed = _missed(held, rows, fields, today)
        order = np.lexsort(
            (
                _shuffled(held.supplier[rows], salt),
                held.lead[rows],
                np.floor(np.log(np.maximum(_prices(held, rows, pieces(fields)), 1e-4)) / TENTH),
                -np.round(near, 1),
                -_wishes(held, rows, fields),
                missed,
            )
        )
        best = _once_each(held.supplier[rows[order]])
        ranked, fits = rows[order][best], missed[order][best] == 0
        return _shared_out(ranked, fits & (held.joined[ranked] == newest), limit), int(fits.sum())

    def _shown(self, held: _Held, row: int, fields: RequestFields, today: date) -> Match:
        supplier = self.suppliers.at(int(held.tables.supplier[row]))
        line = supplier.lines[int(held.tables.place[row])]
        why = tuple(_why(held, row, supplier, line, fields, today))
        return Match(supplier, line, why)


def _held(made: Tables) -> _Held:
    bag = Bag([[product] for product, _ in made.names.concepts])
    wide = made._replace(concepts=made.concepts.astype(np.float32))
    return _Held(
        wide,
        Reading(made.phrases.astype(np.float32)),
        bag,
        np.asarray([hs for _, hs in made.names.concepts]),
        int(made.joined.max(initial=0)),
        dict(zip(made.names.concepts, made.kind.tolist(), strict=True)),
    )


def _missed(held: Tables, rows: Ints, fields: RequestFields, today: date) -> Ints:
    """How many filters each line misses."""
    missed = (held.moq[rows] > pieces(fields)).astype(np.int64)
    wanted = _bits(held, fields.certifications)
    if fields.certifications:
        missed += (held.papers[rows] & wanted) != wanted if wanted is not None else 1
    if fields.needed_by:
        missed += held.lead[rows] + QUICKEST_TRANSIT > (fields.needed_by - today).days
    return np.asarray(missed, np.int64)


def _bits(held: Tables, certificates: tuple[str, ...]) -> np.uint64 | None:
    """A bit for each certificate; None where one is asked for that nobody has."""
    known = {_key(name): place for place, name in enumerate(held.names.certificates[:64])}
    places = [known.get(_key(name)) for name in certificates]
    return None if None in places else np.uint64(sum(1 << place for place in places if place is not None))


def _wishes(held: Tables, rows: Ints, fields: RequestFields) -> Ints:
    """How many of the wished material and way of making a line has."""
    found = np.zeros(len(rows), np.int64)
    for text, tags, names in (
        (fields.material, held.materials, held.names.materials),
        (fields.customization, held.techniques, held.names.techniques),
    ):
        wanted = _tags(text, names)
        if len(wanted):
            found += np.isin(tags[rows], wanted).any(axis=1)
    return found


def _tags(text: str | None, names: list[str]) -> list[int]:
    """The places of the names that share a word with a text."""
    wanted = set(stems(text or ""))
    return [place for place, name in enumerate(names) if wanted & set(stems(name))] if wanted else []


def _prices(held: Tables, rows: Ints, need: int) -> npt.NDArray[np.float32]:
    """USD a piece for a quantity, as `directory_price` reads it; dear where none is told."""
    price, bulk = held.price[rows], np.minimum(held.price[rows], held.bulk[rows])
    share = np.clip(np.log10(np.maximum(1.0, need / np.maximum(held.moq[rows], 1))), 0, 1)
    return np.asarray(np.nan_to_num(price - (price - bulk) * share, nan=1e9), np.float32)


def _shuffled(suppliers: Ints, salt: str) -> Ints:
    """An order among equals that differs from request to request: a multiplicative hash."""
    start = np.uint64(crc32(salt.encode()) | 1)
    mixed = (suppliers.astype(np.uint64) + start) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(33)).astype(np.int64)


def _once_each(suppliers: Ints) -> Ints:
    """The places at which each supplier comes first, in order."""
    _, first = np.unique(suppliers, return_index=True)
    return np.sort(first)


def _shared_out(ranked: Ints, newcomer: Bools, limit: int) -> list[int]:
    """The first so many, with the best newcomers in their share of the places if they are not there by themselves."""
    first: list[int] = ranked[:limit].tolist()
    rest = np.flatnonzero(newcomer[limit:]) + limit
    lacking = limit // NEWCOMER_EVERY - int(newcomer[:limit].sum())
    if lacking <= 0 or not len(rest):
        return first
    taken = ranked[rest[:lacking]].tolist()
    kept = first[: limit - len(taken)] if len(first) == limit else first
    return [*kept, *taken]


def _why(held: _Held, row: int, supplier: Supplier, line: Line, fields: RequestFields, today: date) -> list[Why]:
    need = pieces(fields)
    found = [Why("makes", line.product)]
    found.append(Why("moq", str(line.moq)) if line.moq <= need else Why("moq_above", str(line.moq)))
    if line.price is not None:
        found.append(Why("price", f"{float(_prices(held.tables, np.asarray([row]), need)[0]):.4f}"))
    found.append(Why("lead_days", str(supplier.lead_days)))
    papers = {_key(name) for name in supplier.certificates}
    lacking = [name for name in fields.certifications if _key(name) not in papers]
    if fields.certifications:
        found.append(Why("certificates_missing", ", ".join(lacking)) if lacking else Why("certificates"))
    for name, text, has in (
        ("material", fields.material, line.materials),
        ("technique", fields.customization, line.techniques),
    ):
        met = [one for one in has if set(stems(one)) & set(stems(text or ""))]
        found += [Why(name, met[0])] if met else []
    if fields.needed_by:
        left = (fields.needed_by - today).days - supplier.lead_days
        found += [Why("too_slow", str(QUICKEST_TRANSIT - left))] if left < QUICKEST_TRANSIT else []
        found += [Why("by_air")] if QUICKEST_TRANSIT <= left < SLOW_TRANSIT else []
    if supplier.joined == held.newest:
        found.append(Why("newcomer"))
    return found


def _key(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())
