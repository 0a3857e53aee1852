"""The router: offers those who wait to reps, whenever either side changes. Tell is the queue's own stream, which the desks
tail."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timezone

from bot.errors import StoreError
from bot.store import keys
from bot.store.connect import UNREACHABLE, Client, patiently
from bot.store.routing import BATCH, Router

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
"""Between two looks at what is due where nothing else happens."""
PAUSE = 0.5  # seconds, after Redis was away


async def run(client: Client, batch: int = BATCH) -> None:
    """Routes until cancelled. Several of these at once do no harm; one is enough."""
    router, position = Router(client, batch), "$"
    while True:
        try:
            while (await router.route(datetime.now(timezone.utc))).more:
                pass
            position = await _change(client, position)
        except UNREACHABLE:
            await asyncio.sleep(PAUSE)
        except StoreError as error:
            logger.warning("the router waits: %s", error)
            await asyncio.sleep(PAUSE)


async def _change(client: Client, position: str) -> str:
    """Waits for a change of the queue, or a tick; gives the position to go on from."""
    if position == "$":
        newest = await patiently(lambda: client.xrevrange(keys.SALES_EVENTS, count=1), PAUSE)
        return newest[0][0].decode() if newest else "0-0"
    found = await client.xread({keys.SALES_EVENTS: position}, count=1000, block=int(TICK_SECONDS * 1000))
    return found[0][1][-1][0].decode() if found else position
