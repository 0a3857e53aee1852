"""Numbers as people type them: 2,500 - 2.5k - twelve hundred - a couple thousand - 1 1/2."""

from __future__ import annotations

import re
from dataclasses import dataclass

from text_to_num import text2num

LONGEST = 60  # characters: longer ones are no numbers that anybody means
SCALES = {
    "k": 1_000,
    "m": 1_000_000,
    "mil": 1_000_000,
    "thousand": 1_000,
    "hundred": 100,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "grand": 1_000,
}
_ONES = "one two three four five six seven eight nine ten "
_ONES += "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fourty fifty sixty seventy eighty ninety"
WORD_LIST = f"{_ONES} {_TENS}"
_WORD = f"(?:{'|'.join(sorted(WORD_LIST.split(), key=len, reverse=True))})"
_SCALE = "(?:hundred|thousand|million|billion)"
WORDS = rf"(?:{_WORD}(?:[ -]{_WORD})?(?:(?: and)? (?:{_WORD}|{_SCALE})(?:[ -]{_WORD})?)*|(?:an?|half an?) {_SCALE})"
MIXED = rf"(?:{_WORD}|\d+) and an? half"
VAGUE = rf"(?:an? )?(?:couple|few|several)(?: of)?(?: {_SCALE}s?)?|(?:dozens|hundreds|thousands)"
HALF = r"half(?: an?)?|an? half"
DIGITS = r"\d{1,3}(?:[,.]\d{3})+(?![\d])(?:\.\d{1,2})?|\d+ \d/\d|\d+/\d(?!\d)|\d+(?:\.\d+)?|\.\d+"
SCALED = rf"(?:{DIGITS})(?: ?(?:k|mil|m)\b| (?:thousand|hundred|million|billion|grand)\b)?"


@dataclass(frozen=True)
class Number:
    """`value` None: an amount was meant but not said ("a few hundred"); `approximate`: said as a rough one."""

    value: float | None
    approximate: bool = False
    low: float | None = None
    high: float | None = None


def tidy(value: float) -> int | float:
    """A whole number as int: 2500.0 becomes 2500."""
    return int(value) if value == int(value) else value


def number(text: str) -> Number | None:
    """What a number means, in words or digits; None when it is none."""
    if len(text) > LONGEST:
        return None
    words = " ".join(text.lower().replace("-", " ").split())
    for parse in (_vague, _half, _mixed, _digits, _words):
        found = parse(words)
        if found is not None:
            return found
    return None


def _vague(words: str) -> Number | None:
    match = re.fullmatch(rf"(?:an? )?(couple|few|several)(?: of)?(?: ({_SCALE})s?)?|(dozens|hundreds|thousands)", words)
    if not match:
        return None
    kind, scale = match.group(1), SCALES.get(match.group(2) or "", 1)
    if kind != "couple":
        return Number(None, approximate=True)
    return Number(2 * scale, approximate=True)


def _half(words: str) -> Number | None:
    if re.fullmatch(HALF, words):
        return Number(0.5)
    scaled = re.fullmatch(rf"half an? ({_SCALE})", words)
    return Number(0.5 * SCALES[scaled.group(1)]) if scaled else None


def _mixed(words: str) -> Number | None:
    match = re.fullmatch(rf"({_WORD}|\d+) and an? half", words)
    whole = number(match.group(1)) if match else None
    return Number(whole.value + 0.5) if whole and whole.value is not None else None


def _digits(words: str) -> Number | None:
    match = re.fullmatch(rf"({DIGITS}) ?(k|mil|m|thousand|hundred|million|billion|grand)?", words)
    if not match:
        return None
    digits, scale = match.group(1), SCALES.get(match.group(2) or "", 1)
    return Number(_plain(digits) * scale)


def _plain(digits: str) -> float:
    if "/" in digits:
        whole, _, fraction = digits.rpartition(" ")
        above, below = fraction.split("/")
        return float(whole or 0) + (int(above) / int(below) if int(below) else 0)
    # 2.000 from a European writer is two thousand; 1.250 may be a price, and is asked of `money` instead.
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", digits):
        return float(digits.replace(".", ""))
    return float(digits.replace(",", ""))


def _words(words: str) -> Number | None:
    words = re.sub(r"^an? ", "one ", words.replace("fourty", "forty"))
    try:
        return Number(float(text2num(words, "en")))
    except ValueError:
        return None
