"""What people type is text, never a command."""

from __future__ import annotations


def plain(text: str) -> str:
    """The same text, equally long, without leading slashes: Rasa would execute "/intent{...}" as if it had understood it."""
    bare = text.lstrip()
    slashes = len(bare) - len(bare.lstrip("/ \t\r\n"))
    if not bare.startswith("/"):
        return text
    skipped = len(text) - len(bare) + slashes
    return " " * skipped + text[skipped:]
