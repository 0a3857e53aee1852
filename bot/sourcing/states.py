"""The states of a request and the ways between them; every other change is refused, with the reason."""

from __future__ import annotations

from bot.errors import Refused
from bot.sourcing.request import State

NEXT: dict[State, tuple[State, ...]] = {
    "draft": ("open", "cancelled"),
    "open": ("open", "comparing", "needs_info", "no_quotes", "expired", "cancelled"),
    "needs_info": ("open", "comparing", "no_quotes", "expired", "cancelled"),
    "comparing": ("open", "comparing", "negotiating", "sampling", "awarded", "expired", "cancelled"),
    "negotiating": ("open", "negotiating", "comparing", "sampling", "awarded", "expired", "cancelled"),
    "sampling": ("open", "sampling", "comparing", "negotiating", "awarded", "expired", "cancelled"),
    "awarded": ("ordered", "cancelled"),
    "ordered": (),
    "no_quotes": ("open", "cancelled"),
    "expired": ("open", "cancelled"),
    "cancelled": (),
}
"""State → the states that may follow. Open follows again where a new version goes out to the suppliers."""
TAKES_QUOTES: tuple[State, ...] = ("open", "needs_info")
TAKES_REVISIONS: tuple[State, ...] = (*TAKES_QUOTES, "comparing", "negotiating", "sampling")
DECIDABLE: tuple[State, ...] = ("comparing", "negotiating", "sampling")
CLOSED: tuple[State, ...] = ("awarded", "ordered", "cancelled")


def check(before: State, after: State, number: str) -> None:
    """Raises Refused where this state may not follow that one."""
    if after not in NEXT[before]:
        may = ", ".join(NEXT[before]) or "nothing else"
        raise Refused(f"{number} is {before}; it may become {may}, not {after}")
