"""A share of `quartermaster bench faults`: the engine and Redis are killed again and again, and nothing may be lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.bench.faults import WRONG, kill_scripted, kill_trained
from bot.bench.result import Result
from bot.bench.storm import Size
from bot.engine.consumer import POINTS

SCRIPTED = Size(conversations=24, messages=180, kills=63, redis_kills=4)
TRAINED = Size(conversations=3, messages=12, kills=2, redis_kills=0)


@pytest.fixture
def seed() -> int:
    chosen = random.randrange(1_000_000)
    print(f"seed {chosen}")  # noqa: T201 (pytest shows it where the test fails)
    return chosen


def test_nothing_is_lost_doubled_or_out_of_order_when_engine_and_redis_are_killed(seed: int) -> None:
    result = Result("faults")
    kill_scripted(result, SCRIPTED, seed, print)
    counts = result.figures
    assert result.failures == []
    assert {name: counts[name.replace(" ", "_")] for name in WRONG} == dict.fromkeys(WRONG, 0)
    assert counts["faults"] == 0
    assert counts["engine_kills"] == SCRIPTED.kills
    assert all(counts[f"killed_{point}"] == SCRIPTED.kills // len(POINTS) for point in POINTS)
    assert counts["kills_in_flight"] >= 0.8 * SCRIPTED.kills
    assert counts["kills_in_request"] > 0
    assert counts["kills_in_handoff"] > 0
    assert counts["redis_kills"] == SCRIPTED.redis_kills
    assert counts["messages"] >= SCRIPTED.messages
    assert counts["answered"] + counts["with_a_rep"] == counts["messages"]
    assert counts["requests"] > 0
    assert counts["joined"] > 0
    assert counts["reps_put_aside"] > 0
    assert counts["reps_passed_to_a_colleague"] > 0
    assert counts["sent_again"] > 0


def test_nothing_is_lost_when_the_engine_with_the_trained_model_is_killed(seed: int, trained: Path) -> None:
    result = Result("faults")
    kill_trained(result, TRAINED, seed, print, trained)
    counts = result.figures
    assert result.failures == []
    assert counts["trained_faults"] == 0
    assert counts["trained_engine_kills"] == TRAINED.kills
    assert counts["trained_answered"] + counts["trained_with_a_rep"] == counts["trained_messages"] >= TRAINED.messages
