"""Numbers that a reply must name before anything is committed."""

from __future__ import annotations

from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently
from bot.store.scripts import Scripts

FIRST = 10_001
REMEMBERED_SECONDS = 30 * 24 * 3600


class RedisNumbers:
    """Fulfils `bot.sourcing.service.Numbers`."""

    def __init__(self, client: Client) -> None:
        self._run = Scripts(client)

    async def allocate(self, series: str, key: str) -> str:
        """The next number of a series, "RFQ" gives "RFQ-10001"; the same key gets the same number again."""
        names = [keys.counter(series), keys.allocated(series, key)]
        number = await patiently(lambda: self._run("allocate", names, [FIRST, REMEMBERED_SECONDS]), IN_A_TURN)
        return f"{series}-{number}"
