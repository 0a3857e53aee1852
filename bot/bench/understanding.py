"""What it costs to understand one message, beside Rasa's stock pipeline with DIET in the same run.

The peer is what `rasa init` writes, trained for one round on some examples: rounds make it wiser, not quicker. They take
turns of TURN messages, so that a busy machine slows both alike, and each finds its weights in the processor's caches as a
process does that serves one of them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bot.bench.result import Result
from bot.nlu.evaluation.cases import read_cases
from bot.nlu.evaluation.stock import train_stock
from bot.nlu.reader import Reader
from bot.nlu.training import HELD_OUT, current_model
from bot.settings import settings

Say = Callable[[str], None]
PROMISE_MS = 8.0
TURN = 20


def measure(quick: bool, seed: int, say: Say) -> Result:
    """Medians in milliseconds over the held-out messages, and their ratio."""
    result = Result("understanding")
    texts = [case.text for case in read_cases(HELD_OUT)]
    random.Random(seed).shuffle(texts)
    texts = texts[:100] if quick else texts
    ours = Reader(current_model(settings().var))
    with tempfile.TemporaryDirectory(prefix="quartermaster-") as folder:
        say("training the peer for one round")
        peer = Reader(train_stock(Path(folder)))
    say(f"{len(texts)} messages to each, {TURN} in turn")
    own, other = (1000 * median(seconds) for seconds in _in_turn(ours, peer, texts))
    result.row("milliseconds", "ours, median of a message, ms", round(own, 2))
    result.row("peer_milliseconds", "stock pipeline with DIET, ms", round(other, 2))
    result.row("ratio", "ours / stock", round(own / other, 2))
    if own > max(PROMISE_MS, other):
        result.failures.append(f"a message takes {own:.1f} ms: more than {PROMISE_MS:.0f} ms, and more than the peer")
    return result


def _in_turn(ours: Reader, peer: Reader, texts: list[str]) -> tuple[list[float], list[float]]:
    for reader in (ours, peer):
        for text in texts[:10]:
            _seconds(reader, text)
    spent: tuple[list[float], list[float]] = ([], [])
    for start in range(0, len(texts), TURN):
        for seconds, reader in zip(spent, (ours, peer), strict=True):
            seconds.extend(_seconds(reader, text) for text in texts[start : start + TURN])
    return spent


def _seconds(reader: Reader, text: str) -> float:
    begun = time.perf_counter()
    reader.parse(text)
    return time.perf_counter() - begun
