"""Whether a rep is on shift."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dateutil import tz

from bot.sales.model import Rep
from bot.shops.hours import open_at


def local_time(rep: Rep, now: datetime) -> datetime:
    """The moment where the rep is; UTC where no time zone, or one that does not exist, is given."""
    zone: tzinfo | None = tz.gettz(rep.timezone) if rep.timezone else None
    return now.astimezone(zone or tz.UTC)


def on_shift(rep: Rep, now: datetime) -> bool:
    """A rep without shifts is on shift whenever the desk is open."""
    return rep.shifts is None or open_at(rep.shifts, local_time(rep, now)).now


def back_at(rep: Rep, now: datetime) -> datetime | None:
    """When the rep's next shift begins; None while on shift, and where none begins within a week."""
    return None if rep.shifts is None else open_at(rep.shifts, local_time(rep, now)).again
