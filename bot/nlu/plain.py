"""What people type is text, never a command."""

from __future__ import annotations

import re

_SLASHES = re.compile(r"[/\s]*")
_BROKEN = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The same text, equally long, as Rasa can take it.

    Leading slashes become spaces, for Rasa would execute "/intent{...}" as if it had understood it; halves of characters,
    which no library below can encode, become replacement characters.
    """
    whole = _BROKEN.sub("\ufffd", text)
    if not whole.lstrip().startswith("/"):
        return whole
    leading = _SLASHES.match(whole)
    end = leading.end() if leading else 0
    return " " * end + whole[end:]
