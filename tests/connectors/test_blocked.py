"""Abuse is blocked for a person or a whole account, in every conversation and both channels, and lifted again."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from redis.asyncio import Redis

from bot.conversation.message import Message, Said
from bot.sales.model import Rep
from bot.store import keys
from bot.store.conversations import Conversations
from bot.store.notices import Notices
from bot.store.sales import RedisReps
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab
from tests.connectors.test_desk import accepted, taken_up, until
from tests.connectors.test_desk_work import do
from tests.connectors.test_passes import CUSTOMERS, accounts, shown, visit  # noqa: F401  a fixture

FIRM = next(customer.account for customer in CUSTOMERS if len(customer.account.people) > 1)
JANE, COLLEAGUE = FIRM.people[0], FIRM.people[-1]
OTHER = next(customer.account for customer in CUSTOMERS if customer.account is not FIRM).people[0]


async def talks(site: Site, email: str = JANE.email) -> Tab:
    """A customer of that address in a conversation of their own, who was answered."""
    tab = await visit(site, shown(site, email))
    await tab.say("hello")
    await tab.line("bot", text="You said: hello")
    return tab


def conversation_of(tab: Tab) -> str:
    return str(next(one["conversation"] for one in tab.seen if one["type"] == "welcome"))


async def taken_by(site: Site, rep: str, customer: Tab) -> Tab:
    """The desk of that rep, who talks with the customer."""
    await customer.say("a person")
    return await taken_up(site, customer, conversation_of(customer), rep)


async def reported(site: Site, whole: str) -> tuple[Tab, Tab, str]:
    """Jane, whom a rep has reported; that rep's desk; the conversation."""
    jane = await talks(site)
    desk, conversation = await taken_by(site, "anna", jane), conversation_of(jane)
    await do(desk, "report", conversation, why="threats", whole=whole)
    await jane.line("system", event="resolved")
    return jane, desk, conversation


async def answered(tab: Tab) -> str:
    await tab.say("are you there?")
    return str((await tab.line("bot"))["text"])


async def lift(site: Site, redis: Redis[bytes], hashed: str, conversation: str) -> str:
    """A lead lets them write again; gives the page before that."""
    await RedisReps(redis).save(Rep("lena", "Lena Lead", hashed, role="lead"))
    lena = await site.sign_in("lena")
    page = await (await lena.get("/desk/lead/blocked")).text()
    done = await lena.post("/desk/lead/blocked", data={"conversation": conversation}, headers={"Origin": site.url})
    assert "may write again" in await done.text()

    async def lifted() -> bool:
        return not await Notices(redis).blocked() and not await redis.exists(keys.SALES_BARRED)

    await until(lifted)
    return page


async def test_a_whole_account_is_blocked_wherever_it_writes_and_let_in_again(
    site: Site, redis: Redis[bytes], hashed: str
) -> None:
    elsewhere, stranger = await talks(site), await talks(site, OTHER.email)
    jane, desk, conversation = await reported(site, "account")
    everywhere = [jane, elsewhere, await visit(site, shown(site, COLLEAGUE.email))]
    assert [await answered(tab) for tab in everywhere] == ["utter_blocked"] * 3
    assert await answered(stranger) == "You said: are you there?"
    other = conversation_of(elsewhere)
    await Conversations(redis).append(Message("tg:1", other, datetime.now(timezone.utc), Said("hello?"), "telegram"))
    assert (await elsewhere.line("bot"))["text"] == "utter_blocked"
    await desk.send(type="open", conversation=other)
    assert (await desk.next("refused", conversation=other))["text"]
    assert FIRM.company in await lift(site, redis, hashed, conversation)
    assert [await answered(tab) for tab in everywhere] == ["You said: are you there?"] * 3


async def test_a_person_is_blocked_and_their_colleagues_are_not(site: Site, redis: Redis[bytes], hashed: str) -> None:
    jane, _, conversation = await reported(site, "person")
    assert await answered(await visit(site, shown(site, JANE.email))) == "utter_blocked"
    assert await answered(await visit(site, shown(site, COLLEAGUE.email))) != "utter_blocked"
    await lift(site, redis, hashed, conversation)
    assert await answered(jane) == "You said: are you there?"


@pytest.mark.parametrize("whole", ["person", "account"])
async def test_who_is_not_known_is_blocked_in_the_conversation_alone(site: Site, redis: Redis[bytes], whole: str) -> None:
    _, desk, conversation = await accepted(site)
    asked = await do(desk, "report", conversation, why="threats", whole=whole)
    assert "proved" in (await desk.next("refused", id=asked))["text"]
    assert await Notices(redis).blocked() == []


async def test_a_rep_who_has_a_chat_of_a_blocked_account_goes_on_and_is_told(site: Site) -> None:
    elsewhere = await talks(site)
    ben, other = await taken_by(site, "ben", elsewhere), conversation_of(elsewhere)
    await reported(site, "account")
    await elsewhere.say("what about my order?")
    await ben.send(type="open", conversation=other)
    await ben.line("customer", text="what about my order?")
    assert (await ben.next("about", conversation=other))["blocked"] == "threats"
    assert "utter_blocked" not in str(elsewhere.seen)
