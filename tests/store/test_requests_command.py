"""`quartermaster requests`, run as people run it."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

from redis.asyncio import Redis

from bot.conversation.model import Conversation
from bot.sourcing.service import Sourcing
from bot.store.numbers import RedisNumbers
from tests.commands import quartermaster
from tests.store.test_requests import FIELDS, NOW, NUMBER, acted, opened, quote


async def test_requests_are_listed_shown_and_exported(redis: Redis[bytes], redis_url: str, var: Path) -> None:
    requests = await opened(redis)
    await Sourcing(RedisNumbers(redis), requests).open(Conversation("alice"), FIELDS, "m1", NOW)
    await quote(requests, "S1")
    await requests.apply(acted("accept"))
    await requests.dead_letter(NUMBER, "S2", "invite v1", "refused with 550", NOW)
    listed = quartermaster(var, "requests", "list", redis_url=redis_url).stdout
    assert NUMBER in listed
    assert "1 of 12 quoted" in listed
    shown = quartermaster(var, "requests", "show", NUMBER.lower(), redis_url=redis_url).stdout
    assert "awarded" in shown
    assert "accepted" in shown
    exported = json.loads(quartermaster(var, "requests", "export", NUMBER, redis_url=redis_url).stdout)
    assert exported["accepted"]["quote"]["supplier"] == "S1"
    rows = list(csv.DictReader(StringIO(quartermaster(var, "requests", "export", NUMBER, "--csv", redis_url=redis_url).stdout)))
    assert [row["quantity_from"] for row in rows] == ["500", "2000"]
    assert "refused with 550" in quartermaster(var, "requests", "dead", redis_url=redis_url).stdout
    unknown = quartermaster(var, "requests", "show", "RFQ-1", redis_url=redis_url)
    assert unknown.returncode == 1
    assert "there is no request RFQ-1" in unknown.stderr
