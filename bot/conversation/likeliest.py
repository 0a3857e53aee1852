"""Which of several candidates is meant, and what can be none: long messages mention more than they ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Entity = Mapping[str, Any]

_WISH = re.compile(
    r"\b(?:want|wants|need|needs|like|looking for|have|get|getting|order|buy|source|find|our own|make|making)"
    r"\W+(?:(?!a\b|an\b|is\b)\w+\W+|an? |is ){0,3}$",
    re.I,
)
_TRAILING = re.compile(r"(?<=\w)\s+(?:made|printed|produced|manufactured|done|please)$", re.I)
_MADE = re.compile(r"^[^.!?]{0,30}\b(?:made|printed|produced|manufactured|done|with (?:our|my|the|a)|branded)\b", re.I)
_OF_THEM = re.compile(r"^\W*(?:of (?:them|those|these|each)|pcs|pieces|units|ea\b|copies)", re.I)
_AMOUNT_WISH = re.compile(r"\b(?:need|want|order|buy|buying|make|get|about|around|quantity|qty)\W+(?:\w+\W+){0,2}$", re.I)
_EMPTY = frozenset(
    "a an the and or but our my your their his her its with in on up of to for by from at as "
    "so it them this that these those made some any "
    "is are be all one ones just about around us we you i".split()
)
_SIZE_WORDS = frozenset(
    "small medium large xl xxl xs mini tiny big jumbo letter legal tabloid ledger a3 a4 a5 "
    "a6 king queen twin oversized standard pocket".split()
)
NEAR = 45
"""Characters before a candidate that are read for a wish."""


def product(text: str, named: Sequence[Entity]) -> str | None:
    """The thing that is wanted: wished for, said again, made to order; else the first. None where none can be one."""
    named = [one for one in _joined(text, named) if can_be("product", str(one["value"]))]
    named = [one for one in named if not _NOT_THAT.search(text[: one.get("start") or 0])] or named
    if not named:
        return None
    names = [str(one["value"]).lower() for one in named]

    def weight(place: int) -> tuple[float, int]:
        meant = _wished(text, named[place]) + _again(names[place], names) + 4 * set_right(text, named[place])
        return meant - 4 * bool(place and _PURPOSE.search(text[: named[place].get("start") or 0])), -place

    best = max(range(len(named)), key=weight)
    return _TRAILING.sub("", str(named[best]["value"]))


_PURPOSE = re.compile(
    r"(?<!looking )(?<!search )(?<!quote )(?<!price )(?<!request )(?<!shopping )(?<!order )(?<!asking )(?<!in the market )"
    r"\bfor (?:the|our|my|their|his|her|your|all|these|those)\s+$",
    re.I,
)
""" "Folders for the sheet music": what something is for is not what is wanted, where another thing was named before it."""


def _joined(text: str, named: Sequence[Entity]) -> list[dict[str, Any]]:
    """Spans side by side are one name: "key" and "card sleeves"."""
    found: list[dict[str, Any]] = []
    for one in named:
        before = found[-1] if found else None
        if before and before.get("end") and one.get("start") == before["end"] + 1 and text[before["end"]] == " ":
            before.update(value=f"{before['value']} {one['value']}", end=one["end"])
        else:
            found.append(dict(one))
    return found


_NOT_THAT = re.compile(
    r"\b(?:not|instead of|rather than|no longer|don'?t (?:want|need))\W+(?:(?:the|any|a|an|our)\W+)?$",
    re.I,
)
_RIGHT_BEFORE = re.compile(
    r"\b(?:no,? wait|wait,? no|actually|scratch that|let'?s say|call it|"
    r"on second thought|i mean(?:t)?|make (?:it|that)|rather|better)\b"
    r"[^.!?]{0,25}$",
    re.I,
)
_RIGHT_AFTER = re.compile(r"^\W*(?:instead|(?:would|might|may) be better|(?:is|are) better|rather)\b", re.I)


def set_right(text: str, entity: Entity) -> bool:
    """Whether it is what the customer came to in the end: "cloths, no wait, I think placemats would be better"."""
    start, end = entity.get("start") or 0, entity.get("end") or 0
    return bool(_RIGHT_BEFORE.search(text[:start]) or _RIGHT_AFTER.match(text[end:]))


def _again(name: str, names: Sequence[str]) -> float:
    """How often a thing is named again, in the same words or with more around them."""
    return 1.5 * (sum(name in other or other in name for other in names) - 1)


def _wished(text: str, entity: Entity) -> float:
    start, end = entity.get("start") or 0, entity.get("end") or 0
    return 2 * bool(_WISH.search(text[max(0, start - NEAR) : start])) + 1.5 * bool(_MADE.match(text[end:]))


def quantity(text: str, said: Sequence[Entity], others: Sequence[Entity]) -> Entity:
    """The amount of goods that is wanted: "of them", next to a product or unit, after "need"; else the first."""
    things = [one.get("start") or 0 for one in others if one.get("entity") in ("product", "unit")]

    def weight(place: int) -> tuple[float, int]:
        start, end = said[place].get("start") or 0, said[place].get("end") or 0
        near = any(0 <= thing - end <= 25 for thing in things)
        of_them = bool(_OF_THEM.match(text[end:]))
        wished = bool(_AMOUNT_WISH.search(text[max(0, start - 30) : start]))
        right = 4 * set_right(text, said[place])
        return 2 * of_them + near + right + wished + (float(said[place]["value"]) > 3), -place

    return said[max(range(len(said)), key=weight)]


_DUE = re.compile(
    r"\b(?:by|before|until|till|for|need\w*|arriv\w*|due|deadline|no later than|in hand|deliver\w*|here)\W+(?:\w+\W+){0,2}$",
    re.I,
)


_GONE = re.compile(r"^(?:yesterday|last \w+|\w+ ago)$", re.I)
"""A day that is over: it is needed by none, where another one is named."""


def date(text: str, said: Sequence[Entity]) -> list[Entity]:
    """The days that were named, the likeliest to be the needed-by day first."""

    def weight(place: int) -> tuple[float, int]:
        start, end = said[place].get("start") or 0, said[place].get("end") or 0
        typed = text[start:end]
        exact = any(letter.isdigit() for letter in typed)
        past = _GONE.match(typed.strip()) is not None
        due = bool(_DUE.search(text[max(0, start - 30) : start]))
        return 4 * set_right(text, said[place]) + due + exact + bool(said[place].get("value")) - 4 * past, -place

    return [said[place] for place in sorted(range(len(said)), key=weight, reverse=True)]


_NOT_OVER = re.compile(
    r"(?:\bnot|\bnothing|\bno|n't|\bnever|\bcannot)\b[^.!?]{0,30}\b(?:over|above|more than|exceed|beyond|past)\s*$",
    re.I,
)
_PAID = re.compile(
    r"\b(?:buying|bought|pay|paying|paid|quoted|charged?|charges|charging|was|currently|right now|"
    r"used to|elsewhere|competitor)\b[^.!?]{0,110}$",
    re.I,
)


def is_paid(before: str) -> bool:
    """Whether the words before a price say that it is paid now, and not wished for."""
    found = _PAID.search(before[-140:])
    return found is not None and not _WANTED.search(found.group())


_WANTED = re.compile(r"\b(?:want|need|like|looking for|target|hoping)\b", re.I)


def role(text: str, entity: Entity) -> str | None:
    """What a price is: the role it was understood in, set right where the words before it leave no doubt."""
    before = text[: entity.get("start") or 0]
    if _NOT_OVER.search(before[-60:]):
        return "max"
    given = entity.get("role")
    if (
        given in (None, "target")
        and _PAID.search(before[-140:])
        and not re.search(r"\b(?:under|max|up to|budget)\b", before[-20:], re.I)
    ):
        return "quoted"
    return given


_LOOSE_ENDS = re.compile(r"^(?:and|or|but|to|is|are|need|want)\s+|\s+(?:and|or|but|with|in|on|for|to|the|a|so|is|are)$", re.I)


def trimmed(value: str) -> str:
    """A span without the small words that hang on its ends: "our logo and" is our logo."""
    shorter = _LOOSE_ENDS.sub("", value.strip())
    return shorter if shorter == value else trimmed(shorter)


_SIZED = re.compile(r"[\s-]+sized?$", re.I)


def sized(value: str) -> str:
    """A size without the word for it: "letter size" is letter."""
    return _SIZED.sub("", value)


def bare_size(text: str) -> Entity | None:
    """ "Letter", "legal" by itself, the answer to a page of things: the size; None where the text is anything else."""
    said = text.strip(" .,!?")
    if said.lower() not in _SIZE_WORDS:
        return None
    start = text.index(said)
    return {"entity": "size", "start": start, "end": start + len(said), "value": said, "text": said}


def can_be(name: str, value: str) -> bool:
    """Whether a span says anything at all as such a fact: "with" is no custom work, "about" no size."""
    said = re.findall(r"[a-z0-9]+", value.lower())
    if not said or all(word in _EMPTY for word in said):
        return False
    if name.endswith("_number"):
        return any(letter.isdigit() for letter in value)
    return name != "size" or any(letter.isdigit() for letter in value) or bool(_SIZE_WORDS & set(said))
