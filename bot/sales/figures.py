"""What is counted on the floor, hour by hour, and what it comes to.

asked       conversations in which a customer said something for the first time
queued      customers who began to wait for a person, with `why:REASON` for each
accepted    those a rep took up, `in_time` within `IN_TIME_SECONDS`; `wait_ms` their waits together
left        those who waited no more before anybody had them; `requeued` those who came back to the queue from a rep
handled     chats that a rep ended, `handle_ms` how long they took together
requests    sourcing requests opened; `quoted` those with a first quote; `awarded` those with a quote accepted
rated:X     satisfaction after a chat, by what the customer pressed
callbacks_X promised callbacks that came to the state X of `bot.sales.callbacks`; one made too late was missed before
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.events import GENERAL, HandoffRequested

IN_TIME_SECONDS = 60
TARGET = 0.8
"""Of those taken up, the share that is to be within that time."""
WHY, RATED = "why:", "rated:"
FUNNEL = ("asked", "requests", "quoted", "awarded")
LONGEST_WHY = 60


class Hour(NamedTuple):
    """What was counted in the hour that begins at `start` (UTC), by name."""

    start: datetime
    counted: Mapping[str, int]


@dataclass(frozen=True)
class Totals:
    """Several hours together; means in seconds, None where there is nothing to take the mean of."""

    counted: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.counted.get(name, 0)

    @property
    def in_time(self) -> float | None:
        return share(self["in_time"], self["accepted"])

    @property
    def kept(self) -> float | None:
        """The share of promised callbacks, of those that are over, that were kept in time."""
        return share(self["callbacks_kept"], self["callbacks_kept"] + self["callbacks_missed"])

    @property
    def mean_wait(self) -> float | None:
        return mean_seconds(self["wait_ms"], self["accepted"])

    @property
    def mean_handle(self) -> float | None:
        return mean_seconds(self["handle_ms"], self["handled"])

    def named(self, prefix: str) -> list[tuple[str, int]]:
        """Those whose name begins so, without the beginning, the most frequent first."""
        found = [(name[len(prefix) :], count) for name, count in self.counted.items() if name.startswith(prefix)]
        return sorted(found, key=lambda one: (-one[1], one[0]))


def totals(hours: Sequence[Hour]) -> Totals:
    counted: Counter[str] = Counter()
    for hour in hours:
        counted.update(hour.counted)
    return Totals(counted)


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def mean_seconds(ms: int, count: int) -> float | None:
    return ms / count / 1000 if count else None


def why_of(event: HandoffRequested) -> str:
    """The reason as it is counted: a few dozen different ones at most, and no names."""
    if event.happened:
        return {"lost": "a rep let them down", "passed_on": "passed on by a rep"}[event.happened]
    if event.reason.startswith("accepted the quote"):
        return "accepted a quote"
    general = event.reason in GENERAL and event.topic
    return (f"{event.reason}: {event.topic}" if general else event.reason).replace("_", " ")[:LONGEST_WHY]
