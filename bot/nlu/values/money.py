"""Money in US dollars, and what the writer means by it: $1.75 apiece - under twenty bucks - between 50 and 75."""

from __future__ import annotations

import re
from collections.abc import Iterator

from price_parser import Price

from bot.nlu.values import numbers
from bot.nlu.values.span import Places, Span, matched

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?<=\d)(?: ?(?:k|mil)\b| (?:thousand|million|grand)\b)?"
_CURRENCY = r"(?:dollars?|bucks?|usd|cents?|grand)"
_SIGNED = re.compile(rf"(?:us ?)?\$ ?{_DIGITS}|(?:usd) ?{_DIGITS}", re.I)
_WORDED = re.compile(
    rf"(?<![\w.$])(?:{_DIGITS}|{numbers.WORDS}|{numbers.VAGUE}) ?(?:{_CURRENCY}(?![\w])|\$(?! ?\d))|(?<![\w.$])\.?\d+ ?¢", re.I
)
_BARE = r"(?<![\w.$#-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?k?(?![\w%]|[-/.]\d)"
_MAX = r"under|below|less th[ae]n|up to|no more than|not more than|max(?:imum)?(?: of)?|at most|cheaper than|within"
_MAX += r"|budget(?: is| of| around)?:?"
_MAX += (
    r"|not over|cap(?:ped)? at|can'?t (?:go over|spend more than)|anything (?:less th[ae]n|under)|spend|tops?|no higher than"
)
_MIN = r"over|above|more than|at least|min(?:imum)?(?: of)?|starting at|from|no less than|upwards? of"
_TARGET = r"target(?:ing)?(?: price)?(?: is| of| at|:)?|around|about|hoping for|aim(?:ing)? for|would like|ideally|at"
_QUOTED = r"quoted?(?: me| us)?(?: at)?|paid|paying|charg(?:es?|ed|ing)(?: me| us)?|offer(?:ed|s|ing)?(?: me| us)?"
_QUOTED += r"|saw (?:it|them|this)?(?: for| at)?|elsewhere|got (?:it|them) (?:for|at)|has (?:it|them) (?:for|at)"
_QUOTED += r"|sells? (?:it|them|this)? ?(?:for|at)|competitor|amazon|costco|walmart"
_QUOTED += (
    r"|another (?:vendor|store|shop|supplier)|someone else|beat|match|billed|was charged|vendor|right now we pay|currently pay"
)
_BETWEEN = re.compile(
    rf"(?:between|from|range(?: of)?) (?P<low>\$? ?{_BARE}|{_SIGNED.pattern}) ?(?:and|to|-|n|&) ?"
    rf"(?P<high>\$? ?{_BARE}|{_SIGNED.pattern})",
    re.I,
)
_CUED = re.compile(rf"\b(?P<cue>{_MAX}|{_MIN}|target(?:ing)?(?: price)?(?: is| of| at|:)?) (?P<money>{_BARE})", re.I)
_EACH = re.compile(
    r"\s*(?:/|per\b|a piece|apiece|each|ea\b|a pop|p/?p\b|total|all in|landed|or (?:less|under|below)|max|tops)", re.I
)


CUE = 30  # characters: no cue is longer


def sums(text: str, places: Places) -> Iterator[Span]:
    """Spans of money, with their roles; a bare number counts only where a word about price stands before it."""
    ranged = [match for match in matched(_BETWEEN, text, places) if _is_price_range(text, match)]
    for match in ranged:
        for role in ("low", "high"):
            place = match.span(role)
            yield _sum(text, *place, role="min" if role == "low" else "max", sure="$" in match.group())
    for pattern in (_SIGNED, _WORDED):
        for match in matched(pattern, text, places):
            yield _sum(text, *match.span(), role=role_of(text, *match.span()))
    for match in _cued(text, places):
        place = match.span("money")
        yield _sum(text, *place, role=role_of(text, *place), sure=bool(_EACH.match(text, match.end())))


def _cued(text: str, places: Places) -> Iterator[re.Match[str]]:
    """Of what is proposed only the last word of a cue is known: the whole cue is sought before it."""
    for start, end in places:
        for match in _CUED.finditer(text, max(0, start - CUE), min(len(text), end + 3)):
            if match.end() == end and match.end("cue") > start:
                yield match


def _sum(text: str, start: int, end: int, role: str | None, sure: bool = True) -> Span:
    while text[start] == " ":
        start += 1
    return Span("money", start, end, text[start:end], amount(text[start:end]), role, sure=sure)


def amount(text: str) -> float | None:
    """US dollars meant by a sum as typed ("$4,500", "twenty bucks", "75 cents"); None where none is said."""
    if len(text) > numbers.LONGEST:
        return None
    words = text.lower().replace("us$", "$").strip()
    cents = bool(re.search(r"cents?$|¢$", words))
    bare = re.sub(r"^(?:us ?)?\$ ?| ?\$$|usd|dollars?|bucks?|cents?|¢", "", words).strip()
    scaled = re.fullmatch(r"([\d.,]+) ?(k|mil|thousand|million|grand)", bare)
    if scaled:
        plain = Price.fromstring(scaled.group(1), decimal_separator=".").amount_float
        return None if plain is None else plain * numbers.SCALES[scaled.group(2)]
    if re.fullmatch(r"[\d.,]+", bare):
        plain = Price.fromstring("0" + bare if bare.startswith(".") else bare, decimal_separator=".").amount_float
    else:
        found = numbers.number(bare)
        plain = None if found is None else found.value
    return None if plain is None else round(plain / 100, 4) if cents else plain


def role_of(text: str, start: int, end: int) -> str:
    """What the sum at text[start:end] is by the words around it: max, min, quoted, otherwise target."""
    before, after = text[:start].lower(), text[end:].lower()
    near = before[-34:]
    if re.search(rf"(?:{_MAX})\s*(?:\w+\s+){{0,2}}$", near) or re.match(
        r" ?(?:\w+ )?(?:max|tops|or (?:less|under|below|cheaper)|budget)\b", after
    ):
        return "max"
    if re.search(rf"(?:{_MIN})\s*$", near) or re.match(r" ?(?:\w+ )?(?:min(?:imum)?|or more|and up)\b", after):
        return "min"
    if re.search(rf"\b(?:{_QUOTED})\b", before[-60:]) or re.match(
        r"[^.?!]{0,30}\b(?:elsewhere|at (?:costco|amazon|walmart)|from another)", after
    ):
        return "quoted"
    return "target"


def _is_price_range(text: str, match: re.Match[str]) -> bool:
    """'between 50 and 75' is about money unless a unit or a measure follows."""
    following = re.match(r"\s*([a-z%]+)", text[match.end() :], re.I)
    counted = following and not re.match(
        r"(?:each|ea|per|dollars?|bucks?|a|for|please|pls|if|and|or|total|usd)$", following.group(1), re.I
    )
    return "$" in match.group() or not counted
