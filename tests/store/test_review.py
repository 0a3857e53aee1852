"""The review list on a real Redis."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from bot.conversation.review import LONGEST_TEXT, Review
from bot.errors import BadInput, Missing, Refused
from bot.events import MessageMisread
from bot.store import keys
from bot.store import review as stored
from bot.store.embedded import embedded_redis
from bot.store.once import ask
from bot.store.outside import Outside
from bot.store.review import RedisReview, case_id
from tests.process import run

AT = datetime(2026, 9, 15, 10, 30, tzinfo=timezone.utc)


def misread(number: int, **fields: object) -> MessageMisread:
    one = MessageMisread(
        "alice", f"m{number}", AT + timedelta(seconds=number), f"words {number}", "nlu_fallback", (("greet", 0.2),)
    )
    return msgspec.structs.replace(one, **fields)


def review(redis: Redis[bytes]) -> Review:
    return Review(RedisReview(redis), ("greet", "price_check"))


async def texts(redis: Redis[bytes]) -> list[str]:
    return [case.misread.text for case in await review(redis).open_cases()]


async def test_a_message_is_on_the_list_once_and_what_says_more_replaces_it(redis: Redis[bytes]) -> None:
    cases = RedisReview(redis)
    for one in (misread(1), misread(2), misread(1), misread(1, why="handed_off", text="words one"), misread(1)):
        await cases.add(one)
    assert await texts(redis) == ["words 2", "words one"]


async def test_a_case_is_decided_once_and_does_not_come_back(redis: Redis[bytes]) -> None:
    cases, here = RedisReview(redis), review(redis)
    for number in (1, 2):
        await cases.add(misread(number))
    first, second = case_id(misread(1)), case_id(misread(2))
    results = await asyncio.gather(
        *(here.accept(first, intent, "ann", AT) for intent in ("greet", "price_check", "greet")), return_exceptions=True
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True]
    await here.drop(second, "ann", AT)
    for number in (1, 2):
        await cases.add(misread(number, why="corrected", suggested="greet"))
    assert await texts(redis) == []
    assert [case.misread.text for case in await here.examples()] == ["words 1"]
    with pytest.raises(Missing):
        await here.drop(second, "ann", AT)


async def test_bad_input_decides_nothing(redis: Redis[bytes]) -> None:
    await RedisReview(redis).add(misread(1))
    for case, intent, error in (
        (case_id(misread(1)), "rm -rf", BadInput),
        ("nobody", "greet", Missing),
        ("", "greet", Missing),
    ):
        with pytest.raises(error):
            await review(redis).accept(case, intent, "ann", AT)
    assert await texts(redis) == ["words 1"]


async def test_the_list_is_bounded_and_the_oldest_fall_off(redis: Redis[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_OPEN", 5)
    monkeypatch.setattr(stored, "MOST_DONE", 3)
    for number in range(12):
        await RedisReview(redis).add(misread(number, text="x" * 5000))
    found = await review(redis).open_cases()
    assert [case.misread.message for case in found] == ["m11", "m10", "m9", "m8", "m7"]
    assert len(found[0].misread.text) == LONGEST_TEXT
    assert await redis.hlen(keys.REVIEW_CASES) == 5
    assert await redis.zcard(keys.REVIEW_DONE) == 3


async def test_outside_a_turn_it_takes_place_at_once(redis: Redis[bytes]) -> None:
    for _ in range(2):
        await Outside(redis).publish([misread(1)], "key")
    assert await texts(redis) == ["words 1"]


def test_the_command_lists_accepts_corrects_drops_and_exports(var: Path) -> None:
    var.mkdir()
    with embedded_redis(var) as url:
        for number in range(4):
            ask(url, lambda client, number=number: RedisReview(client).add(misread(number)))
        ids = [case_id(misread(number)) for number in range(4)]
        listed = run("nlu", "review", "--json", var=var).stdout.splitlines()
        assert [msgspec.json.decode(line)["id"] for line in listed] == ids[::-1]
        assert '"words 1"' in run("nlu", "review", "show", ids[1], var=var).stdout
        assert "as greet; 1 examples" in run("nlu", "review", "accept", ids[0], var=var).stdout
        assert "as price_check; 2 examples" in run("nlu", "review", "correct", ids[1], "price_check", var=var).stdout
        assert run("nlu", "review", "drop", ids[2], var=var).returncode == 0
        for wrong in (["accept", ids[0]], ["drop", "nobody"], ["correct", ids[3], "nonsense"], ["show", "🙂"]):
            failed = run("nlu", "review", *wrong, var=var)
            assert failed.returncode != 0
            assert failed.stderr.count("\n") == 1
        assert len(run("nlu", "review", var=var).stdout.splitlines()) == 1
        (var / "learned.yml").unlink()
        assert run("nlu", "review", "export", var=var).stdout == f"2 examples in {var / 'learned.yml'}\n"
        assert "words 0" in (var / "learned.yml").read_text()
