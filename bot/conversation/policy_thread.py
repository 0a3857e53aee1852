"""Short questions after an answer from the merchant's policies: "how long do I have", "and furniture?", "how fast". Pure."""

from __future__ import annotations

import re

from bot.conversation.moment import Moment
from bot.conversation.things import is_printed

SHORT = 7  # words
_HOW = re.compile(r"\bhow (?:long|fast|quick(?:ly)?|soon|much|many days)\b|\bwhat (?:does|would) (?:it|that) cost\b", re.I)
_AND = re.compile(r"^\W*(?:(?:ok|so)\W+)*(?:and|what about|how about|what if|can (?:you|u|i)|but)\b", re.I)
_ELSE = re.compile(r"\b(?:order|list|cart|basket|total|delivery|delivered|wait|rep|person|stock)\b", re.I)
"""Words of a question about something else."""
_TIME = re.compile(r"\b(?:days?|weeks?|months?|hours?|minutes?|while you wait)\b", re.I)
_MONEY = re.compile(r"\$|\bpercent\b|\bfree\b|\bcosts?\b", re.I)
_SENTENCES = re.compile(r"(?<=[.;])\s+")
OF_SERVICES = ("print_services", "it_services")


def about_terms(now: Moment) -> str | None:
    """The intent of the answer that such a message goes on with; None where it is about something else."""
    told = (now.slots.get("pending") or {}).get("terms")
    if not told or now.form or len(now.text.split()) > SHORT or _ELSE.search(now.text):
        return None
    things = now.named & {"product", "sku", "zip", "brand"}
    goes_on = bool(_HOW.search(now.text)) and not things
    if told["intent"] in OF_SERVICES:
        fits = not things or is_printed(now.text)
        counted = now.named <= {"product", "quantity", "unit", "size"}
        goes_on = goes_on or now.named == {"size"} or (fits and counted and bool(_AND.match(now.text)))
    elif told["intent"] == "return_policy":
        goes_on = goes_on or bool(_AND.match(now.text) and "quantity" not in now.named)
    return str(told["intent"]) if goes_on and now.intent not in ("complaint", "talk_to_human") else None


def narrowed(passage: str, question: str) -> str:
    """The sentences of a passage that tell the time or the money that the question asks for; all of it where none does."""
    asked = _HOW.search(question)
    wanted = _MONEY if asked and re.search("much|cost", asked[0], re.I) else _TIME
    kept = [sentence for sentence in _SENTENCES.split(passage) if wanted.search(sentence)] if asked else []
    return " ".join(kept).removesuffix(";") or passage
