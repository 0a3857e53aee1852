"""How fast one socket may speak."""

from __future__ import annotations


class Pace:
    """A token bucket: `burst` messages at once, then `rate` a second. Times are seconds of any steady clock."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._left, self._at = float(burst), 0.0

    def take(self, now: float) -> float:
        """0 when the message may pass now; otherwise the seconds to wait before sending it again."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) if self._at else self._burst
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0
