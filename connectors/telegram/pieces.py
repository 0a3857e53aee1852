"""Texts cut so that Telegram takes them: at sentences, where there are any."""

from __future__ import annotations

import re

LONGEST_MESSAGE = 4096
LONGEST_CAPTION = 1024
"""UTF-16 code units: https://core.telegram.org/bots/api#sendmessage and #sendphoto."""
_SENTENCE_END = re.compile(r"\n+|[.!?…]+[\"'”’)\]]*\s+|[。！？]+")
_SHORTEST_SHARE = 0.5
"""A cut at a sentence leaves at least this share of the room used; else a space is the better place."""


def length(text: str) -> int:
    """Characters as Telegram counts them: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, most: int = LONGEST_MESSAGE) -> list[str]:
    """The text in order, in parts of at most so many units; none for a text without anything to see."""
    parts = []
    rest = text.strip()
    while length(rest) > most:
        head = fitting(rest, most)
        cut = _cut(head)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def fitting(text: str, most: int) -> str:
    """The longest beginning that fits; no character is cut in two."""
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")


def _cut(head: str) -> int:
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] > len(head) * _SHORTEST_SHARE:
        return ends[-1]
    space = max(head.rfind(" "), head.rfind("\n"))
    return space + 1 if space > 0 else len(head)
