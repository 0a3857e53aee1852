"""The lead's page: who may open it, what it shows, what a lead may do."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timezone

import pytest
from aiohttp import ClientSession
from redis.asyncio import Redis

from bot.events import CustomerCommented, CustomerRated
from bot.sales.model import Rep
from bot.store.feedback import RedisFeedback
from bot.store.figures import Figures
from bot.store.sales import RedisReps
from bot.store.trail import Trail
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab
from tests.connectors.test_desk import accepted, board, customer_who_waits
from tests.connectors.test_desk_work import do

NOW = datetime.now(timezone.utc)
PAGES = ("/desk/lead", "/desk/lead/live", "/desk/lead/rep/anna", "/desk/lead/hours.csv", "/desk/lead/reps.csv")
DEEDS = ("/desk/lead/move", "/desk/lead/broadcast")


@pytest.fixture
async def lena(redis: Redis[bytes], site: Site, hashed: str) -> ClientSession:
    await RedisReps(redis).save(Rep("lena", "Lena Lead", hashed, role="lead"))
    return await site.sign_in("lena")


async def rows(session: ClientSession, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(await (await session.get(address)).text())))


async def test_only_leads_open_the_floor(lena: ClientSession, site: Site) -> None:
    rep, stranger, origin = await site.sign_in("anna"), await site.session(), {"Origin": site.url}
    for address in PAGES:
        assert (await lena.get(address)).status == 200, address
        assert (await rep.get(address)).status == 403, address
        assert (await stranger.get(address)).status in (401, 403), address
    for address in DEEDS:
        form = {"conversation": "c", "text": "hello"}
        assert (await rep.post(address, data=form, headers=origin)).status == 403, address
        assert (await stranger.post(address, data=form, headers=origin)).status == 403, address
        assert (await lena.post(address, data=form)).status == 403, address  # from another site
    assert "/desk/lead" not in await (await rep.get("/desk")).text()
    assert "/desk/lead" in await (await lena.get("/desk")).text()


async def test_the_page_shows_what_was_counted_and_who_waits(lena: ClientSession, site: Site, redis: Redis[bytes]) -> None:
    await customer_who_waits(site)
    counted = {"accepted": 4, "in_time": 3, "wait_ms": 80_000, "rated:good": 1, "rated:bad": 1}
    await Figures(redis).count("t", counted, datetime.now(timezone.utc))
    shown = await (await lena.get("/desk/lead")).text()
    for words in ("75%", "20 s", "wants a person", "50%", "<svg", "Conversations with a question"):
        assert words in shown, words
    head, *hours = await rows(lena, "/desk/lead/hours.csv")
    last = dict(zip(head, hours[-1], strict=True))
    assert (last["accepted"], last["in_time_%"], last["mean_wait_s"], last["rated:good"]) == ("4", "75.0", "20.0", "1")
    assert (last["queued"], last["asked"]) == ("1", "1")
    assert ["wants a person", "1"] in await rows(lena, "/desk/lead/whys.csv")
    now = dict(await rows(lena, "/desk/lead/now.csv"))
    assert (now["waiting"], now["reps_away"], now["callbacks_kept_%"]) == ("1", "4", "")
    assert (await lena.get("/desk/lead/secrets.csv")).status == 404


async def test_what_customers_said_is_read_and_exported(lena: ClientSession, site: Site, redis: Redis[bytes]) -> None:
    feedback = RedisFeedback(redis)
    await feedback.rated(CustomerRated("c1", 1, "good", NOW, "Anna Reyes"))
    await feedback.commented(CustomerCommented("c1", 1, "=1+1 <b>great</b>"))
    shown = await (await lena.get("/desk/lead/live")).text()
    assert "&lt;b&gt;great&lt;/b&gt;" in shown
    assert "/desk#c1" in shown
    (row,) = (await rows(lena, "/desk/lead/ratings.csv"))[1:]
    assert row[1:] == ["Anna Reyes", "good", "'=1+1 <b>great</b>", "c1"]
    assert (await (await site.sign_in("anna")).get("/desk/lead/ratings.csv")).status == 403


async def test_hostile_words_stay_words(lena: ClientSession, site: Site, redis: Redis[bytes]) -> None:
    await Figures(redis).count("t", {"why:=HYPERLINK(0)": 1, "why:<b>x</b>": 1}, NOW)
    shown = await (await lena.get("/desk/lead?words=<script>&state=<x>&days=<y>")).text()
    assert "<b>x</b>" not in shown
    assert "<script>&" not in shown
    assert ["'=HYPERLINK(0)", "1"] in await rows(lena, "/desk/lead/whys.csv?days=999999")


async def test_a_waiting_customer_is_given_to_a_rep_and_back_to_the_queue(
    lena: ClientSession, site: Site, redis: Redis[bytes]
) -> None:
    origin = {"Origin": site.url}
    customer, conversation = await customer_who_waits(site)
    form = {"conversation": conversation, "to": "ben"}
    assert "is not at the desk" in await (await lena.post("/desk/lead/move", data=form, headers=origin)).text()
    desk = await site.desk("ben")
    await board(desk, waiting=1)
    assert "It goes to Ben Okafor" in await (await lena.post("/desk/lead/move", data=form, headers=origin)).text()
    await customer.line("system", event="joined", name="Ben Okafor")
    await board(desk, mine=1, waiting=0)
    assert "wants a person" in await (await lena.get("/desk/lead/rep/ben")).text()
    back = {"conversation": conversation, "note": "a matter of print"}
    assert (await lena.post("/desk/lead/move", data=back, headers=origin)).status == 200
    await customer.line("system", event="queued")
    shown = await board(desk, mine=0, waiting=1)
    assert shown["waiting"][0]["summary"] == "a matter of print"
    assert "matter of print" not in str(customer.seen)
    steps = [step.what for _, step in await Trail(redis).newest(who="lena")]
    assert steps[:3] == ["requeued", "read", "reassigned"]


async def test_what_cannot_be_moved_is_said(lena: ClientSession, site: Site) -> None:
    origin = {"Origin": site.url}
    unknown = {"conversation": "c", "to": "who?"}
    for form in ({}, {"conversation": "nobody"}, {"conversation": "x" * 9999, "to": "ben"}, unknown):
        answer = await lena.post("/desk/lead/move", data=form, headers=origin)
        assert (answer.status, "Not done" in await answer.text()) == (409, True)
    assert (await lena.post("/desk/lead/broadcast", data={"text": " "}, headers=origin)).status == 400


async def test_a_broadcast_reaches_open_desks_and_those_that_open_soon(lena: ClientSession, site: Site) -> None:
    desk = await site.desk("anna")
    await desk.next("board")
    await lena.post("/desk/lead/broadcast", data={"text": "Paper is <b>late</b>"}, headers={"Origin": site.url})
    for tab in (desk, await site.desk("ben")):
        assert (await tab.next("told", by="Lena Lead"))["text"] == "Paper is <b>late</b>"


async def looking(site: Site, lena: ClientSession, conversation: str) -> Tab:
    desk = await site.desk("lena", lena)
    await desk.send(type="open", conversation=conversation)
    await desk.next("about", conversation=conversation)
    return desk


async def test_a_lead_whispers_to_the_rep_alone_then_joins_and_answers(lena: ClientSession, site: Site) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    lead = await looking(site, lena, conversation)
    await do(lead, "whisper", conversation, text="offer them 5%")
    assert (await desk.line("rep", event="whisper", name="Lena Lead"))["private"]
    said = await lead.say("Hello", conversation=conversation)
    await lead.next("refused", id=said)
    await do(lead, "join", conversation)
    await customer.line("system", event="joined", name="Lena Lead")
    await lead.say("Hello from both of us", conversation=conversation)
    await customer.line("rep", text="Hello from both of us", name="Lena Lead")
    await desk.say("And from me", conversation=conversation)
    await customer.line("rep", text="And from me", name="Anna Reyes")
    assert "5%" not in str(customer.seen)
    refused = await do(lead, "resolve", conversation)
    await lead.next("refused", id=refused)


async def test_a_rep_neither_reads_nor_whispers_nor_joins_elsewhere(site: Site) -> None:
    _, _, conversation = await accepted(site, "anna")
    other = await site.desk("ben")
    await other.send(type="open", conversation=conversation)
    await other.next("refused", conversation=conversation)
    for kind, more in (("whisper", {"text": "psst"}), ("join", {})):
        message = await do(other, kind, conversation, **more)
        assert "only leads" in (await other.next("refused", id=message))["text"]
