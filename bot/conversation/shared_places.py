"""A place that a customer shared, as the people who read the conversation see it."""

from __future__ import annotations

from bot.conversation.model import Location
from bot.places import miles, nearest

FAR = 30
"""Miles from the nearest ZIP code's point beyond which a place is told by its degrees: at sea, or abroad."""


def with_place(text: str, place: Location) -> str:
    """The words that came with a place, and below them where it is, by the nearest ZIP code."""
    return f"{text}\n{_named(place)}".strip()


def _named(place: Location) -> str:
    here = (place.latitude, place.longitude)
    near = nearest(here)
    if near.point is None or miles(here, near.point) > FAR:
        return f"📍 {place.latitude:.4f}, {place.longitude:.4f}"
    return f"📍 {near.city}, {near.state} {near.zip}"
