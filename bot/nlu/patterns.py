"""What values look like word by word, as patterns for spaCy's matcher. They propose; the readers of each value decide.

A pattern is a list of words: {"LOWER": ...} on the word in lower case, "OP" "?" may be absent, "*" any number of them; or it is
a phrase as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.nlu.values.numbers import SCALES, WORD_LIST
from bot.nlu.values.quantities import UNITS

Word = dict[str, Any]
Pattern = list[Word]


def _like(form: str, **more: Any) -> Word:
    return {"LOWER": {"REGEX": rf"^(?:{form})$"}, **more}


def _any(words: str, **more: Any) -> Word:
    return {"LOWER": {"IN": words.split()}, **more}


def _maybe(word: Word) -> Word:
    return {**word, "OP": "?"}


# numbers
_PLAIN = r"\d{1,3}(?:[,.]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?|\.\d+|\d+/\d"
_SCALE = _any(" ".join(SCALES))
_DIGITS = _like(rf"(?:{_PLAIN})(?:k|mil|m)?")
_DASHED = _like(rf"(?:{_PLAIN})(?:k|m)?[-–](?:{_PLAIN})(?:k|m)?")
_WORDS = _any(f"{WORD_LIST} a an half")
_NUMBERS: list[Pattern] = [
    [_DIGITS, _maybe(_like(r"\d/\d")), _maybe(_SCALE)],
    [_DASHED, _maybe(_SCALE)],
    [_DIGITS, _any("and"), _any("a an"), _any("half")],
    [_WORDS, _any(f"{WORD_LIST} {' '.join(SCALES)} and a an half -", OP="*")],
    [_maybe(_any("a an")), _any("couple few several"), _maybe(_any("of")), _maybe(_like("(?:hundred|thousand|million)s?"))],
    [_any("dozens hundreds thousands")],
]
_DOLLAR = _any("$ us$ usd")
_CURRENCY = _any("dollar dollars buck bucks usd cent cents grand ¢")
_UNIT = _like("|".join(UNITS))
_TO = _any("to or - –")

# days
_MONTH = _like(
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?(?:\d{1,2}(?:st|nd|rd|th)?)?"
)
_WEEKDAY = _like(
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_PART = _any("the beginning start early middle mid end late eod first last week day of in -", OP="*")
_DOT, _COMMA, _THE = _maybe({"ORTH": "."}), _maybe({"ORTH": ","}), _maybe(_any("the"))
_DAY = _like(r"\d{1,2}(?:st|nd|rd|th)?")
_YEAR = _maybe(_like(r"20\d\d|'?\d\d"))
_QUOTE = _maybe({"ORTH": "'"})
_TURN = [_DOT, _COMMA, _QUOTE, _YEAR]
_SPAN = _like(r"\d*-?(?:days?|weeks?|wks?|months?|mos?|fortnights?)")
_FEASTS = [
    "christmas", "christmas eve", "xmas", "new year", "new years", "new year's", "new year eve", "new years eve",
    "new year's eve", "new year's day", "new years day", "thanksgiving", "easter", "halloween", "labor day", "memorial day",
    "independence day", "july 4th", "4th of july", "fourth of july", "valentine", "valentines", "valentine's",
    "valentines day", "valentine's day", "mothers day", "mother's day", "fathers day", "father's day", "st patricks",
    "st patricks day", "st. patrick's", "st. patrick's day", "st patrick's day", "black friday", "cyber monday",
    "veterans day", "super bowl", "superbowl", "super bowl sunday", "superbowl sunday", "mother day", "father day",
]  # fmt: skip
_DAYS: list[Pattern] = [
    [_PART, _MONTH, *_TURN],
    [_maybe(_WEEKDAY), _COMMA, _MONTH, _DOT, _THE, _DAY, *_TURN],
    [_THE, _DAY, _maybe(_any("of")), _MONTH, *_TURN],
    [_like(r"20\d\d-\d\d?-\d\d?|\d\d?/\d\d?(?:/(?:20)?\d\d)?")],
    [_any("the"), _like(r"\d{1,2}(?:st|nd|rd|th)")],
    [_any("end of the day eod this next coming", OP="*"), _WEEKDAY, _maybe(_any("next")), _maybe(_any("week"))],
    *(
        [_maybe(_any("in within")), _maybe(_any("about around")), *number, _maybe(_any("to or - of")), *more, _SPAN, *tail]
        for number in _NUMBERS
        for more in ([], [_DIGITS], [_any("business working")])
        for tail in ([], [_any("from"), _any("now today")], [_any("out")], [_any("from after"), _maybe(_any("this")), _WEEKDAY])
    ),
    [
        _THE,
        _maybe(_any("day")),
        _maybe(_any("after")),
        _any("tomorrow tmrw tmw tommorrow tomorow tommorow tonight tonite today"),
    ],
    [_any("tomorrow"), _any("morning afternoon evening night")],
    [_PART, _any("this next the"), _any("week month quarter year"), _maybe(_any("end"))],
    [_any("homecoming prom graduation")],
    [_any("opening"), _any("day")],
    [_any("the our"), {"IS_ALPHA": True}, _any("opens starts begins")],
]

# codes
_NUMBERED = [_maybe(_any("number nomber num no no. nr id")), _DOT, _maybe(_any("is"))]
_MARK = _any(": #", OP="*")
_CODE = _like(r"[a-z]{0,4}-?\d[\d-]*")
_LETTERS_DIGITS = _like(r"(?=.*\d)(?=.*[a-z])[a-z0-9-]+")
_CHUNK, _DASH = _like(r"[a-z0-9]+"), {"ORTH": "-"}

# sums: the last word of what may stand before a bare number that is money, e.g. "no more than 5 each"
_PRICED = _any(
    "under below than then to of max maximum most within budget is around about : over at spend top tops higher more above "
    "least from upwards target targeting price min minimum"
)
_BETWEEN = [_any("between from range"), _maybe(_any("of"))]
_SUM = [_maybe(_DOLLAR), _DIGITS, _maybe(_SCALE)]

# sizes
_LONG = _like(r"inch|inches|in|ft|feet|foot|mm|cm|meters?|yards?|yds?|\"|''|'|”")
_MEASURE = _like(r"oz|ounces?|gallons?|gal|quarts?|qts?|pints?|liters?|litres?|ml|lbs?|pounds?|kg|grams?|gsm|mil|pt")
_TIMES = _any("x × by")
_EDGE = [_DIGITS, _maybe(_like(r"\d/\d")), _maybe(_LONG)]

# label: patterns, in the order of the pipeline
PATTERNS: dict[str, Sequence[Pattern | str]] = {
    "EMAIL": [[{"LOWER": {"REGEX": r"\w@\w"}}]],
    "PHONE": [[{"TEXT": {"REGEX": r"^[\d()+./-]+$"}, "OP": "{1,8}"}]],
    "REQUEST": [
        [_like(r"(?:rfq|req|qm-r|r)-\d{2,}[\d-]*|qm-[a-z]-\d+")],
        [_maybe(_any("sourcing")), _any("rfq request req"), *_NUMBERED, _MARK, _CODE],
        [_any("rfq req qm"), _DASH, {"IS_ALPHA": True, "OP": "?"}, _maybe(_DASH), _CODE],
    ],
    "ORDER": [
        [_like(r"order|ord|p\.?o\.?|invoice|inv|reservation|confirmation|ref|reference"), *_NUMBERED, _MARK, _CODE],
        [_any("purchase"), _any("order"), *_NUMBERED, _MARK, _CODE],
        [_like(r"(?:po|ord|so|qm|inv)-\d[\d-]{2,}")],
    ],
    "MONEY": [
        [_DOLLAR, _DIGITS, _maybe(_SCALE)],
        [_DOLLAR, _DASHED],
        [_DIGITS, _maybe(_SCALE), _any("$")],
        *([*number, _CURRENCY] for number in _NUMBERS),
        [_PRICED, _DIGITS],
        [*_BETWEEN, *_SUM, _any("and to - n &"), *_SUM],
        [*_BETWEEN, _maybe(_DOLLAR), _DASHED],
    ],
    "SIZE": [
        [*_EDGE, _TIMES, *_EDGE],
        [*_EDGE, _TIMES, *_EDGE, _TIMES, *_EDGE],
        [_like(r"[\d./-]+(?:\"|'')?(?:[x×][\d./-]+(?:\"|'')?){1,2}"), _maybe(_LONG)],
        [_DIGITS, _maybe(_like(r"\d/\d")), _maybe(_DASH), _LONG],
        [_DIGITS, _maybe(_DASH), _MEASURE],
        [_DIGITS, _any("fl fl."), _DOT, _any("oz")],
        [_like(r"[\d.]+-?(?:inch|in|ft|foot|mm|cm|oz|ounce|gallon|gal|quart|qt|pint|liter|ml|lb|pound|kg|gram|gsm|mil|pt)")],
        [_any("letter legal tabloid ledger full twin king queen pocket standard travel a0 a1 a2 a3 a4 a5 a6"), _maybe(_DASH),
         _any("size sized")],
        [{"ORTH": "#"}, _like(r"\d{1,2}")],
        [_like(r"xx?s|x{0,3}l|[2-6]xl?|x-?large|extra[ -](?:large|small)")],
        [_any("x extra"), _maybe(_DASH), _any("large small")],
    ],
    "DATE": [*_DAYS, *_FEASTS],
    "SKU": [
        [_any("item sku part model mpn pn p/n"), _maybe(_any("number num no no. nr")), _DOT, _MARK, _CODE],
        [_any("item sku part model mpn pn p/n"), _maybe(_any("number num no no. nr")), _DOT, _MARK, _LETTERS_DIGITS],
        [_LETTERS_DIGITS],
        [_CHUNK, _DASH, _LETTERS_DIGITS],
        [_CHUNK, _DASH, _CHUNK, _DASH, _LETTERS_DIGITS],
        [_LETTERS_DIGITS, _DASH, _CHUNK],
    ],
    "ZIP": [[{"SHAPE": "dddd", "LENGTH": 5}], [{"TEXT": {"REGEX": r"^\d{5}-\d{4}$"}}]],
    "QUANTITY": [
        *([*number, _maybe({"ORTH": "+"}), _maybe(_DASH), _maybe(_UNIT)] for number in _NUMBERS),
        *([*number, _TO, _DIGITS, _maybe(_SCALE), _maybe(_DASH), _maybe(_UNIT)] for number in _NUMBERS[:1] + _NUMBERS[2:3]),
        [_any("between"), _DIGITS, _maybe(_SCALE), _any("and n &"), _DIGITS, _maybe(_SCALE), _maybe(_UNIT)],
        [_like(r"[-−]\d+")],
        [_like(rf"\d+-(?:{'|'.join(UNITS)})")],
    ],
}  # fmt: skip
