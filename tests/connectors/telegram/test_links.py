"""From the website into the chat, and on with the same conversation."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.links import LIFE_SECONDS, conversation_of, start_payload
from bot.conversation.message import Message, RepSaid, Said
from bot.errors import Refused
from tests.connectors.telegram.conftest import SECRET, World
from tests.connectors.telegram.customer import SENT, Customer

NOW = datetime.fromtimestamp(SENT, timezone.utc)
WEB = "w" + "0123456789ab" * 2


async def begun_on_the_website(world: World) -> str:
    """A conversation of the website with one answer in it; gives the deep link's payload."""
    await world.conversations.append(Message("web-1", WEB, NOW, Said("hello from the web")))
    while len(await world.conversations.entries(WEB)) < 2:
        await asyncio.sleep(0.01)
    return start_payload(SECRET, WEB, NOW)


@pytest.mark.usefixtures("door")
async def test_a_link_goes_on_with_the_websites_conversation(customer: Customer, world: World) -> None:
    payload = await begun_on_the_website(world)
    await customer.writes(f"/start {payload}")
    await customer.writes("and here")
    seen = await world.api.sees(customer.id, 2)
    assert sorted(seen) == ["Good, we go on here where you left off on the website. What's next?", "You said: and here"]
    entries = [entry for _, entry in await world.conversations.entries(WEB)]
    said = [entry.text or entry.event for entry in entries]
    assert said == ["hello from the web", "You said: hello from the web", "continued", "and here", "You said: and here"]
    assert entries[2].name == "telegram"


@pytest.mark.usefixtures("door")
async def test_a_link_serves_one_chat_only(customer: Customer, world: World) -> None:
    payload = await begun_on_the_website(world)
    stranger = Customer(world.api, 666)
    await customer.writes(f"/start {payload}")
    await world.api.sees(customer.id, 1)
    await stranger.writes(f"/start {payload}")
    assert "run out or was used" in (await world.api.sees(stranger.id, 1))[0]
    await stranger.writes("what is in it?")
    await world.api.sees(stranger.id, 2)
    assert [entry.event for _, entry in await world.conversations.entries(WEB)][2:] == ["continued"]


@pytest.mark.usefixtures("door")
async def test_the_same_start_twice_goes_on_once(customer: Customer, world: World) -> None:
    payload = await begun_on_the_website(world)
    for _ in range(2):
        await customer.writes(f"/start {payload}", update_id=5000)
    await customer.writes("and here", update_id=5001)
    await world.api.sees(customer.id, 2)
    events = [entry.event for _, entry in await world.conversations.entries(WEB)]
    assert events == ["", "", "continued", "", ""]


@pytest.mark.usefixtures("door")
async def test_a_hand_off_goes_on_too(customer: Customer, world: World) -> None:
    await world.conversations.append(Message("web-1", WEB, NOW, Said("a person please")))
    while len(await world.conversations.entries(WEB)) < 3:
        await asyncio.sleep(0.01)
    await customer.writes(f"/start {start_payload(SECRET, WEB, NOW)}")
    await world.api.sees(customer.id, 1)
    await world.rep_joins(customer)
    await customer.writes("here I am")
    await world.logged(customer, lambda log: any(entry.text == "here I am" for entry in log))
    await world.rep(customer, RepSaid("anna", "I see both"))
    seen = await world.api.sees(customer.id, 3)
    assert seen[1:] == ["Anna from the sales team is here now.", "Anna: I see both"]
    assert await world.said_by(customer) == ["a person please", "here I am"]


@pytest.mark.usefixtures("door")
async def test_a_link_that_has_run_out_or_is_forged_begins_nothing(customer: Customer, world: World) -> None:
    old = start_payload(SECRET, WEB, NOW - timedelta(seconds=LIFE_SECONDS + 60))
    forged = start_payload("another secret", WEB, NOW)
    for payload in (old, forged, "web_", "web_é"):
        await customer.writes(f"/start {payload}")
    seen = await world.api.sees(customer.id, 4)
    assert all("run out or was used" in text for text in seen)


def test_a_payload_fits_into_a_deep_link_and_comes_back() -> None:
    payload = start_payload(SECRET, WEB, NOW)
    assert len(payload) <= 64
    assert payload.replace("_", "").replace("-", "").isalnum()
    assert conversation_of(SECRET, payload, NOW + timedelta(seconds=LIFE_SECONDS - 1)) == WEB


@pytest.mark.parametrize("change", [lambda p: p[:-2], lambda p: p[:8] + ("A" if p[8] != "A" else "B") + p[9:], lambda p: p[4:]])
def test_a_changed_payload_is_refused(change: object) -> None:
    with pytest.raises(Refused):
        conversation_of(SECRET, change(start_payload(SECRET, WEB, NOW)), NOW)  # type: ignore[operator]


def test_only_conversations_of_the_website_have_links() -> None:
    with pytest.raises(Refused):
        start_payload(SECRET, "telegram-0123", NOW)
