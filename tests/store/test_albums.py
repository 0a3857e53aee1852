"""What was sent together is kept until it is a message, whoever dies in between."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from redis.asyncio import Redis

from bot.store.albums import TAKEN_FOR, Albums, Part

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=timezone.utc)


def part(number: int) -> Part:
    return Part(update=100 + number, message=number, at=NOW, file_id=f"f{number}")


async def test_an_album_is_due_when_no_more_has_come(redis: Redis[bytes]) -> None:
    albums = Albums(redis)
    await albums.add(7, "g", part(2), NOW + timedelta(seconds=1))
    await albums.add(7, "g", part(1), NOW + timedelta(seconds=2))
    assert await albums.due(NOW + timedelta(seconds=1)) == []
    assert await albums.due(NOW + timedelta(seconds=2)) == [(7, "7:g")]
    assert await albums.open(7) == [(7, "7:g")]
    assert await albums.open(8) == []
    assert await albums.take("7:g", NOW) == [part(1), part(2)]


async def test_who_dies_with_an_album_leaves_it_to_the_next(redis: Redis[bytes]) -> None:
    albums = Albums(redis)
    await albums.add(7, "g", part(1), NOW)
    await albums.take("7:g", NOW)
    assert await albums.due(NOW + timedelta(seconds=1)) == []
    assert await albums.due(NOW + TAKEN_FOR) == [(7, "7:g")]
    assert await albums.take("7:g", NOW + TAKEN_FOR) == [part(1)]
    await albums.done("7:g", NOW)
    assert await albums.due(NOW + 2 * TAKEN_FOR) == []
    assert await albums.take("7:g", NOW) == []


async def test_what_comes_while_an_album_is_made_is_an_album_of_its_own(redis: Redis[bytes]) -> None:
    albums = Albums(redis)
    await albums.add(7, "g", part(1), NOW)
    await albums.take("7:g", NOW)
    await albums.add(7, "g", part(2), NOW)
    assert await albums.take("7:g", NOW) == [part(1)]
    await albums.done("7:g", NOW)
    assert await albums.due(NOW) == [(7, "7:g")]
    assert await albums.take("7:g", NOW) == [part(2)]
