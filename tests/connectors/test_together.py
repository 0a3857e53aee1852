"""What reps do together, and with customers who come again: mentions, skills, writing first, abuse, past chats."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.sales.model import Rep
from bot.store import keys
from bot.store.find import RedisFind
from bot.store.notices import Notices
from bot.store.sales import RedisReps
from bot.store.trail import Trail
from tests.connectors.conftest import Site
from tests.connectors.test_desk import accepted, board, customer_who_waits, until
from tests.connectors.test_desk_work import do
from tests.connectors.test_dossier import knows

WRITE = {"text": "Your samples are here", "agreed": True}


async def test_a_named_colleague_sees_it_reads_the_chat_and_adds_a_note(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    ben = await site.desk("ben")
    await ben.next("mentions")
    await do(desk, "note", conversation, text="<b>@ben</b> and @nobody: do you know these? ann@ben.example")
    (mention,) = (await ben.next("mentions"))["mentions"]
    assert (mention["conversation"], mention["by"]) == (conversation, "Anna Reyes")
    await ben.send(type="open", conversation=conversation)
    assert (await ben.next("about", conversation=conversation))["mentioned"] == ["ben"]
    await do(ben, "note", conversation, text="yes, I do")
    assert (await desk.line("rep", text="yes, I do"))["private"]
    refused = await ben.say("hello customer", conversation=conversation)
    await ben.next("refused", id=refused)
    await ben.send(type="read_mention", conversation=conversation)

    async def read() -> bool:
        return not await Notices(redis).mentions("ben")

    await until(read)
    assert "know these" not in str(customer.seen)


async def test_who_is_not_named_neither_reads_nor_notes(site: Site) -> None:
    _, _, conversation = await accepted(site, "anna")
    ben = await site.desk("ben")
    await ben.send(type="open", conversation=conversation)
    await ben.next("refused", conversation=conversation)
    note = await do(ben, "note", conversation, text="hm")
    await ben.next("refused", id=note)


async def test_a_chat_is_passed_on_to_a_skill(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site, "anna")
    wrong = await do(desk, "transfer", conversation, skill="witchcraft")
    assert "no such skill" in (await desk.next("refused", id=wrong))["text"]
    await do(desk, "transfer", conversation, skill="furniture", note="wants 40 chairs")
    shown = await board(desk, waiting=1, mine=0)
    assert shown["waiting"][0]["summary"] == "wants 40 chairs"
    steps = (await redis.hget(keys.sales_handoff(conversation), "steps") or b"").decode()
    assert steps.startswith("skill\n")
    assert "furniture/en/" in steps


async def test_abuse_is_reported_and_nothing_is_taken_until_a_lead_lifts_it(
    site: Site, redis: Redis[bytes], hashed: str
) -> None:
    await RedisReps(redis).save(Rep("lena", "Lena Lead", hashed, role="lead"))
    customer, desk, conversation = await accepted(site)
    await do(desk, "report", conversation, why="threats")
    await customer.line("system", event="resolved")
    await customer.say("let me talk to a person")
    assert (await customer.line("bot"))["text"] == "utter_blocked"
    assert "threats" not in str(customer.seen)
    lena, anna, origin = await site.sign_in("lena"), await site.sign_in("anna"), {"Origin": site.url}
    assert "threats" in await (await lena.get("/desk/lead/blocked")).text()
    form = {"conversation": conversation}
    assert (await anna.get("/desk/lead/blocked")).status == 403
    assert (await anna.post("/desk/lead/blocked", data=form, headers=origin)).status == 403
    assert (await lena.post("/desk/lead/blocked", data=form)).status == 403
    assert "may write again" in await (await lena.post("/desk/lead/blocked", data=form, headers=origin)).text()
    assert (await lena.post("/desk/lead/blocked", data={"conversation": "?"}, headers=origin)).status == 409

    async def lifted() -> bool:
        return not await Notices(redis).blocked()

    await until(lifted)
    await customer.say("sorry, let me talk to a person")
    await customer.line("system", event="queued")
    assert next(step.what for _, step in await Trail(redis).newest(who="lena")) == "lifted"


async def test_a_rep_writes_first_to_who_agreed_to_it_alone(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    await do(desk, "hand_back", conversation)
    await customer.line("system", event="handed_back")
    await board(desk, mine=0)
    ben = await site.desk("ben")
    no_word = await do(ben, "start", conversation, **WRITE)
    assert "has not said" in (await ben.next("refused", id=no_word))["text"]
    await knows(redis, conversation, phone="+12125550123")
    unasked = await do(ben, "start", conversation, text="Hello", agreed=False)
    assert "agreed" in (await ben.next("refused", id=unasked))["text"]
    await do(ben, "start", conversation, **WRITE)
    await customer.line("system", event="joined", name="Ben Okafor")
    await customer.line("rep", text="Your samples are here")
    await board(ben, mine=1)
    twice = await do(desk, "start", conversation, **WRITE)
    assert "somebody talks" in (await desk.next("refused", id=twice))["text"]
    await customer.say("great, thanks")
    await ben.send(type="open", conversation=conversation)
    await ben.line("customer", text="great, thanks")
    assert "told us" not in str(customer.seen)


async def test_past_chats_are_found_by_customer_and_words_and_by_reps_alone(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    await customer.say("the Örebro walnut desk, order 88213, mail ann@acme.example")
    await desk.send(type="open", conversation=conversation)
    await desk.line("customer")
    await do(desk, "resolve", conversation, disposition="order placed")
    await board(desk, mine=0)

    async def indexed() -> bool:
        return bool(await RedisFind(redis).find("walnut"))

    await until(indexed)
    ben, stranger = await site.sign_in("ben"), await site.session()
    for words in ("walnut", "ÖREBRO desk", "88213", "ann@acme.example", "acme", "anna reyes"):
        shown = await (await ben.get("/desk/find", params={"q": words})).text()
        assert f"/desk#{conversation}" in shown, words
        assert "order placed" in shown
    for words in ("walnut oak", "<script>", "*", " ", "x" * 9999):
        assert f"/desk#{conversation}" not in await (await ben.get("/desk/find", params={"q": words})).text(), words
    assert (await stranger.get("/desk/find?q=walnut")).status == 401
    assert "walnut" in [step.of for _, step in await Trail(redis).newest(who="ben")]
    tab = await site.desk("ben", ben)
    await tab.send(type="open", conversation=conversation)
    await tab.line("customer", text="the Örebro walnut desk, order 88213, mail ann@acme.example")


async def test_a_chat_that_nobody_was_called_to_is_not_shown_to_reps(site: Site) -> None:
    customer = await site.tab()
    conversation = (await customer.next("welcome"))["conversation"]
    await customer.say("hello")
    await customer.line("bot")
    desk = await site.desk("anna")
    await desk.send(type="open", conversation=conversation)
    await desk.next("refused", conversation=conversation)


async def test_who_waits_is_found_too(site: Site, redis: Redis[bytes]) -> None:
    _, conversation = await customer_who_waits(site, "a person about lighthouses")

    async def found() -> bool:
        return [one.conversation for one in await RedisFind(redis).find("lighthouses")] == [conversation]

    await until(found)
