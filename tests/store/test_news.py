"""What happens to a request reaches its customer: once, by day, where they are, and not where they want none of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.conversation.message import Message, RepClaimed, RepHandedBack, Said
from bot.conversation.model import Conversation, RequestRef
from bot.notify.post import Post
from bot.notify.teller import Teller
from bot.places import zone
from bot.settings import read
from bot.sourcing import deeds, news
from bot.sourcing.dossier import Change, Dossier, Invitation
from bot.store.connect import connect
from bot.store.requests import RedisRequests
from tests.store.parts import NOW, Talk, running, until
from tests.unit.sourcing.test_quotes import terms

NUMBER = "RFQ-10001"
AT = NOW + timedelta(minutes=1)
BY_DAY = datetime(2026, 3, 2, 16, 0, tzinfo=timezone.utc)


async def with_a_quote(talk: Talk, redis: Redis[bytes], suppliers: int = 3) -> RedisRequests:
    """The talk's request, with that many suppliers invited and the first of them having quoted."""
    await talk.say("request 2500 totes")
    requests = RedisRequests(redis)
    await until(lambda: requests.get(NUMBER))
    asked = [Invitation(f"S{number}", f"Factory {number}", "CN", 1, AT) for number in range(suppliers)]
    await requests.do(NUMBER, "invite", lambda dossier: deeds.invite(dossier, asked, AT))
    await quotes(requests, "S0")
    return requests


async def quotes(requests: RedisRequests, supplier: str, at: datetime = AT) -> Dossier:
    given = terms(valid_until=(at + timedelta(days=30)).date())
    return await requests.do(NUMBER, f"quote {supplier}", lambda held: deeds.receive(held, supplier, given, at))


async def told(talk: Talk) -> list[str]:
    return [entry.text for entry in await talk.log() if entry.event == "news"]


async def look(redis: Redis[bytes], requests: RedisRequests, now: datetime) -> datetime | None:
    dossier = await requests.dossier(NUMBER)
    assert dossier
    return await Teller(redis).tell(dossier, now)


async def test_a_quote_is_told_once_however_many_look_and_whoever_died_before(redis: Redis[bytes], redis_url: str) -> None:
    talk, clients = Talk(redis), [connect(redis_url) for _ in range(4)]
    async with running(redis):
        requests = await with_a_quote(talk, redis)
    for _ in range(3):  # nobody answers meanwhile: as after a crash, what was said to be told waits in the inbox
        await asyncio.gather(*(look(client, requests, BY_DAY) for client in clients))
    assert await told(talk) == []
    async with running(redis):
        await until(lambda: told(talk))
        await asyncio.gather(*(look(client, requests, BY_DAY + timedelta(hours=2)) for client in clients))
        await talk.say("hello")
    assert await told(talk) == ["news: quoted S0"]
    for client in clients:
        await client.close(close_connection_pool=True)


async def test_what_comes_later_is_told_by_itself(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis):
        requests = await with_a_quote(talk, redis)
        await look(redis, requests, BY_DAY)
        await until(lambda: told(talk))
        await quotes(requests, "S1", BY_DAY)
        await quotes(requests, "S2", BY_DAY)
        again = await look(redis, requests, BY_DAY + timedelta(seconds=5))
        assert again is not None
        assert again > BY_DAY + timedelta(seconds=30), "a few at a time"
        await look(redis, requests, again)
        await until(lambda: _told(talk, 2))
        assert await look(redis, requests, again) is None, "nothing is left to tell"
    assert await told(talk) == ["news: quoted S0", "news: quoted S1, quoted S2"]


async def _told(talk: Talk, times: int) -> bool:
    return len(await told(talk)) == times


async def test_at_night_it_waits_for_the_morning_where_the_customer_is(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis):
        requests = await with_a_quote(talk, redis)
        night = datetime(2026, 3, 3, 4, 0, tzinfo=timezone.utc)  # 11 in the evening in New York
        morning = await look(redis, requests, night)
        assert morning == datetime(2026, 3, 3, 13, 0, tzinfo=timezone.utc)
        assert await told(talk) == []
        await look(redis, requests, morning)
        await until(lambda: told(talk))


async def test_the_morning_is_that_of_the_customers_own_device(redis: Redis[bytes]) -> None:
    talk, night = Talk(redis), datetime(2026, 3, 3, 4, 0, tzinfo=timezone.utc)
    async with running(redis):
        requests = await with_a_quote(talk, redis)
        written = Message("from-tokyo", talk.name, AT, Said("hello"), zone="Asia/Tokyo")
        await talk.store.append(written)
        await until(lambda: _zone_of(talk))
        await look(redis, requests, night)  # early in the afternoon in Tokyo
        await until(lambda: told(talk))


async def _zone_of(talk: Talk) -> str:
    state = await talk.store.state(talk.name)
    return state.zone if state else ""


async def test_nothing_is_told_unasked_where_the_customer_wants_none_or_a_rep_is_there(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis):
        requests = await with_a_quote(talk, redis)
        await talk.say("person")
        await talk.say(RepClaimed("ann", "Ann", 1))
        assert await look(redis, requests, BY_DAY) == BY_DAY + timedelta(minutes=5)
        await talk.say(RepHandedBack("ann"))
        await look(redis, requests, BY_DAY)
        await until(lambda: told(talk))
    state = await talk.store.state("alice")
    assert state
    assert state.requests[0].told > 0


async def test_news_follow_a_customer_who_has_gone_by_mail_once(redis: Redis[bytes], var: Path) -> None:
    talk = Talk(redis)
    async with running(redis):
        await talk.say("mail me at dana@shop-example.com")
        requests = await with_a_quote(talk, redis)
        await look(redis, requests, BY_DAY)
        await until(lambda: told(talk))
        post = Post(redis, read({"QUARTERMASTER_VAR": str(var)}), "https://shop.example/#{}".format)
        later = BY_DAY + timedelta(minutes=3)
        await until(lambda: post.round(later))
        assert await post.round(later + timedelta(minutes=3)) == 0
    (path,) = (var / "outbox").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"]) == ("dana@shop-example.com", "News about your request")
    assert "news: quoted S0" in str(mail.get_body(("plain",)))  # type: ignore[attr-defined]


def test_who_has_just_written_is_awake_whatever_the_hour() -> None:
    night = datetime(2026, 3, 3, 4, 0, tzinfo=timezone.utc)
    quoted = [Change(2, night, "supplier:S1", "quoted", "open", "open", 1, supplier="S1")]
    awake = Conversation("alice", wrote=night - timedelta(minutes=3))
    asleep = Conversation("alice", wrote=night - timedelta(hours=3))
    there, ref = zone("America/Chicago"), RequestRef(NUMBER, "open")
    assert news.tell_at(quoted, ref, awake, there, night) == night + news.SETTLES
    assert news.tell_at(quoted, ref, asleep, there, night) == datetime(2026, 3, 3, 14, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("hour", "told_at"), [(13, 14), (14, 14), (20, 20), (2, 2), (3, 14)], ids=["7am", "8am", "2pm", "8pm", "9pm"]
)
def test_the_hours_of_the_night_are_those_of_the_customer(hour: int, told_at: int) -> None:
    moment = datetime(2026, 3, 3, hour, 0, tzinfo=timezone.utc)  # six hours ahead of Chicago
    assert news.by_day(moment, zone("America/Chicago")).astimezone(timezone.utc).hour == told_at


def test_what_customers_did_themselves_is_no_news_unless_it_was_refused() -> None:
    did = Change(2, NOW, "customer", "closed", "open", "comparing", 1)
    failed = Change(3, NOW, "customer", "refused", "comparing", "comparing", 1)
    sent = Change(4, NOW, "bot", "sent", "open", "open", 1)
    assert news.untold([did, failed, sent]) == [failed]
