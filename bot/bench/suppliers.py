"""How well and how quickly suppliers are found among 150,000, beside SQLite FTS5 and plain BM25 in the same run.

The truth are the generated world's hidden attributes: which families a supplier makes, which nobody can read. Requests are
buyers' words for a family, and the hard ones have no word that occurs in any supplier's text. recall@10 = how many of the first
ten truly make it, of ten (every family has far more than ten makers). The call that is timed is the whole service: reading the
words, finding, filtering, ranking, and reading the suppliers with their reasons. The clock counts the neighbours too, so
processor time stands beside it and the promise is judged by that; embeddings are not taken from memory.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.bench.result import Result
from bot.demo.families import families
from bot.demo.parts import fill_suppliers
from bot.embeddings import embed
from bot.sourcing.kinds import Floats, Reading, kinds, phrases, stems
from bot.sourcing.matching import Matching
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Supplier

Say = Callable[[str], None]
SUPPLIERS, QUICK = 150_000, 30_000
TEN = 10
CALLS, FEW = 1_500, 250
PROMISED_RECALL, PROMISED_MS = 0.90, 20.0
FRAMES = ("{}", "we need {}", "looking for {} with our logo", "please quote {}", "{} for an event in spring")
TODAY = date(2026, 11, 22)


class Asked(NamedTuple):
    words: str
    family: str
    hard: bool
    """No word of it occurs in any supplier's text."""
    known: bool
    """The thesaurus has these very words."""


class Peer(NamedTuple):
    name: str
    tokens: str
    everything: bool


PEERS = (Peer("fts5", "porter unicode61", True), Peer("bm25", "unicode61", False))
"""FTS5 with stems over all that a supplier says, and BM25 alone over the names of what it makes."""


def measure(quick: bool, seed: int, say: Say) -> Result:
    result = Result("suppliers")
    result.row("seed", "seed", seed)
    with tempfile.TemporaryDirectory(prefix="quartermaster-suppliers-") as folder:
        var = Path(folder)
        count = QUICK if quick else SUPPLIERS
        say(f"{count:,} suppliers…")
        fill_suppliers(var, count, seed)
        result.row("suppliers", "suppliers", count)
        matching = Matching(var)
        begun = time.perf_counter()
        matching.prepare()
        result.row("prepare_s", "tables made once, s", round(time.perf_counter() - begun, 1))
        truth = {one.id: set(one.families) for one in matching.suppliers.hidden()}
        index = {peer.name: _index(var, peer, matching) for peer in PEERS}
        asked = _requests(matching, seed)
        hard = [one for one in asked if one.hard]
        result.row("requests", "requests, hard ones", f"{len(asked)}, {len(hard)}")
        _quality(result, matching, index, asked, truth, seed)
        _blind(result, asked)
        _speed(result, matching, index, asked, FEW if quick else CALLS, seed)
    if result.figures["recall_hard"] < PROMISED_RECALL:
        result.failures.append(f"recall@10 of hard requests is below {PROMISED_RECALL}")
    if result.figures["p99_processor_ms"] > PROMISED_MS:
        result.failures.append(f"p99 takes more than {PROMISED_MS} ms of the processor")
    return result


def _requests(matching: Matching, seed: int) -> list[Asked]:
    """Buyers' words for every family, each in a frame, in an order of the seed's."""
    chance = random.Random(f"requests {seed}")
    said = {stem for one in matching.suppliers.all() for stem in stems(_text(one))}
    known = {phrase.lower() for kind in kinds() for phrase in kind.phrases}
    asked = [
        Asked(chance.choice(FRAMES).format(words), family.id, said.isdisjoint(stems(words)), words.lower() in known)
        for family in families()
        for words in family.asked
    ]
    chance.shuffle(asked)
    return asked


def _text(supplier: Supplier) -> str:
    lines = (" ".join((line.product, *line.materials, *line.techniques)) for line in supplier.lines)
    return f"{' '.join(lines)} {supplier.text}"


def _fields(words: str, need: int) -> RequestFields:
    return RequestFields(product=words, quantity=Decimal(need), zip="60601")


def _quality(
    result: Result,
    matching: Matching,
    index: dict[str, sqlite3.Connection],
    asked: list[Asked],
    truth: dict[str, set[str]],
    seed: int,
) -> None:
    chance = random.Random(f"needs {seed}")
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in index}
    for one in asked:
        found = matching.match(_fields(one.words, chance.choice((500, 2_500, 10_000))), TEN, TODAY, one.words).found
        ours.append(sum(one.family in truth[match.supplier.id] for match in found) / TEN)
        for name, table in index.items():
            theirs[name].append(sum(one.family in truth[supplier] for supplier in _search(table, one.words)) / TEN)
    groups = {
        "all": [True] * len(asked),
        "hard": [one.hard for one in asked],
        "hard_unknown": [one.hard and not one.known for one in asked],
    }
    labels = {"all": "all", "hard": "hard", "hard_unknown": "hard, not in the thesaurus as they are"}
    for key, chosen in groups.items():
        result.row(f"recall_{key}", f"recall@10, {labels[key]} ({sum(chosen)})", _mean(ours, chosen))
        for name in index:
            result.row(f"recall_{key}_{name}", f"  {name}", _mean(theirs[name], chosen))


def _blind(result: Result, asked: list[Asked]) -> None:
    """How often the kind is right, and how often it still were if the thesaurus had no word of the request: the lower end of
    what to expect of words that nobody thought of."""
    reading = Reading(embed([phrase for phrase, _ in phrases()]))
    codes = {family.id: family.hs.replace(".", "") for family in families()}
    names = {family.id: embed(list(family.products)) for family in families()}
    right: dict[str, list[float]] = {"kind": [], "blind": []}
    for one in asked:
        family = next(family for family in families() if family.id == one.family)
        true = {_kind(reading, *named, codes[one.family]) for named in zip(family.products, names[one.family], strict=True)}
        vector = embed([one.words])[0]
        right["kind"].append(int(reading.scores(one.words, vector).argmax()) in true)
        right["blind"].append(int(reading.blind(one.words, vector).argmax()) in true)
    everyone = [True] * len(asked)
    result.row("kind_right", "kind right", _mean(right["kind"], everyone))
    result.row("kind_right_blind", "kind right, thesaurus without the request's words", _mean(right["blind"], everyone))


def _kind(reading: Reading, product: str, vector: Floats, code: str) -> int:
    scores = reading.scores(product, vector)
    same = np.asarray([kind.hs == code for kind in kinds()])
    return int((np.where(same, scores, -np.inf) if same.any() else scores).argmax())


def _mean(values: list[float], chosen: list[bool]) -> float:
    kept = [value for value, wanted in zip(values, chosen, strict=True) if wanted]
    return round(sum(kept) / max(1, len(kept)), 3)


def _speed(
    result: Result, matching: Matching, index: dict[str, sqlite3.Connection], asked: list[Asked], calls: int, seed: int
) -> None:
    chance = random.Random(f"speed {seed}")
    clock: list[float] = []
    spent: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in index}
    for call in range(calls):
        words = f"{chance.choice(asked).words} no {call}"  # new words each time: nothing comes out of a memory
        fields = _fields(words, chance.randint(100, 20_000))
        began, used = time.perf_counter(), time.process_time()
        matching.match(fields, TEN, TODAY, words)
        clock.append(time.perf_counter() - began)
        spent.append(time.process_time() - used)
        for name, table in index.items():
            began = time.perf_counter()
            _search(table, words)
            theirs[name].append(time.perf_counter() - began)
    for key, label, values in (("clock", "clock", clock), ("processor", "processor", spent)):
        result.row(f"p50_{key}_ms", f"a call, {label}, p50 ms", _percentile(values, 50))
        result.row(f"p99_{key}_ms", f"a call, {label}, p99 ms", _percentile(values, 99))
    for name, values in theirs.items():
        result.row(f"p99_{name}_ms", f"  {name}, clock, p99 ms", _percentile(values, 99))


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 2)


def _index(var: Path, peer: Peer, matching: Matching) -> sqlite3.Connection:
    table = sqlite3.connect(var / f"{peer.name}.sqlite")
    table.execute(f"CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='{peer.tokens}')")
    rows = (
        (one.id, _text(one) if peer.everything else " ".join(line.product for line in one.lines))
        for one in matching.suppliers.all()
    )
    table.executemany("INSERT INTO held VALUES (?, ?)", rows)
    table.commit()
    return table


def _search(table: sqlite3.Connection, words: str) -> list[str]:
    """The first ten by BM25, for any of the words."""
    telling = dict.fromkeys(word for word in words.lower().split() if word.isalnum() and stems(word))
    query = " OR ".join(f'"{word}"' for word in telling)
    if not query:
        return []
    rows = table.execute("SELECT id FROM held WHERE held MATCH ? ORDER BY bm25(held) LIMIT 10", (query,))
    return [row[0] for row in rows]
