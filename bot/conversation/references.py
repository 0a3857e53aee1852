"""What was last shown, and what words like "the second one", "more", "cheaper", "go back" mean by it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PAGE = 5
"""Products that one answer shows."""
KEPT_LISTS = 4
"""Lists of earlier searches that are remembered beside the very first."""
KEPT_PAGES = 8
"""Pages that are remembered: the first and the latest."""

_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "last": -1,
    "sixth": 6,
    "6th": 6,
}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_PLURAL = r"(?:ones|bunch|page|list|results?|batch|set|lot|few|options|selection|time)"
_ORDINAL = re.compile(
    rf"\b(?:the |that |ur |your )?(?P<word>{'|'.join(_ORDINALS)})\b(?! (?:{_PLURAL}|of all|floor|"
    rf"class|name|day|week|month|time|group)\b)",
    re.I,
)
_NUMBERED = re.compile(
    r"(?:\b(?:number|no\.?|nr\.?|option|item|#)\s?#?|#)(?P<number>[1-9]|one|two|three|four|five)\b(?!\s*(?:pencil|"
    r"envelope|can\b|cup))",
    re.I,
)
AT_A_PLACE = rf"(?:the |that |your |ur )?(?:(?:{'|'.join(_ORDINALS)})\b|#\s?[1-9]\b|(?:number|option|item|no\.?)\s?#?[1-9]\b)"
"""A pattern for one place on show."""
_FIRST_FEW = re.compile(r"\b(?:the |your )?(?P<end>first|last|top) (?P<count>two|three|couple|2|3)\b(?! \w+ of\b)", re.I)
_FEW = {"two": 2, "couple": 2, "2": 2, "three": 3, "3": 3}
_MORE = re.compile(
    r"^\W*(?:(?:show|see|give|any|got|have|some|the|are there|ok|and|more|me|please|a few|what else|next)[ ,]*)*"
    r"\b(?:more|others?|next(?: page| ones)?|what else|anything else|else)\b"
    r"(?: (?:ones|options|results|please|like (?:that|those|these|this)|of (?:them|those|these)|"
    r"there|you (?:have|got)|do you have|in stock))*\W*$",
    re.I,
)
_BACK = re.compile(
    rf"\b(?:go(?:ing)? back|back to|previous|earlier|(?:show|see).{{0,20}}\bagain)\b|\bthe first {_PLURAL}\b(?: again)?|"
    rf"\bagain the\b",
    re.I,
)
_OF_EARLIER = re.compile(
    rf"\b(?:{'|'.join(_ORDINALS)}|#? ?[1-9])\b(?: (?:one|item))? (?:from|of|on|in) (?:the |that |ur |your |those )?"
    rf"(?:first|original|initial|1st|previous|earlier) {_PLURAL}\b",
    re.I,
)
""" "The second from the first list"."""
_TWO = re.compile(
    r"\b(?:between|compare|diff(?:erence)?|differs?)\W+(?:between )?#?(?P<one>[1-9]) ?(?:and|&|vs\.?|versus|to|with|or|,) ?"
    r"#?(?P<other>[1-9])(?=\W*(?:$|[?.!,]|pl(?:ea)?se?\b|then\b))",
    re.I,
)
""" "The difference between 1 and 2"."""
_FIRST_PAGE = re.compile(rf"\b(?:first|original|initial|1st) {_PLURAL}\b|\bbeginning\b", re.I)
_CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|lower[- ]priced?|lower price|less pricey|more affordable|cheaper ones?|"
    r"something cheap|on a budget)\b",
    re.I,
)
_CHEAPEST = re.compile(r"\b(?:cheapest|lowest[- ]priced?|least expensive|lowest price)\b", re.I)
_SAME = re.compile(r"\bsame (?:one|thing|but|kind|as|product|in)\b|^\W*(?:the )?same\b|\bbut in\b", re.I)
_ONLY = re.compile(r"^\W*(?:only|just|nothing but|show only|only show(?: me)?)\b", re.I)
_IT = re.compile(r"\b(?:it|its|it's|that|that one|this|this one|them|those|these|they)\b", re.I)
_ALL = re.compile(
    r"\b(?:all (?:of )?(?:that|this|those|these|it|them)|everything|in total|total|altogether|"
    r"the whole (?:list|lot|thing|order)|come to|my (?:list|cart|basket)|the list)\b",
    re.I,
)


@dataclass(frozen=True)
class Reference:
    """`places` are 1-based positions in the list on show, or `on_earlier` in the first or the previous one; -1 is its last."""

    places: tuple[int, ...] = ()
    more: bool = False
    back: bool = False
    on_earlier: bool = False
    first_page: bool = False
    cheaper: bool = False
    cheapest: bool = False
    same: bool = False
    only: bool = False
    it: bool = False
    all: bool = False

    @property
    def points(self) -> bool:
        """Whether the message says nothing by itself, but only about what was shown."""
        return bool(self.places) or self.more or self.back or self.cheaper or self.cheapest or self.same or self.only


def read(text: str, entities: Sequence[Mapping[str, Any]] = ()) -> Reference:
    """What a message refers to. A button's entity "reference" says it outright: more, back, or a place as a number."""
    said = next((entity.get("value") for entity in entities if entity.get("entity") == "reference"), None)
    if said == "more":
        return Reference(more=True)
    if said == "back":
        return Reference(back=True, first_page=True)
    on_earlier = bool(_OF_EARLIER.search(text))
    back = bool(_BACK.search(text)) and not on_earlier
    return Reference(
        places=() if back else _places(_without_days(text, entities)),
        more=not back and bool(_MORE.match(text)),
        back=back,
        on_earlier=on_earlier,
        first_page=bool(_FIRST_PAGE.search(text)),
        cheaper=bool(_CHEAPER.search(text)),
        cheapest=bool(_CHEAPEST.search(text)),
        same=bool(_SAME.search(text)),
        only=bool(_ONLY.match(text)),
        it=bool(_IT.search(text)),
        all=bool(_ALL.search(text)),
    )


def without_counts(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities without the "two" of "the first two": it counts nothing that is wanted."""
    spans = [few.span("count") for few in _FIRST_FEW.finditer(text)]
    return [
        one
        for one in entities
        if one.get("entity") != "quantity" or not any(start <= (one.get("start") or 0) < end for start, end in spans)
    ]


_ORDINAL_DAY = re.compile(r"^(?:the )?[1-6](?:st|nd|rd|th)$", re.I)
_WHEN = re.compile(r"\b(?:by|on|before|until|till?|after|from|since)\s+(?:the\s+)?$", re.I)


def without_ordinal_days(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities of words about what is on show: in them "10 of the 1st" is no day, but "by the 1st" is one."""
    return [
        one
        for one in entities
        if one.get("entity") != "date"
        or not _ORDINAL_DAY.match(text[one.get("start") or 0 : one.get("end") or 0].strip())
        or _WHEN.search(text[: one.get("start") or 0])
    ]


def _without_days(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The text with its days blanked out: the 5th of May is no fifth product."""
    for one in entities:
        if one.get("entity") == "date" and one.get("end"):
            text = text[: one["start"]] + " " * (one["end"] - one["start"]) + text[one["end"] :]
    return text


def _places(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(place for _, _, place in _spotted(text)))


def spotted(text: str, entities: Sequence[Mapping[str, Any]] = ()) -> list[tuple[int, int, int]]:
    """Where places are named: start, end and place of each, in the order of the text."""
    return _spotted(_without_days(text, entities))


def _spotted(text: str) -> list[tuple[int, int, int]]:
    found = []
    for few in _FIRST_FEW.finditer(text):
        count = _FEW[few["count"].lower()]
        run = range(-count, 0) if few["end"].lower() == "last" else range(1, count + 1)
        found += [(few.start() + at, few.end(), place) for at, place in enumerate(run)]
    text = _FIRST_FEW.sub(lambda few: " " * len(few[0]), text)
    found += [(match.start(), match.end(), _ORDINALS[match["word"].lower()]) for match in _ORDINAL.finditer(text)]
    for two in _TWO.finditer(text):
        found += [(*two.span(side), int(two[side])) for side in ("one", "other")]
    for match in _NUMBERED.finditer(text):
        word = match["number"].lower()
        found.append((match.start(), match.end(), _NUMBERS.get(word) or int(word)))
    return sorted(found)


# ── the search that is on show: {"need": {…}, "pages": [[id, …], …], "at": index, "lowest": "12.30"} ──


def shown(search: Mapping[str, Any] | None) -> list[str]:
    """Ids of the products on show, in order."""
    if not search or not search.get("pages"):
        return []
    return list(search["pages"][search["at"]])


def all_shown(search: Mapping[str, Any] | None) -> list[str]:
    return [product for page in (search or {}).get("pages", []) for product in page]


def ever_shown(search: Mapping[str, Any] | None) -> list[str]:
    """Ids of this search and of the earlier ones that are remembered, the latest first."""
    earlier = [product for one in reversed((search or {}).get("earlier", ())) for product in one["ids"]]
    return [*all_shown(search), *earlier]


def at_place(search: Mapping[str, Any] | None, place: int) -> str | None:
    """Id of the product at a 1-based place on show (-1 the last); None where there is no such place."""
    ids = shown(search)
    if place < 0:
        return ids[place] if len(ids) >= -place else None
    return ids[place - 1] if 0 < place <= len(ids) else None


def begun(need: Mapping[str, Any], ids: Sequence[str], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A new search with its first page on show; the lists of the searches `before` it stay known."""
    earlier = list((before or {}).get("earlier", ()))
    if shown(before) and before:
        earlier.append({"need": before["need"], "ids": list(before["pages"][0])})
    search = {"need": dict(need), "pages": [list(ids)[:PAGE]], "at": 0}
    return {**search, "earlier": [*earlier[:1], *earlier[1:][-KEPT_LISTS:]]} if earlier else search


def kept(search: Mapping[str, Any] | None, need: Mapping[str, Any]) -> dict[str, Any]:
    """The search after a need that found nothing: what was on show stays on show; "2 of them" means what was not found."""
    before = search or {"pages": [[]], "at": 0}
    return {**_earlier(search), "need": dict(need), "pages": list(before["pages"]), "at": before["at"], "none": True}


def turned(search: Mapping[str, Any], ids: Sequence[str], need: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The search with one more page on show; a narrowed need replaces the old one."""
    pages = [*search["pages"], list(ids)[:PAGE]]
    if len(pages) > KEPT_PAGES:
        pages = [pages[0], *pages[-(KEPT_PAGES - 1) :]]
    return {**_earlier(search), "need": dict(need or search["need"]), "pages": pages, "at": len(pages) - 1}


def _earlier(search: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"earlier": search["earlier"]} if search and search.get("earlier") else {}


def gone_back(search: Mapping[str, Any], first: bool) -> dict[str, Any]:
    """The search with its first, or its previous page on show; from its first page to the list of an earlier search."""
    earlier = list(search.get("earlier", ()))
    if search["at"] > 0 or not earlier:
        return {**search, "at": 0 if first else max(0, search["at"] - 1)}
    before = earlier[0] if first else earlier[-1]
    return {"need": before["need"], "pages": [before["ids"]], "at": 0, "earlier": [] if first else earlier[:-1]}
