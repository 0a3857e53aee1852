"""The dossier at the top of the desk, and what its buttons do."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
from redis.asyncio import Redis

from bot.conversation.model import RequestRef
from bot.events import RequestOpened
from bot.sourcing import deeds
from bot.sourcing.dossier import Invitation
from bot.sourcing.quote import Terms, Tier
from bot.store import keys
from bot.store.callbacks import RedisCallbacks
from bot.store.conversations import Conversations
from bot.store.requests import RedisRequests
from bot.store.review import RedisReview
from connectors.desk.dossier import FILE, _texts
from tests.connectors.conftest import Site
from tests.connectors.test_desk import accepted, board, customer_who_waits
from tests.connectors.test_desk_work import do


async def remembers(redis: Redis[bytes], conversation: str, text: str, intent: str, message: str = "m7") -> None:
    """As if the assistant had read this before the rep came."""
    parse = {"intent": {"name": intent}, "intent_ranking": [{"name": intent, "confidence": 0.9}], "entities": []}
    said = {"event": "user", "text": text, "message_id": message, "timestamp": 1.0, "parse_data": parse}
    await redis.rpush(keys.memory(conversation), json.dumps(said))


async def knows(redis: Redis[bytes], conversation: str, **slots: Any) -> None:
    """As if these were held of the customer."""
    state = await Conversations(redis).state(conversation)
    assert state
    state.view.slots.update(slots)
    await redis.hset(keys.state(conversation), "doc", msgspec.json.encode(state))


async def test_why_they_come_and_what_was_tried_stands_on_top(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site)
    await desk.send(type="open", conversation=conversation)
    shown = (await desk.next("about", owner="rep"))["dossier"]
    assert (shown["why"], shown["lines"], shown["proposals"]) == ("wants a person", ["let me talk to a person"], [])


async def test_what_the_assistant_took_the_words_for_is_told(site: Site, redis: Redis[bytes]) -> None:
    _, conversation = await customer_who_waits(site)
    await remembers(redis, conversation, "price of <b>toner</b>", "price_check")
    desk = await site.desk("anna")
    await board(desk, waiting=1)
    await desk.send(type="open", conversation=conversation)
    shown = (await desk.next("about"))["dossier"]
    assert shown["tried"] == [{"text": "price of <b>toner</b>", "taken_for": "price check"}]


async def test_a_callback_is_promised_for_a_window_and_made_by_whoever_has_time(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site)
    start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=1)
    early = await do(desk, "callback", conversation, start=start.isoformat())
    assert "no phone number" in (await desk.next("refused", id=early))["text"]
    await knows(redis, conversation, phone={"value": "+12125550123", "text": "212 555 0123"})
    await desk.send(type="open", conversation=conversation)
    proposal = (await desk.next("about"))["dossier"]["proposals"][0]
    assert (proposal["kind"], proposal["contact"], len(proposal["windows"])) == ("callback", "+12125550123", 3)
    past = await do(desk, "callback", conversation, start="2020-01-01T09:00:00Z")
    assert "over" in (await desk.next("refused", id=past))["text"]
    for _ in range(2):  # the same window twice is one promise
        await do(desk, "callback", conversation, start=start.isoformat())
        await desk.line("rep", private=True)
    (held,) = await RedisCallbacks(redis).open()
    assert held.contact == "+12125550123"
    assert "Callback" not in str(customer.seen)
    ben, origin = await site.sign_in("ben"), {"Origin": site.url}
    assert "+12125550123" in await (await ben.get("/desk/callbacks")).text()
    done = await ben.post("/desk/callbacks", data={"callback": held.id}, headers=origin)
    assert "Kept in time" in await done.text()
    again = await ben.post("/desk/callbacks", data={"callback": held.id}, headers=origin)
    assert again.status == 409
    assert (await RedisCallbacks(redis).figures())["kept"] == 1
    stranger = await site.session()
    assert (await stranger.get("/desk/callbacks")).status == 401
    assert (await stranger.post("/desk/callbacks", data={"callback": held.id}, headers=origin)).status == 403


async def test_only_who_has_the_chat_promises_and_sets_right(site: Site, redis: Redis[bytes]) -> None:
    _, _, conversation = await accepted(site, "anna")
    other = await site.desk("ben")
    for kind, more in (("callback", {"start": "2099-01-01T09:00:00Z"}), ("set_right", {"fact": "quantity", "right": "5"})):
        message = await do(other, kind, conversation, **more)
        assert "not yours" in (await other.next("refused", id=message))["text"]
    assert await RedisCallbacks(redis).open() == []


async def test_a_wrong_fact_goes_to_the_review_with_personal_data_masked(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site)
    early = await do(desk, "set_right", conversation, fact="quantity", right="250")
    assert "read nothing" in (await desk.next("refused", id=early))["text"]
    await remembers(redis, conversation, "2500 for ann@acme.example", "bulk_quote")
    await do(desk, "set_right", conversation, fact="quantity", right="250, says bob@acme.example")
    await desk.next("kept")
    (case,) = await RedisReview(redis).open_cases(9)
    assert case.misread.fact == "quantity: 2,500 → 250, says [email]"
    assert (case.misread.text, case.misread.why) == ("2500 for [email]", "corrected")


async def test_a_wrong_fact_goes_to_the_review_with_the_message_that_it_came_with(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site)
    await remembers(redis, conversation, "2500 totes", "bulk_quote", "m1")
    await remembers(redis, conversation, "get me somebody", "talk_to_human", "m2")
    state = await Conversations(redis).state(conversation)
    assert state
    state.said["quantity"] = "m1"
    await redis.hset(keys.state(conversation), "doc", msgspec.json.encode(state))
    await do(desk, "set_right", conversation, fact="quantity", right="250")
    await desk.next("kept")
    (case,) = await RedisReview(redis).open_cases(9)
    assert case.misread.text == "2500 totes"


async def test_quotes_stand_beside_their_request_and_the_best_can_be_sent(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site)
    now = datetime.now(timezone.utc)
    requests = RedisRequests(redis)
    fields = {"product": "tote bags", "quantity": 2500, "zip": "30305"}
    await requests.apply(RequestOpened("RFQ-10001", conversation, now, fields))
    invited = Invitation("S1", "Orient <Bags>", "CN", 1, now)
    await requests.do("RFQ-10001", "invite", lambda held: deeds.invite(held, [invited], now))
    terms = Terms(
        tiers=(Tier(500, Decimal("1.20")),),
        moq=500,
        tooling=Decimal(0),
        lead_days=20,
        valid_until=(now + timedelta(days=30)).date(),
    )
    await requests.do("RFQ-10001", "q", lambda held: deeds.receive(held, "S1", terms, now))
    state = await Conversations(redis).state(conversation)
    assert state
    state.requests.append(RequestRef("RFQ-10001", "open"))
    await redis.hset(keys.state(conversation), "doc", msgspec.json.encode(state))
    await desk.send(type="open", conversation=conversation)
    about = await desk.next("about")
    (request,) = about["requests"]
    (quote,) = request["quotes"]
    assert quote["company"] == "Orient <Bags>"
    assert quote["lacks"] == ["sample_price", "packing", "hs", "deposit"]
    assert quote["why"][0]["name"] == "cheapest"
    assert quote["out"] == []
    assert float(quote["each"]) * 2500 - float(quote["total"]) < 25
    (send,) = about["dossier"]["proposals"]
    assert send["kind"] == "send_quote"
    assert "2,500 pieces from Orient <Bags>" in send["text"]


def test_every_text_of_a_proposal_can_be_filled() -> None:
    words = dict.fromkeys(("request", "company", "each", "quantity", "days", "target", "order", "lines", "contact"), "x")
    assert set(_texts()) == {"counter_offer", "send_quote", "reorder", "callback"}
    for label, text in _texts().values():
        assert "{" not in label.format_map(words) + text.format_map(words), FILE
