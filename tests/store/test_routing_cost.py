"""What an assignment asks of Redis, counted in commands, where everything that makes it dear comes together."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.sales.urgency import RIPE_SECONDS
from tests.store.floor import Floor

MOST_COMMANDS = 60
"""For one assignment, those inside the scripts counted: it stays so however many wait or are free."""


async def test_an_assignment_costs_few_commands_where_many_wait_and_those_free_have_too_few_seats(redis: Redis[bytes]) -> None:
    floor = Floor(redis, batch=8)
    for number in range(60):
        await floor.waits(f"old-{number}", intent="sourcing_request")  # two seats each, and nobody may overtake them
    floor.later(RIPE_SECONDS + 1)
    await floor.route()
    for number in range(40):
        await floor.comes(f"rep-{number}", capacity=3, skills=("sourcing", "print"), languages=("en", "es"))
    for number in range(120):
        await floor.waits(f"new-{number}")
    before = await _commands(redis)
    given = await floor.route()
    spent = await _commands(redis) - before
    assert len(given) == 40
    assert spent / len(given) < MOST_COMMANDS


async def _commands(redis: Redis[bytes]) -> int:
    return sum(one["calls"] for name, one in (await redis.info("commandstats")).items() if name != "cmdstat_info")
