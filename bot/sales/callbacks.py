"""A promise to call or write back within a window, and whether it was kept."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

State = Literal["promised", "kept", "late", "missed", "withdrawn"]


class Callback(msgspec.Struct, frozen=True, omit_defaults=True):
    """`contact` is a phone number or an e-mail address; `rep` who made it, "" while nobody has."""

    id: str
    conversation: str
    contact: str
    start: datetime
    end: datetime
    about: str = ""
    rep: str = ""
    state: State = "promised"
    done: datetime | None = None


def made(callback: Callback, rep: str, at: datetime) -> Callback:
    """The rep has called or written: kept within the window or before it, late after it. One that is over stays as it is."""
    if callback.state not in ("promised", "missed"):
        return callback
    return msgspec.structs.replace(callback, rep=rep, done=at, state="kept" if at <= callback.end else "late")


def missed(callback: Callback, now: datetime) -> Callback:
    """Past its window and not made."""
    over = callback.state == "promised" and now > callback.end
    return msgspec.structs.replace(callback, state="missed") if over else callback
