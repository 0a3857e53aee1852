"""How far along a conversation's log a reader is."""

from __future__ import annotations


class Position:
    """The last log id that was shown. Ids are a stream's: `<milliseconds>-<count>`, ever increasing."""

    def __init__(self, last: str = "0") -> None:
        self.last = last
        self._number = _number(last)

    def passes(self, entry_id: str) -> bool:
        """Whether this entry is new to the reader; if so, it counts as shown from now on."""
        number = _number(entry_id)
        if number <= self._number:
            return False
        self.last, self._number = entry_id, number
        return True


def _number(entry_id: str) -> tuple[int, int]:
    moment, _, count = entry_id.partition("-")
    return int(moment), int(count or 0)
