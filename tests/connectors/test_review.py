"""The review page: who may see and decide what, on a real Redis."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from redis.asyncio import Redis

from bot.events import MessageMisread
from bot.sales.model import Rep
from bot.store import keys
from bot.store.review import RedisReview, case_id
from bot.store.sales import RedisReps
from tests.connectors.conftest import Site

AT = datetime(2026, 9, 15, 10, 30, tzinfo=timezone.utc)
RANKING = (("price_check", 0.3), ("greet", 0.2))
MISREAD = MessageMisread("c1", "m1", AT, "gimme <b>the</b> thing, [name]", "nlu_fallback", RANKING)


@pytest.fixture
async def lead(redis: Redis[bytes], quiet_site: Site, hashed: str) -> Site:
    """The site with a lead beside its two reps, and one case to decide."""
    await RedisReps(redis).save(Rep("lena", "Lena Lead", hashed, role="lead"))
    await RedisReview(redis).add(MISREAD)
    return quiet_site


async def test_a_lead_accepts_and_the_examples_file_has_it(lead: Site, redis: Redis[bytes]) -> None:
    session, origin = await lead.sign_in("lena"), {"Origin": lead.url}
    shown = await (await session.get("/desk/review")).text()
    assert "gimme &lt;b&gt;the&lt;/b&gt; thing, [name]" in shown
    assert "<option selected>price_check</option>" in shown
    form = {"case": case_id(MISREAD), "intent": "stock_check", "accept": ""}
    assert (await session.post("/desk/review", data=form)).status == 403  # from nowhere
    said = await session.post("/desk/review", data=form, headers=origin)
    assert "Accepted as stock_check. 1 examples wait" in await said.text()
    assert "gimme" in lead.settings.learned.read_text()
    assert (await session.post("/desk/review", data=form, headers=origin)).status == 409
    assert len(await RedisReview(redis).accepted()) == 1


async def test_bad_forms_decide_nothing(lead: Site, redis: Redis[bytes]) -> None:
    session, origin = await lead.sign_in("lena"), {"Origin": lead.url}
    for form in ({}, {"case": case_id(MISREAD)}, {"case": "x" * 9999, "drop": ""}, {"case": case_id(MISREAD), "intent": "<x>"}):
        assert (await session.post("/desk/review", data=form, headers=origin)).status == 409
    assert len(await RedisReview(redis).open_cases(9)) == 1
    assert not lead.settings.learned.exists()


async def test_reps_neither_see_nor_decide_what_leads_do_and_strangers_sign_in(lead: Site, redis: Redis[bytes]) -> None:
    rep, origin = await lead.sign_in("anna"), {"Origin": lead.url}
    shown = await (await rep.get("/desk/review")).text()
    assert "gimme" not in shown
    assert "My chats" in shown
    form = {"case": case_id(MISREAD), "drop": ""}
    assert (await rep.post("/desk/review", data=form, headers=origin)).status == 403
    assert (await rep.get("/desk/review/c1")).status == 403
    stranger = await lead.session()
    assert (await stranger.get("/desk/review")).status == 401
    assert (await stranger.post("/desk/review", data=form, headers=origin)).status == 403
    assert len(await RedisReview(redis).open_cases(9)) == 1


async def test_what_a_customer_meant_is_set_right_with_personal_data_masked(lead: Site, redis: Redis[bytes]) -> None:
    parse = {"intent": {"name": "greet"}, "intent_ranking": [{"name": "greet", "confidence": 0.9}], "entities": []}
    said = {"event": "user", "text": "hey, invoice for ann@acme.example?", "message_id": "m7", "timestamp": 1.0}
    await redis.rpush(keys.memory("c1"), json.dumps({**said, "parse_data": parse}), json.dumps({"event": "action"}))
    session, origin = await lead.sign_in("lena"), {"Origin": lead.url}
    assert "Taken for greet" in await (await session.get("/desk/review/c1")).text()
    for wrong in ({"message": "m8", "intent": "invoice_billing"}, {"message": "m7", "intent": "x"}, {}):
        assert (await session.post("/desk/review/c1", data=wrong, headers=origin)).status == 400
    form = {"message": "m7", "intent": "invoice_billing"}
    assert "a lead decides" in await (await session.post("/desk/review/c1", data=form, headers=origin)).text()
    found = next(case.misread for case in await RedisReview(redis).open_cases(9) if case.misread.why == "corrected")
    assert (found.text, found.taken_for, found.suggested) == ("hey, invoice for [email]?", "greet", "invoice_billing")
    assert found.ranking == (("greet", 0.9),)
    assert "nothing in this conversation" in await (await session.get("/desk/review/nobody")).text()
