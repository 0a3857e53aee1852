"""Reps' accounts at the desk: a password of their own, sessions that end, offers declined, and the trail of it all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from bot.events import HandoffRequested
from bot.sales.model import Rep
from bot.store.sales import RedisQueue, RedisReps
from bot.store.sessions import Sessions
from bot.store.trail import Trail
from tests.connectors.conftest import PASSWORD, Site
from tests.connectors.test_desk import accepted
from tests.store.parts import NOW

OWN = "a word of my own"


@pytest.fixture
async def new_rep(redis: Redis[bytes], hashed: str) -> None:
    await RedisReps(redis).save(Rep("dora", "Dora New", hashed, change_password=True))


async def signs_in(site: Site, **form: str) -> Any:
    browser = await site.session()
    return browser, await browser.post("/desk/sign-in", data=form, headers={"Origin": site.url})


@pytest.mark.usefixtures("new_rep")
async def test_at_the_first_sign_in_a_rep_chooses_a_password_of_their_own(quiet_site: Site) -> None:
    browser, answer = await signs_in(quiet_site, name="dora", password=PASSWORD)
    assert "A password of your own" in await answer.text()
    assert "Sign in to see" in await (await browser.get("/desk")).text(), "not signed in yet"
    for new in ("short", PASSWORD):
        _, answer = await signs_in(quiet_site, name="dora", password=PASSWORD, new=new)
        assert answer.status == 400
    browser, answer = await signs_in(quiet_site, name="dora", password=PASSWORD, new=OWN)
    assert "Dora New" in await answer.text()
    _, answer = await signs_in(quiet_site, name="dora", password=PASSWORD)
    assert answer.status == 401, "the old one is worth nothing"
    _, answer = await signs_in(quiet_site, name="dora", password=OWN)
    assert "Dora New" in await answer.text()


@pytest.mark.usefixtures("new_rep")
async def test_a_new_password_needs_the_old_one(quiet_site: Site) -> None:
    _, answer = await signs_in(quiet_site, name="dora", password="guessed", new=OWN)
    assert answer.status == 401
    _, answer = await signs_in(quiet_site, name="anna", password=PASSWORD, new=OWN)
    _, answer = await signs_in(quiet_site, name="anna", password=PASSWORD)
    assert "Anna Reyes" in await answer.text(), "who need not change it has not changed it"


async def test_all_sessions_of_a_rep_can_be_ended(quiet_site: Site, redis: Redis[bytes]) -> None:
    browsers = [await quiet_site.sign_in("anna") for _ in range(2)]
    other = await quiet_site.sign_in("ben")
    assert await Sessions(redis).revoke_all("anna") == 2
    for browser in browsers:
        assert "Sign in" in await (await browser.get("/desk")).text()
    assert "Ben Okafor" in await (await other.get("/desk")).text()


async def test_the_trail_says_who_read_and_did_what(site: Site, redis: Redis[bytes]) -> None:
    await signs_in(site, name="anna", password="wrong")
    _, desk, conversation = await accepted(site)
    said = str(uuid4())
    await desk.send(type="say", conversation=conversation, id=said, text="Hello")
    await desk.next("kept", id=said)
    steps = [step for _, step in reversed(await Trail(redis).newest())]
    assert [(step.who, step.what) for step in steps] == [
        ("anna", "sign_in_failed"), ("anna", "signed_in"), ("anna", "read"), ("anna", "claim"), ("anna", "say")
    ]  # fmt: skip
    assert {step.of for step in steps[2:]} == {conversation}
    assert [step.what for _, step in await Trail(redis).newest(of=conversation, limit=1)] == ["say"]


async def test_the_trail_is_read_back_over_many_pages(redis: Redis[bytes]) -> None:
    trail = Trail(redis)
    await trail.add("ann", "read", "first")
    for number in range(1_100):
        await trail.add("bob", "read", str(number))
    assert [step.of for _, step in await trail.newest(who="ann")] == ["first"]
    assert len(await trail.newest(limit=2_000)) == 1_101


async def test_an_offer_is_declined_at_the_desk_and_a_break_is_taken(quiet_site: Site, redis: Redis[bytes]) -> None:
    queue = RedisQueue(redis)
    desk = await quiet_site.desk("anna")
    assert (await desk.next("stands"))["state"] == "available"
    await queue.apply(HandoffRequested("alice", "asked", "", {}, NOW, 1), 7, "1-0")
    await queue.claim("alice", "anna", NOW)
    await desk.send(type="reject", conversation="alice")
    await desk.send(type="break", on=True)
    assert (await desk.next("stands"))["state"] == "break"
    assert [one.conversation for one in await queue.waiting()] == ["alice"]
    await desk.send(type="reject", conversation="alice")
    assert "not offered to you" in (await desk.next("refused"))["text"]
    await desk.send(type="break", on=False)
    assert (await desk.next("stands"))["state"] == "available"
