"""Words as they arrive from a customer or a rep, made fit to keep."""

from __future__ import annotations

import unicodedata

from bot.conversation.message import LONGEST_TEXT
from bot.errors import BadInput

_LINE_ENDS = {ord("\r"): "\n", 0x2028: "\n", 0x2029: "\n", ord("\t"): " "}


class Empty(BadInput):
    """Nothing readable is left of the text."""


class TooLong(BadInput):
    """The text has more characters than one message may have."""


def clean(text: str) -> str:
    """The text in NFC, without control characters but with its line breaks, trimmed. Raises Empty or TooLong.

    Invisible joiners stay: emoji and several scripts need them.
    """
    if len(text) > LONGEST_TEXT:
        raise TooLong(f"A message may have {LONGEST_TEXT:,} characters; this one has {len(text):,}. Please send it in parts.")
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    kept = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})
    kept = unicodedata.normalize("NFC", kept).strip().strip("\ufeff")
    if not kept:
        raise Empty("There is nothing to read in this message.")
    return kept[:LONGEST_TEXT]
