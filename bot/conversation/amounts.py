"""How many: the quantity a message means, corrected, doubled or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.conversation import likeliest, words
from bot.conversation.facts import Heard, Learned
from bot.conversation.zip_or_count import instead_of_a_zip

MOST = 1_000_000_000
"""No one orders more pieces than this in a conversation; such numbers are asked back."""

_NOT = re.compile(r"(?:\bnot|\binstead of|\brather than|\binstead|\bwas|\bno longer)\s*[\"']?$", re.I)
_BARE = re.compile(
    r"^[^\w−–-]*(?:(?:about|around|approx\.?|roughly|maybe|say|like|ok|just|make it|make that|it'?s|i think|we need|"
    r"need|only|"
    r"only need|actually|no|sorry)[ ,:]+)*"
    r"(?P<number>[-−–]?\$?\d[\d,.]*)(?P<thousand>\s?[kK]\b)?"
    r"(?:\s*(?:of (?:them|those|these)|pcs|pieces|units|ea|each|please|i think|total|in total|max|of each))*\W*$"
)
_TIMES = (
    (
        re.compile(
            r"\b(?:double|twice) (?:it|that|the (?:quantity|amount|order|number))|\bdouble\b|\btwice (?:as many|that)\b", re.I
        ),
        Decimal(2),
    ),
    (re.compile(r"\b(?:triple|three times)\b", re.I), Decimal(3)),
    (
        re.compile(
            r"\b(?:half (?:of )?(?:it|that|as many|the (?:quantity|amount))|halve)\b|(?<!and a )(?<!and )\bhalf\W*$", re.I
        ),
        Decimal("0.5"),
    ),
)
_MORE = re.compile(
    r"\b(?:another|plus|add) (?P<count>\d[\d,]*)(?: more)?\W*$|\b(?P<count2>\d[\d,]*) (?:more|extra|on top)\b", re.I
)
_LESS = re.compile(r"\b(?P<count>\d[\d,]*) (?:less|fewer)\b", re.I)


def number(value: Any) -> Any:
    """A JSON number from what an entity holds: whole numbers as int; None where it is no number."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        exact = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    if not exact.is_finite():
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


_SWAPPED = re.compile(
    r"(?<![\w.])(?P<new>\d[\d,]*)(?P<k>k)?\b\W*(?:\w+\W+)?(?:not|instead of|"
    r"rather than)\W+(?P<old>\d[\d,]*)(?P<k2>k)?\b",
    re.I,
)


def swapped(text: str, held: Any) -> Any:
    """The new quantity of "300 not 3000", where 3000 is what is held; None else."""
    found = _SWAPPED.search(text)
    if not found or not held:
        return None
    old = number(found["old"]) * (1000 if found["k2"] else 1)
    return number(found["new"]) * (1000 if found["k"] else 1) if old == held else None


def set_right(heard: Heard, held: Mapping[str, Any], asked: Sequence[str]) -> Any:
    """The quantity that takes the place of the one that is held, where the words say that it does; None else."""
    instead = swapped(heard.text, held.get("quantity"))
    if instead is None and not words.is_question(heard.text):
        instead = instead_of_a_zip(heard, held, asked)
    return instead


_TURNED = re.compile(
    r"\b(?:change|switch|swap|replace|turn|exchange)(?: out)?(?: (?:the|our|that|it))?(?: colou?rs?| size| material)? ?"
    r"(?:from )?(?:the )?$|\bgo(?:ing)? from (?:the )?$",
    re.I,
)
_INTO = re.compile(r"^(?: (?:ones?|colou?r|material|size))? (?:to|for|with|into|by)\b", re.I)


def negated(text: str, entity: Mapping[str, Any]) -> bool:
    """Whether the value is the one that is not meant: "300 not 3000", "instead of blue", "change blue to red"."""
    start, end = entity.get("start"), entity.get("end") or 0
    if start is None:
        return False
    turned = _TURNED.search(text[:start]) and _INTO.match(text[end:])
    return bool(turned or _NOT.search(text[max(0, start - 14) : start]))


def learn_quantity(learned: Learned, heard: Heard, held: Mapping[str, Any], asked: Sequence[str]) -> None:
    """Quantity and unit; refuses what is below 1 or beyond `MOST`."""
    instead = set_right(heard, held, asked)
    if instead is not None:
        _take(learned, instead, str(instead))
        return
    if _is_doubted(heard.text, held.get("quantity")):
        return
    if "zip" in asked and "quantity" not in asked and _bare(heard.text) is not None and not heard.values("unit"):
        return  # an answer to "which ZIP?", right or wrong, is no quantity
    heard = _priced_apiece(learned, heard)
    thing = heard.values("product") or heard.values("unit")
    changed = None if thing else relative(heard.text, held.get("quantity"))
    said = [
        entity
        for entity in heard.values("quantity")
        if not negated(heard.text, entity) and number(entity.get("value")) is not None
    ]
    if changed is not None:
        _take(learned, changed, str(changed))
        return
    best: Mapping[str, Any] = {}
    if said:
        best = likeliest.quantity(heard.text, said, heard.entities)
        typed = heard.text[best["start"] : best["end"]] if best.get("start") is not None else str(best["value"])
        minus = (
            best.get("start") and heard.text[: best["start"]].rstrip(" ")[-1:] in ("-", "−") and _bare(heard.text) is not None
        )
        value = number(best["value"])
        counted = any(0 <= (unit.get("start") or 0) - (best.get("end") or 0) <= 5 for unit in heard.values("unit"))
        if 0 < value < 1 and counted:
            learned.facts["quantity"] = value  # half a pallet
        else:
            _take(learned, -value if minus else value, f"-{typed}" if minus else typed)
    elif "quantity" in asked or ("confirm" in asked and re.search(r"\bmake\b", heard.text)):
        bare = _bare(heard.text)
        if bare is not None and not heard.values("zip") and not heard.values("money"):
            _take(learned, bare, heard.text)
    _unit(learned, heard, held, best)


_EITHER = re.compile(r"(?<![\w.])(?P<one>\d[\d,]*) or (?P<other>\d[\d,]*)(?![\w.])", re.I)


def _is_doubted(text: str, held: Any) -> bool:
    """ "Is it 2500 or 5000 you have down" asks which it is, and changes nothing."""
    found = _EITHER.search(text)
    if not (held and found and words.is_question(text)):
        return False
    return held in (number(found["one"]), number(found["other"]))


_SHARE = re.compile(r"^\s*(?:%|percent\b|pct\b)", re.I)


def without_shares(heard: Heard) -> Heard:
    """The message without numbers that are percentages: 20 % off is neither a price nor an amount of goods."""
    for entity in (*heard.values("money"), *heard.values("quantity")):
        start, end = entity.get("start") or 0, entity.get("end") or 0
        if end and (_SHARE.match(heard.text[end:]) or heard.text[start:end].rstrip().endswith("%")):
            heard = heard.without(start, end)
    return heard


_COUNTED = re.compile(r"(?P<count>\d[\d,]*) (?P<size>(?:half )?(?:pint|quart|shot))s?$", re.I)
_FEWEST = 12


def counted_sizes(heard: Heard) -> Heard:
    """The message with "400 pint" read as 400 of the pint size, where it names no other quantity or a thing follows."""
    for entity in heard.values("size"):
        found = _COUNTED.match(str(entity["value"]))
        leads = any(0 <= (one.get("start") or 0) - (entity.get("end") or 0) <= 1 for one in heard.values("product"))
        if found and (leads or not heard.values("quantity")) and number(found["count"]) >= _FEWEST:
            middle = (entity.get("start") or 0) + found.start("size")
            count = {**entity, "entity": "quantity", "value": number(found["count"]), "end": middle - 1}
            size = {**entity, "value": found["size"], "start": middle}
            kept = [one for one in heard.entities if one is not entity]
            return Heard(heard.text, heard.intent, sorted([*kept, count, size], key=_start), heard.now)
    return heard


def _start(entity: Mapping[str, Any]) -> int:
    return entity.get("start") or 0


_IN_ALL = re.compile(r"\b(?:total|in all|altogether|overall|all in|for (?:all|everything|the (?:lot|whole \w+)))\b", re.I)
_PER_PIECE = re.compile(r"^\W*(?:each|per|apiece|a (?:piece|pop|bag|shirt|mug|pen|box|unit)|/|ea\b)", re.I)


_BUDGET = re.compile(r"\bbudget(?:ed)?(?:,? (?:is|it'?s|of|for (?:it|this|them)|around|about|max|up to))*\W*$", re.I)
_BUDGET_BEHIND = re.compile(r"^\W*(?:max |overall )?budget\b", re.I)
_LEAST_BUDGET = 100
"""USD: a smaller budget for goods that are to be made may as well be for a piece."""


def is_total(heard: Heard, entity: Mapping[str, Any], form: str | None) -> bool:
    """Whether an amount of money is meant for everything together: "budget 500 total for 400", "500 mugs, budget $2000"."""
    start, end = entity.get("start") or 0, entity.get("end") or 0
    budget = _BUDGET.search(heard.text[:start]) or _BUDGET_BEHIND.match(heard.text[end:])
    large = (number(entity.get("value")) or 0) >= _LEAST_BUDGET
    if budget and large and (form or (heard.intent == "sourcing_request" and heard.values("quantity"))):
        return not _PER_PIECE.match(heard.text[end:])
    near = heard.text[max(0, start - 30) : start] + " " + heard.text[end : end + 25]
    return bool(_IN_ALL.search(near)) and not _PER_PIECE.match(heard.text[end:])


_APIECE = re.compile(r"^\s*(?:a|per|each|apiece|/)\b", re.I)
_CEILING = re.compile(r"\b(?:under|below|max|most|than|exceed|over)\W+(?:\w+\W+)?$", re.I)
_LIMIT = re.compile(r"\b(?:under|below|less than|cheaper than|not over|nothing over|max(?:imum)?(?: of)?)\s+$", re.I)
_ENDS = re.compile(r"^\s*(?:$|[.,;!?]|(?:and|or|please|pls|for|if|with|w|each|total|tops)\b)", re.I)


def _priced_apiece(learned: Learned, heard: Heard) -> Heard:
    """ "around 2.25 a bag" is a price, even without its sign; so is "chairs under 300"."""
    for entity in heard.values("quantity"):
        value, start, end = number(entity.get("value")), entity.get("start") or 0, entity.get("end") or 0
        before, after = heard.text[:start], heard.text[end:]
        beside = re.search(r"\.\d\d$", heard.text[start:end]) and len(heard.values("quantity")) > 1
        if isinstance(value, float) and (_APIECE.match(after) or beside):
            paid = likeliest.is_paid(before)
            learned.facts["quoted_price" if paid else "max_price" if _CEILING.search(before) else "target_price"] = value
            return _priced_apiece(learned, heard.without(start, end))
        if value and _LIMIT.search(before) and _ENDS.match(after):
            learned.facts["max_price"] = value
            return heard.without(start, end)
    return heard


def _take(learned: Learned, value: Any, typed: str) -> None:
    if value < 1:
        learned.refuse("quantity", typed, "quantity_low")
    elif value > MOST:
        learned.refuse("quantity", typed, "quantity_high")
    else:
        learned.facts["quantity"] = value


def _unit(learned: Learned, heard: Heard, held: Mapping[str, Any], counted: Mapping[str, Any]) -> None:
    """The unit next to the quantity; "each" and stray words are none."""
    quantity = learned.facts.get("quantity")
    for unit in heard.values("unit"):
        near = bool(counted) and 0 <= (unit.get("start") or 0) - (counted.get("end") or 0) <= 2
        near = near or (bool(counted) and unit.get("end") == counted.get("end"))  # "dozen of those"
        alone = not heard.values("quantity") and held.get("quantity")
        if (near or alone) and str(unit["value"]).lower() not in ("each", "ea"):
            learned.facts["unit"] = str(unit["value"])
            return
    if quantity is not None and held.get("unit") and not _near(quantity, held.get("quantity")):
        learned.facts["unit"] = None


def _near(one: Any, other: Any) -> bool:
    """Within a factor of ten: "make it 8" after "6 dozen" still counts dozens, "make it 3000" does not."""
    return bool(other) and 0.1 < one / other < 10


def relative(text: str, held: Any) -> Any:
    """What "double it", "100 more" make of the held number; None where the text says nothing of the kind."""
    if not held:
        return None
    for pattern, factor in _TIMES:
        if pattern.search(text):
            return number(Decimal(str(held)) * factor)
    for pattern, sign in ((_MORE, 1), (_LESS, -1)):
        found = pattern.search(text)
        if found and len(text) < 40:
            count = found["count"] or found.groupdict().get("count2") or "0"
            return number(Decimal(str(held)) + sign * Decimal(count.replace(",", "")))
    return None


def _bare(text: str) -> Any:
    """The number that a message consists of, or None."""
    found = _BARE.match(text)
    if not found or "$" in found["number"]:
        return None
    value = number(found["number"].replace("−", "-").replace("–", "-").rstrip(".,"))
    if value is None:
        return None
    return value * 1000 if found["thousand"] else value
