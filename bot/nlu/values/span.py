"""A stretch of a message that means something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Value = str | int | float | None
Places = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Span:
    """`text[start:end]` and what it means. `value` as the entity's type defines it, None where it has none.

    `sure`: the form alone tells the type ("$5", "TN-2110"); otherwise the words around must agree ("50").
    `low`, `high`: the stated range. `approximate`: the writer said so ("about", "a couple").
    """

    type: str
    start: int
    end: int
    text: str
    value: Value = None
    role: str | None = None
    approximate: bool = False
    low: float | None = None
    high: float | None = None
    sure: bool = True

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def extras(self) -> dict[str, Any]:
        """What a value carries beside itself, only where there is something to say."""
        carried: dict[str, Any] = {
            "low": self.low,
            "high": self.high,
            "approximate": self.approximate or None,
            "role": self.role,
        }
        return {name: value for name, value in carried.items() if value is not None}


def matched(form: re.Pattern[str], text: str, places: Places) -> Iterator[re.Match[str]]:
    """What of the places (start, end), in their order, reads as `form` from its start and not beyond its end."""
    last = 0
    for start, end in places:
        if start >= last:
            match = form.match(text, start)
            if match and start < match.end() <= end:
                last = match.end()
                yield match
