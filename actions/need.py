"""What a message, and the facts before it, ask the catalog for.

A need is a dict: the FILTERS, `text` (the customer's words), `short` (the thing's name alone), `in_stock` and `by` (ISO day).
"""

from __future__ import annotations

import re
from typing import Any

from actions.naming import FILLER, free_text, named_text
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.asked_filters import asked_filters
from bot.conversation import counted, references
from bot.conversation.facts import CATALOG
from bot.conversation.words import is_yes

FILTERS = ("brand", "color", "material", "size", "min_price", "max_price")
LONGEST_QUERY = 300
_ONLY_STOCKED = re.compile(r"\b(?:what|which|any|show|list|only|that (?:is|are)|have)\b", re.I)
_ONES = re.compile(
    r"^\W*(?:(?:no|and|ok),? )*"
    r"(?:(?:how|what) about |(?:do|did) (?:you|u) (?:have|sell|carry) |have (?:you|u) got |(?:are|is) there )?"
    r"(?:the |only |just |any |some |got )*(?:[\w-]+ ){1,2}ones?\W*(?:please|pls|plz)?\W*$",
    re.I,
)
""" "The jumbo ones", "do you have security ones": of what is looked for."""
_NARROWED = re.compile(
    r"^\W*(?:only|just|nothing but|show only|only show(?: me)?|(?:the )?same(?: (?:one|thing))?,? but(?: in| with)?)"
    r"\s+(?P<rest>.+?)\W*$",
    re.I,
)


def need_of(talk: Talk) -> dict[str, Any]:
    """What this message and the facts before it ask the catalog for; text "" where no thing is named."""
    source = _said_now(talk) if talk.in_form() else talk.facts(FILTERS)  # the open request's facts are about another thing
    need = {name: value for name, value in source.items() if name in FILTERS}
    text, named = _thing(talk)
    wishes = _wishes(talk)
    if talk.intent == "stock_check" and not _ONLY_STOCKED.search(talk.text):
        text = asked_filters(text).text.strip(" ?")  # "is it in stock" asks of what is sold out, too
        wishes.pop("in_stock", None)
    text = counted.without_heads(text)
    return {**need, **wishes, "text": text[:LONGEST_QUERY], "short": " ".join(dict.fromkeys(named))}


def _thing(talk: Talk) -> tuple[str, list[str]]:
    """The words to look for, and the names among them; of an earlier message, where this one has none."""
    named = talk.named("product", "sku", "brand")
    text = named_text(talk.text, talk.entities)
    if not text and _free_search(talk):
        text = free_text(talk.text, talk.entities)
    if _ONES.search(text) and talk.held("product") and not talk.in_form():
        text = " ".join([*(word for word in text.split() if word.lower() not in FILLER), str(talk.held("product"))])
        named = [text]
    if not text and not talk.in_form():
        named = [str(talk.held(name)) for name in ("product", "sku") if talk.held(name)]
        text = " ".join(named)
    return text, named


def _wishes(talk: Talk) -> dict[str, Any]:
    """ "In stock and here by Friday", as filters of the search."""
    said = asked_filters(talk.text, talk.turn.now.date())
    return {**({"in_stock": True} if said.in_stock else {}), **({"by": said.by.isoformat()} if said.by else {})}


def narrow(talk: Talk, need: dict[str, Any]) -> None:
    """ "only dell", "same but 32gb": what was not recognised as a filter is a brand of the catalog, or one more word."""
    found = _NARROWED.match(talk.text)
    known = {entity["entity"] for entity in talk.entities} & {*FILTERS, "money", "product", "sku", "reference"}
    if not found or known or len(found["rest"].split()) > 3:
        return
    brands = services().catalog.brands()
    rest = re.sub(r"\s+(?:ones?|please)$", "", found["rest"], flags=re.I)
    if re.sub(r"[^a-z0-9]", "", rest.lower()) in brands:
        need["text"] = " ".join(word for word in need["text"].split() if word.lower() != str(need.get("brand") or "").lower())
        need["brand"] = rest
        talk.hold("brand", rest)
    else:
        need["text"] = f"{need['text']} {rest}"
        need["short"] = f"{need.get('short') or ''} {rest}".strip()


def _said_now(talk: Talk) -> dict[str, Any]:
    """The filters of this message alone."""
    prices = {
        f"{one['role']}_price": one["value"]
        for one in talk.entities
        if one["entity"] == "money" and one.get("role") in ("min", "max")
    }
    return {**prices, **{one["entity"]: one["value"] for one in talk.entities}}


def _free_search(talk: Talk) -> bool:
    """Whether the sentence itself is what to look for: nothing in it was recognised as a thing, and nothing is on show."""
    if is_yes(talk.text) or references.read(talk.text, talk.entities).points:
        return False
    if talk.intent == "product_search":
        return not _pressed(talk)
    return talk.intent in CATALOG and not talk.held("product") and not references.shown(talk.held("search"))


def _pressed(talk: Talk) -> bool:
    """Whether the message comes from a button."""
    return any(entity["entity"] == "reference" or entity.get("start") == entity.get("end") for entity in talk.entities)
