"""A long conversation costs no more for each turn than a short one."""

from __future__ import annotations

from pathlib import Path

from bot.bench.growth import PROMISE, Size, grow, rasa, scripted
from bot.store.connect import connect


async def test_turn_200_costs_no_more_than_turn_5_but_for_a_third(redis_url: str) -> None:
    client = connect(redis_url)
    costs = await grow(client, scripted(client), Size(conversations=4, late=200))
    await client.close()
    assert costs.ratio <= PROMISE


async def test_the_same_holds_with_the_trained_model(redis_url: str, trained: Path) -> None:
    client = connect(redis_url)
    costs = await grow(client, rasa(client, trained), Size(conversations=2, late=200))
    await client.close()
    assert costs.ratio <= PROMISE
