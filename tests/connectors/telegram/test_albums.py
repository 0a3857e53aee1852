"""Photos that were sent together are one message, answered once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.conversation.model import Entry
from bot.store import keys
from connectors.telegram import gathering
from tests.connectors.telegram.conftest import Start, World
from tests.connectors.telegram.customer import Customer
from tests.connectors.telegram.test_bad_input import JPEG

LONG = timedelta(minutes=5)


def photos(customer: Customer, count: int, group: str = "g1", caption: str = "") -> list[dict[str, Any]]:
    """Messages of one album, not sent yet; each photo is another one."""
    messages = []
    for number in range(count):
        file_id = f"{group}-{number}"
        customer.api.files[file_id] = JPEG + bytes([number])
        size = {"file_id": file_id, "file_unique_id": file_id, "width": 1280, "height": 853, "file_size": 100}
        words = {"caption": caption} if caption and number == 0 else {}
        messages.append(customer.message(photo=[size], media_group_id=group, **words))
    return messages


async def customers_lines(world: World, customer: Customer, count: int) -> list[Entry]:
    """Waits for so many lines of the customer's."""
    log = await world.logged(customer, lambda log: len([one for one in log if one.author == "customer"]) >= count)
    return [entry for entry in log if entry.author == "customer"]


@pytest.mark.usefixtures("door")
async def test_an_album_is_one_message_in_its_order_and_answered_once(customer: Customer, world: World) -> None:
    first, second, third = photos(customer, 3, caption="like these")
    for message in (second, first, third):
        await world.api.happen(message=message)
    (line,) = await customers_lines(world, customer, 1)
    assert line.text == "like these"
    assert [file.name for file in line.attachments] == [f"photo-{one['message_id']}.jpg" for one in (first, second, third)]
    await customer.writes("and now?")
    assert await world.api.sees(customer.id, 2) == ["You said: like these", "You said: and now?"]


@pytest.mark.usefixtures("door")
async def test_what_is_written_after_an_album_comes_after_it(
    customer: Customer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "COMPLETE_AFTER", LONG)
    for message in photos(customer, 2):
        await world.api.happen(message=message)
    await customer.writes("how much?")
    album, words = await customers_lines(world, customer, 2)
    assert (len(album.attachments), words.text) == (2, "how much?")


@pytest.mark.usefixtures("door")
async def test_parts_that_come_again_or_late_are_not_lost_and_not_twice(customer: Customer, world: World) -> None:
    first, second, late = photos(customer, 3)
    await world.api.happen(message=first, update_id=9001)
    await world.api.happen(message=second, update_id=9002)
    await world.api.happen(message=second, update_id=9002)
    await customer.writes("done", update_id=9003)
    await customers_lines(world, customer, 2)
    for update, message in ((9001, first), (9002, second), (9004, late)):
        await world.api.happen(message=message, update_id=update)
    lines = await customers_lines(world, customer, 3)
    assert [len(line.attachments) for line in lines] == [2, 0, 1]


@pytest.mark.usefixtures("door")
async def test_what_cannot_be_taken_of_an_album_is_told_once(customer: Customer, world: World) -> None:
    photo, _ = photos(customer, 2, caption="two photos and films")
    film = {"file_id": "v", "file_unique_id": "v", "duration": 3, "width": 1, "height": 1}
    await world.api.happen(message=photo)
    for _ in range(2):
        await customer.sends(video=film, media_group_id="g1")
    seen = await world.api.sees(customer.id, 2)
    assert sorted(seen) == [
        "I can't listen to recordings or watch videos. Could you write it down for me?",
        "You said: two photos and films",
    ]
    (line,) = await customers_lines(world, customer, 1)
    assert len(line.attachments) == 1


@pytest.mark.usefixtures("engine")
async def test_an_album_outlives_the_process_that_took_it(
    start: Start, customer: Customer, world: World, redis: Redis[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "COMPLETE_AFTER", LONG)
    one = await start("one")
    for message in photos(customer, 2):
        await world.api.happen(message=message)
    name = f"{customer.id}:g1"
    while await redis.hlen(keys.telegram_album(name)) < 2 or world.api.unconfirmed:
        await asyncio.sleep(0.01)
    await one.aclose()
    await redis.rename(keys.telegram_album(name), keys.telegram_album_taken(name))  # it died while making the message
    await redis.zadd(keys.TELEGRAM_ALBUMS, {name: 1})
    await start("two")
    (line,) = await customers_lines(world, customer, 1)
    assert len(line.attachments) == 2
