"""Who the customer is and how to reach them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.facts import Heard, Learned

_NAME = re.compile(r"\b(?:[Mm]y name(?:'s| is)|[Tt]his is|[Ii]t's|[Nn]ame:?) ((?:[A-Z][a-z]+)(?: [A-Z][a-z]+)?)\b")
_COMPANY = re.compile(
    r"\b(?:[Cc]ompany(?: name)?(?:'s| is|:)|[Ww]e(?:'re| are) (?=(?:[A-Z]\w+ ?)+(?:Inc|LLC|Ltd|"
    r"Co)\b)) ?((?:[A-Z][\w&'.]*)(?: [A-Z][\w&'.]*){0,4})"
)


def learn_contact(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    for name in ("email", "phone"):
        if heard.values(name):
            learned.facts[name] = str(heard.values(name)[0]["value"])
    if "email" in asked and "@" in heard.text and not heard.values("email"):
        learned.refuse("email", heard.text, "email")
    for name, pattern in (("name", _NAME), ("company", _COMPANY)):
        found = pattern.search(heard.text)
        if found:
            learned.facts[name] = found.group(1)
