"""Makers' codes and model numbers: TN-2110, tn 2110 and TN2110 are one code, and 43.2 cm is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

_CHUNK = re.compile(r"[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*")
_GLUED = re.compile(r"\b([A-Za-z]{1,4})[ -](\d{2,}[A-Za-z]{0,4})\b")
_MEASURE = re.compile(
    r"^\d+-?in-?\d+$|^\d+(?:[.,/x-]\d+)*-?(?:st|nd|rd|th|[kmgt]b|[kmg]?bps|[kmg]hz|mm|cm|dm|m|in|inch|inches|ft|feet|yd|yds|mil|mp|dpi|ppm|rpm|fps|p|k"
    r"|[km]?w|watt|m?v|m?ah|va|kva|g|kg|mg|lb|lbs|oz|ml|l|gal|qt|ct|cts|count|pc|pcs|pk|pack|pks|ea|dz|sheet|sheets|page|pages|ply|pt|way|port"
    r"|pin|x|d|hr|min|sec|s)?$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"[0-9]")
_BETWEEN = re.compile(r"[-_./]")
_NOT_IN_CODE = re.compile(r"[^a-z0-9]")
_NOT_FOR = re.compile(
    r"\b(?:not (?:for|compatible with|suitable for|intended for|to be used with)|"
    r"(?:does not|doesn't|do not|don't|will not|won't) (?:fit|work with|support)|incompatible with|except(?: for)?|excluding)"
    r"\b[^.;:!?()]*\d[^.;:!?()]*",
    re.IGNORECASE,
)
_CARTRIDGE = re.compile(r"^\d\d[ax]$")
_HP_CARTRIDGE = re.compile(r"^(?:[qc]\d\d|c[a-f]\d)(\d\d[ax])$")
"""HP's part numbers of toner cartridges, whose end is the name by which they are sold: CF258A is the 58A."""
LONGEST_CODE = 40


def without_excluded(text: str) -> str:
    """The text without models that it says it is not made for: "not for the 1160" must not be found for a 1160."""
    return _NOT_FOR.sub(" ", text)


def canonical(code: str) -> str:
    """A code without case and separators: "TN-2110" and "tn 2110" are both "tn2110"."""
    return _NOT_IN_CODE.sub("", code.lower())[:LONGEST_CODE]


def is_measure(chunk: str) -> bool:
    """Whether a chunk of text is an amount ("500gb", "8.5x11", "24") and so names no model by itself."""
    return bool(_MEASURE.match(chunk))


def looks_like_code(chunk: str) -> bool:
    """Whether a chunk a customer typed names one model: letters with digits, or a number of three digits or more."""
    code = canonical(chunk)
    digits = sum(letter.isdigit() for letter in code)
    if digits == len(code):
        return digits >= (3 if code == chunk else 6)
    return digits > 0 and (len(code) >= 4 or bool(_CARTRIDGE.match(code))) and not is_measure(chunk)


def codes_in(text: str) -> set[str]:
    """Every canonical code under which a product with this text can be asked for."""
    return set(_codes_in(text)) if _DIGIT.search(text) else set()


def _codes_in(text: str) -> Iterator[str]:
    # most words are plain: they need not be taken apart
    for chunk in chain.from_iterable(_CHUNK.findall(word) for word in text.split() if not word.isalpha()):
        if not _DIGIT.search(chunk):
            continue
        yield canonical(chunk)
        if cartridge := _HP_CARTRIDGE.match(canonical(chunk)):
            yield cartridge[1]
        if not chunk.isalnum():
            yield from (canonical(part) for part in _BETWEEN.split(chunk) if _DIGIT.search(part))
            yield from (canonical(part) for part in chunk.split("/"))
    for found in _GLUED.finditer(text):
        yield canonical(found.group())
