"""What waits weighs: size of the deal, what it is about, a quote about to expire. And the floor under it: who waited long
enough is overtaken by nobody, and nobody is overtaken more than `MOST_OVERTAKEN` times.

Each hand-off draws a ticket, one more than the last. It is served in the order of ticket minus head start, and a head start is
at most `MOST_OVERTAKEN` places: whoever overtakes a ticket n holds one of the tickets n + 1 to n + `MOST_OVERTAKEN`. So the
limit holds by construction, without counting. After `RIPE_SECONDS` the order of tickets alone counts, ahead of all that is
younger.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log10

from bot.sales.needs import Needs

MOST_OVERTAKEN = 20
RIPE_SECONDS = 120
SMALL_DEAL, LARGE_DEAL = 100, 100_000  # USD: below the first a deal gives no head start, from the second on the full share
SOON = timedelta(hours=24)

_BY_INTENT = {
    "complaint": 0.8,
    "sourcing_request": 0.6,
    "bulk_quote": 0.6,
    "place_order": 0.5,
    "cancel_order": 0.5,
    "modify_order": 0.5,
    "financing": 0.4,
}
_OTHERWISE = 0.2
_SHARES = (0.45, 0.25, 0.30)  # of deal, intent, expiry


def deal_share(usd: int) -> float:
    """0 to 1, by orders of magnitude."""
    if usd <= SMALL_DEAL:
        return 0.0
    return min(1.0, log10(usd / SMALL_DEAL) / log10(LARGE_DEAL / SMALL_DEAL))


def expiry_share(expires: datetime | None, now: datetime) -> float:
    """0 to 1: nothing a day ahead or when it is over, 1 when it is about to happen."""
    if expires is None or not now <= expires <= now + SOON:
        return 0.0
    return 1.0 - (expires - now) / SOON


def head_start(needs: Needs, now: datetime) -> int:
    """Places, 0 to `MOST_OVERTAKEN`; all of them for who comes back through a rep's fault."""
    if needs.urgent:
        return MOST_OVERTAKEN
    shares = (deal_share(needs.deal), _BY_INTENT.get(needs.intent, _OTHERWISE), expiry_share(needs.expires, now))
    return round(MOST_OVERTAKEN * sum(weight * share for weight, share in zip(_SHARES, shares, strict=True)))
