"""Facts about the thing that is wanted: its name, what it is like, and when it is another one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.colors import colors_in
from bot.conversation import amounts, likeliest, words
from bot.conversation.decoration import recolored
from bot.conversation.facts import GOODS, NAMES_PRODUCT, NUMBERS, Heard, Learned
from bot.conversation.names import says_no_more, words_shared
from bot.conversation.pairs import pairs
from bot.conversation.size_runs import more_of_a_size

_NARROWS = re.compile(
    r"^\W*(?:only|just|same)\b|\b(?:make|build|produce|manufacture|get|have|print|do|customize) (?:them|those|these|it|"
    r"that)\b",
    re.I,
)
_JOINED = {"material": ", ", "color": ", ", "size": ", ", "customization": ", "}
_BACK = re.compile(
    r"\b(?:(?:forget|drop|remove|skip|without|leave (?:off|out)|never ?mind|nvm|lose|ditch|scrap|don'?t (?:need|want)|"
    r"no longer need) (?:about )?"
    r"(?:the|any|our|that|a)|no(?: more)?) (?P<what>logo|print(?:ing)?|engraving|embroidery|custom\w*|colou?r|size|"
    r"material|deadline|date|"
    r"budget|price limit|target price|brand)\b",
    re.I,
)
_CALLED = {"color": "color", "colour": "color", "size": "size", "material": "material", "deadline": "date", "date": "date",
           "budget": "max_price", "price limit": "max_price", "target price": "target_price", "brand": "brand"}  # fmt: skip


_SAME_AS = re.compile(
    r"\b(?:the )?same (?P<what>logo|crest|print|design|artwork|engraving|text|colou?r|size|material|deadline|date|"
    r"budget|brand)\b",
    re.I,
)


def _said_again(text: str) -> set[str]:
    """The facts that stay as they were: "with the same crest"."""
    return {_CALLED.get(what.lower(), "customization") for what in _SAME_AS.findall(text)}


def names_taken_back(text: str) -> str | None:
    """The fact that "forget the logo", "no deadline after all" take back."""
    found = _BACK.search(text)
    return _CALLED.get(found["what"].lower(), "customization") if found else None


def taken_back(learned: Learned, heard: Heard, held: Mapping[str, Any]) -> Heard:
    """ "forget the logo": the fact goes, and the words that named it give none."""
    found, name = _BACK.search(heard.text), names_taken_back(heard.text)
    if not found or name is None:
        return heard
    if held.get(name) is not None:
        learned.facts.update({name: None, "skipped": [*(held.get("skipped") or []), name]})
    return heard.without(*found.span())


def another_thing(learned: Learned, heard: Heard, held: Mapping[str, Any], asked: Sequence[str], form: str | None) -> None:
    """A new product starts the facts about goods anew; so does a new request after one was sent."""
    named = heard.values("product") or heard.values("sku")
    begins = heard.intent == "sourcing_request" and form is None
    sent = begins and (bool(held.get("confirmed")) or words.wants_another(heard.text))
    if sent:
        learned.facts["confirmed"] = None
    if sent and words.wants_again(heard.text) and (not named or _same_thing(heard, held)):
        return  # the same goods once more: what is said now is what differs
    other = named and form is None and heard.intent in NAMES_PRODUCT and not (_same_thing(heard, held) or _narrows(heard))
    if sent or other or (form and _thought_better(heard, held)):
        stays = _said_again(heard.text)
        learned.facts.update({name: None for name in GOODS if held.get(name) is not None and name not in stays})
        if held.get("skipped"):
            learned.facts["skipped"] = None


def _thought_better(heard: Heard, held: Mapping[str, Any]) -> bool:
    """ "300 lanyards", where so far only another thing was named and no number: that one is wanted now."""
    counted = heard.values("product") and heard.values("quantity") and held.get("product") and not held.get("quantity")
    return bool(counted) and not (_same_thing(heard, held) or _narrows(heard))


def _narrows(heard: Heard) -> bool:
    """ "same but in black", "only HP", "could somebody build them": about what is already looked for."""
    return not heard.values("sku") and bool(_NARROWS.search(heard.text))


def _same_thing(heard: Heard, held: Mapping[str, Any]) -> bool:
    before = f"{held.get('product') or ''} {held.get('sku') or ''}".lower()
    now = [str(entity["value"]).lower() for name in ("product", "sku") for entity in heard.values(name)]
    if not before.strip():
        return heard.intent == "sourcing_request" or not (held.get("brand") or held.get("color"))
    return any(words_shared(before, named) for named in now)


def learn_product(learned: Learned, heard: Heard, held: Mapping[str, Any], asked: Sequence[str]) -> None:
    named = heard.values("product")
    if not named:
        return
    first = likeliest.product(heard.text, named)
    free = not held.get("product") or "product" in asked or heard.intent in NAMES_PRODUCT or words.is_correction(heard.text)
    free = free or _thought_better(heard, held)
    if not free or first is None or (held.get("product") and heard.intent == "sourcing_request" and _narrows(heard)):
        return
    if held.get("product") and "product" not in learned.facts and says_no_more(first, str(held["product"])):
        return
    if held.get("product") and says_no_more(first, str(held.get("customization") or "")):
        return  # "make the foil silver": a part of what is put on the goods
    learned.facts["product"] = first
    if not heard.values("color"):
        _learn_color(learned, heard.text, first)


def _learn_color(learned: Learned, text: str, product: str) -> None:
    """A color that no span marks: the first word of the product, or the word in front of it."""
    color, _, rest = product.partition(" ")
    if rest and colors_in(color):
        learned.facts.update(product=rest, color=color)
    elif (found := re.search(rf"(\w+) {re.escape(product)}\b", text, re.I)) and colors_in(found[1]):
        learned.facts["color"] = found[1].lower()


_MARKED = re.compile(
    r"\b(?:with |w/ ?|w |have |has |having |carrying |featuring )(?P<what>(?:(?:our|my|their|the|a) (?:[\w'’-]+ ){0,4}?"
    r"(?:logo|crest|mascot|slogan|design|artwork|emblem|monogram|team name|(?:company|shop|school|club|band|business) name|"
    r"[\w’']+s name|[\w’']+ name(?= (?:printed|engraved|stitched|embroidered|burned|etched|on|in)\b))\b|logo\b)"
    r"(?: (?:printed |engraved |stitched |embroidered |burned )?(?:on|in|across|into) (?:it|them|(?:the|each|one|both|"
    r"every) \w+|"
    r"front|back))?)",
    re.I,
)


def _marked(heard: Heard) -> tuple[str, Heard] | None:
    """The mark that goods are to carry, where the words say it plainer than the spans, and the message without those spans."""
    found = _MARKED.search(heard.text)
    if not found or _SAME_AS.match(found["what"]):
        return None
    start, end = found.span("what")
    spans = [(one.get("start") or 0, one.get("end") or 0) for one in heard.values("customization")]
    if any((first <= start and last >= end) or first < start < last for first, last in spans):
        return None
    end = max([end, *(last for first, last in spans if first < end)])
    return heard.text[start:end], heard.without(start, end)


def _worded(name: str, value: str) -> str:
    return likeliest.sized(likeliest.trimmed(value)) if name == "size" else likeliest.trimmed(value)


def _whole(values: Sequence[str]) -> list[str]:
    """Without those whose words stand in another: "crest" beside "our crest"."""
    return [one for one in values if not any(one != other and f" {one} " in f" {other} " for other in values)]


_UNDER = re.compile(r"\b(?:under|below|less than|cheaper than|max|up to|for|at)\s*\$?$", re.I)
"""Before a price of the thing itself, and no budget."""
_OF_ALL = re.compile(r"\b(?:all|both|each|everything|every one)\b", re.I)


def _without_their_counts(heard: Heard, own: Mapping[str, Any]) -> Heard:
    """The message without the amounts of the other things, where the first has its own."""
    counted = pairs(heard.text, heard.entities)
    theirs = [one.amount for one in counted if one.thing is not own]
    if len(theirs) == len(counted):
        return heard
    kept = [one for one in heard.entities if not any(one is amount for amount in theirs)]
    return Heard(heard.text, heard.intent, kept, heard.now)


def of_the_first(heard: Heard) -> Heard:
    """ "300 totes, 300 pens and 1 banner 3x6": what is said of the other things is not said of the one that is requested."""
    counts = sorted(int(one["start"]) for one in heard.values("quantity") if one.get("end"))
    goods = sorted(heard.values("product"), key=lambda one: int(one.get("start") or 0))
    first = likeliest.product(heard.text, goods)
    own = next((one for one in goods if str(one["value"]) == first), None)
    others = [one for one in goods if one is not own]
    if own is None or not others or len(counts) < 2 or _OF_ALL.search(heard.text):
        return heard
    heard = _without_their_counts(heard, own)
    for other in others:
        begins = max((at for at in counts if at < other["start"]), default=None)
        ends = min((at for at in counts if at > other["start"]), default=len(heard.text))
        if begins is None or begins <= own["start"] < ends:
            continue
        marks = [one for one in heard.values("customization") if not begins <= (one.get("start") or 0) < ends]
        for kind in ("size", "color", "material", "brand", "sku", *(("customization",) if marks else ())):
            for one in heard.values(kind):
                if begins <= (one.get("start") or 0) < ends:
                    heard = heard.without(one["start"], one["end"])
        for one in heard.values("money"):
            if begins <= (one.get("start") or 0) < ends and _UNDER.search(heard.text[: one["start"]]):
                heard = heard.without(one["start"], one["end"])
    return heard


_NO_BUT = re.compile(r"\b(?:no|nope|sorry|actually|wait|i mean(?:t)?|rather|scratch that|make (?:it|that))\b", re.I)


def _last_meant(text: str, said: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of "black. no navy. wait, gray" the last: what stands before a correction is not meant."""
    for place in range(len(said) - 1, 0, -1):
        if _NO_BUT.search(text[said[place - 1].get("end") or 0 : said[place].get("start") or 0]):
            return said[place:]
    return said


def _not_as_held(learned: Learned, text: str, held: Mapping[str, Any]) -> None:
    """ "White, not kraft": what is held and denied goes, of whatever kind it was taken for."""
    for name in ("material", "color", "size"):
        value = str(held.get(name) or "")
        if value and re.search(rf"\b(?:not|no longer|instead of|rather than) (?:the |a )?{re.escape(value)}\b", text, re.I):
            learned.facts[name] = None


def _of_the_mark(learned: Learned, heard: Heard, held: Mapping[str, Any]) -> Heard:
    """ "Silver, not gold", where the logo is to be gold: the mark gets the color, and the goods keep theirs."""
    custom = str(held.get("customization") or "")
    for one in heard.values("color") if custom else ():
        if amounts.negated(heard.text, one) or heard.values("customization"):
            continue
        if changed := recolored(heard.text, custom, one):
            learned.facts["customization"] = changed
            colors = [other for other in heard.values("color") if other.get("end")]
            return heard.without(min(other["start"] for other in colors), max(other["end"] for other in colors))
    return heard


def learn_description(learned: Learned, heard: Heard, held: Mapping[str, Any]) -> None:
    if heard.values("product") and (mark := _marked(heard)):
        learned.facts["customization"], heard = mark
    _not_as_held(learned, heard.text, held)
    heard = _of_the_mark(learned, heard, held)
    for name in ("material", "color", "size", "customization", "brand", "sku"):
        said = [
            one
            for one in heard.values(name)
            if not amounts.negated(heard.text, one) and likeliest.can_be(name, str(one["value"]))
        ]
        if said and held.get(name) and name in _said_again(heard.text):
            learned.facts[name] = held[name]
        elif said:
            said = [one for one in said if likeliest.set_right(heard.text, one)] or said
            said = [one for one in said if not _SAME_AS.match(str(one["value"]))] or said
            said = _last_meant(heard.text, said) if name in ("material", "color", "size") else said
            values = list(dict.fromkeys(_worded(name, str(entity["value"])) for entity in said))
            learned.facts[name] = _JOINED[name].join(_whole(values)) if name in _JOINED else values[0]
    if more := more_of_a_size(heard.text, str(held.get("size") or "")):
        learned.facts["size"] = more
    for name in NUMBERS:
        numbers = [str(one["value"]) for one in heard.values(name) if likeliest.can_be(name, str(one["value"]))]
        if numbers:
            learned.facts[name] = numbers[0]
