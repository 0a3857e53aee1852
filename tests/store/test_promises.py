"""What a customer was told and promised, on a real Redis with a running engine: once each, whatever dies."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from redis.asyncio import Redis

from bot.conversation.message import CallbackDue, RepClaimed, RepResolved, RepSaid, WaitNews
from bot.engine.timers import Timers
from bot.events import CallbackPromised, CallbackWithdrawn, CustomerCommented, CustomerRated
from bot.sales.callbacks import Callback
from bot.sales.model import Rep
from bot.sales.outlook import Outlook
from bot.store import keys
from bot.store.callbacks import RedisCallbacks
from bot.store.feedback import RedisFeedback
from bot.store.figures import Figures
from bot.store.promises import Promises
from bot.store.sales import RedisQueue, RedisReps
from bot.store.telling import RedisTelling
from tests.store.floor import Floor
from tests.store.parts import NOW, Talk, claimed, running, until


def promised(name: str = "c1", begins: float = -60, lasts: float = 7200) -> Callback:
    """A callback whose window begins so many seconds from now."""
    start = datetime.now(timezone.utc) + timedelta(seconds=begins)
    return Callback(name, "alice", "+14045550133", start, start + timedelta(seconds=lasts), "500 chairs")


async def test_a_callback_whose_window_begins_becomes_a_hand_off_with_the_number_and_the_promise(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        await talk.say("hello")
        await RedisCallbacks(redis).promise(promised())
        (waits,) = await until(lambda: queue.waiting())
    assert waits.conversation == "alice"
    assert waits.reason == "callback promised"
    assert "+14045550133" in waits.summary
    assert "500 chairs" in waits.summary
    assert waits.known["callback"] == "+14045550133"


async def test_it_becomes_one_hand_off_however_often_the_timer_fires_and_engines_start(redis: Redis[bytes]) -> None:
    talk, queue, store = Talk(redis), RedisQueue(redis), RedisCallbacks(redis)
    async with running(redis):
        await talk.say("hello")
    await store.promise(promised())
    for _ in range(2):  # died before it could note that it had told the conversation
        await Timers(redis, queue).fire()
        await redis.zadd(keys.SALES_CALLBACKS_BEGIN, {"c1": 1})
    async with running(redis):
        await until(lambda: queue.waiting())
        await until(lambda: _empty(redis))
    due = [entry for entry in await talk.log() if entry.event == "callback_due"]
    assert len(due) == 1
    assert (await queue.waiting())[0].epoch == 1


async def _empty(redis: Redis[bytes]) -> bool:
    return not await redis.zcard(keys.SALES_CALLBACKS_BEGIN)


async def test_one_whose_window_passed_while_nothing_ran_is_missed_and_still_comes_to_a_rep(redis: Redis[bytes]) -> None:
    talk, queue, store = Talk(redis), RedisQueue(redis), RedisCallbacks(redis)
    async with running(redis):
        await talk.say("hello")
        await store.promise(promised(begins=-9000))
        (waits,) = await until(lambda: queue.waiting())
        assert waits.reason == "callback promised"
        await until(lambda: _missed(store))
    assert (await store.made("c1", "ann", datetime.now(timezone.utc))).state == "late"


async def _missed(store: RedisCallbacks) -> bool:
    return (await store.figures())["missed"] == 1


async def test_one_that_is_withdrawn_or_made_before_comes_to_nobody(redis: Redis[bytes]) -> None:
    store, promises = RedisCallbacks(redis), Promises(redis)
    one = promised("c1", begins=60)
    event = CallbackPromised("alice", one.id, one.contact, one.start, one.end, one.about)
    await promises.apply(event)
    await promises.apply(event)
    await promises.apply(CallbackWithdrawn("alice", "c1"))
    await promises.apply(CallbackWithdrawn("alice", "c1"))
    await store.promise(promised("c2", begins=60))
    await store.made("c2", "ann", datetime.now(timezone.utc))
    assert await store.begun(one.end + timedelta(days=1)) == []
    assert await store.figures() == {"promised": 2, "kept": 1, "late": 0, "missed": 0, "withdrawn": 1}


async def test_who_talks_with_the_customer_already_is_told_of_the_promise(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        claim = await claimed(talk, queue)
        await talk.say(RepClaimed("ann", "Ann", claim.epoch))
        one = promised()
        (note,) = await talk.say(CallbackDue(one.id, one.contact, one.start, one.end, one.about))
    assert (note.event, note.private) == ("callback_due", True)
    assert await queue.waiting() == []


async def test_a_place_is_told_after_a_while_again_when_it_changed_and_never_often(floor: Floor) -> None:
    telling = RedisTelling(floor.redis, floor.queue)

    async def told() -> list[tuple[str, Outlook | None]]:
        found = await telling.due(floor.now, 100)
        for one in found:
            await telling.looked(one, floor.now)
        return [(one.conversation, one.news) for one in found if one.news]

    for name in ("one", "two", "three"):
        await floor.waits(name)
    assert await told() == [], "somebody may come at once"
    floor.later(6)
    assert await told() == [("one", Outlook(1)), ("three", Outlook(3)), ("two", Outlook(2))]
    floor.later(16)
    assert await told() == [], "nothing has changed"
    await floor.ends("one")
    floor.later(16)
    assert await told() == [], "it was told less than a minute ago"
    floor.later(16)
    assert await told() == [("three", Outlook(2)), ("two", Outlook(1))]
    for name in ("two", "three"):
        await floor.ends(name)
    floor.later(60)
    assert await told() == []
    assert not await floor.redis.exists(keys.SALES_TELL, keys.sales_handoff("two")), "nothing is left behind"


async def test_hundreds_who_move_up_all_the_time_are_told_seldom(floor: Floor) -> None:
    telling, told = RedisTelling(floor.redis, floor.queue), 0
    for number in range(200):
        await floor.waits(f"c{number:03}")
    for number in range(120):  # two minutes, one of them served every second
        floor.later(1)
        await floor.ends(f"c{number:03}")
        for one in await telling.due(floor.now, 300):
            told += one.news is not None and one.conversation == "c199"
            await telling.looked(one, floor.now)
    assert 1 < told <= 3


async def test_news_of_a_place_reach_who_waits_in_that_epoch_alone(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis):
        await talk.say("person")
        assert [entry.text for entry in await talk.say(WaitNews(1, 3, 3, 5))] == ["told WaitNews"]
        assert await talk.say(WaitNews(2, 3, 3, 5)) == []
        await talk.say("never mind")
        assert await talk.say(WaitNews(1, 2)) == []


async def test_satisfaction_is_counted_once_for_each_chat(redis: Redis[bytes]) -> None:
    promises, now = Promises(redis), datetime.now(timezone.utc)
    for _ in range(2):
        await promises.apply(CustomerRated("alice", 1, "good", now))
    await promises.apply(CustomerRated("alice", 2, "bad", now))
    await promises.apply(CustomerRated("bob", 1, "good", now))
    (hour,) = await Figures(redis).hours(now, now)
    assert dict(hour.counted) == {"rated:good": 2, "rated:bad": 1}


async def test_a_line_that_is_added_stands_with_its_rating(redis: Redis[bytes]) -> None:
    promises, feedback, now = Promises(redis), RedisFeedback(redis), datetime.now(timezone.utc)
    await promises.apply(CustomerCommented("nobody", 1, "out of nowhere"))
    for _ in range(2):  # an engine that died applies them again
        await promises.apply(CustomerRated("alice", 1, "good", now, "Anna Reyes"))
        await promises.apply(CustomerCommented("alice", 1, "knew everything"))
    await promises.apply(CustomerRated("bob", 4, "bad", now + timedelta(seconds=1), "Ben Okafor"))
    assert [(one.rep, one.rating, one.text) for one in await feedback.newest()] == [
        ("Ben Okafor", "bad", ""),
        ("Anna Reyes", "good", "knew everything"),
    ]


async def test_who_claims_without_the_language_is_known_to(redis: Redis[bytes]) -> None:
    floor = Floor(redis)
    await RedisReps(redis).save(Rep("ann", "Ann Lee"), Rep("eva", "Eva Ruiz", languages=("en", "es")))
    for number, rep in enumerate(("ann", "eva")):
        await floor.waits(f"c{number}", language="es")
        claim = await floor.queue.claim(f"c{number}", rep, NOW)
        assert claim.lacks == (("language",) if rep == "ann" else ())


async def test_the_customer_hears_who_comes_what_they_know_about_and_what_they_do_not_speak(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        claim = await claimed(talk, queue)
        told: list[Any] = await talk.say(RepClaimed("ann", "Ann Lee", claim.epoch, ("furniture", "print"), ("language",)))
        assert [(one.event, one.name, one.text) for one in told] == [
            ("joined", "Ann Lee", "furniture, print"),
            ("other_language", "Ann Lee", ""),
        ]
        await talk.say(RepSaid("ann", "hello"))
        (closed, asked) = await talk.say(RepResolved("ann"))
    assert (closed.event, asked.author, asked.text) == ("resolved", "bot", "told RepResolved")
