"""Codes and addresses: ZIP, e-mail, telephone, part numbers, order and request numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
import zipcodes

from bot.nlu.values.span import Places, Span, matched

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?<![.-])")
_DIALLABLE = re.compile(r"[+(]?\d[\d() .+/-]{8,20}\d(?![\w])")
_ZIP = re.compile(r"(?<![\w.$#/,-])\d{5}(?:-\d{4})?(?![\w%$]|[-.,/]\d)")
_ZIP_CUE = re.compile(
    r"\b(?:zip(?:\s?code)?|postal(?: code)?|pincode|to|in|at|near|around|of|for|deliver\w*|ship\w*|from|live|@|is|by|"
    r"\b[a-z]{2}),?[:\s]*$",
    re.I,
)
# "savannah 31401" and nothing more: a town before it, whether we know it or not, unless the word announces another number.
_TOWN = re.compile(
    r"\s*(?!order|invoice|number|around|about|maybe|exactly|quantity|request|actually|roughly|probably)[a-z]{5,},? *", re.I
)
_ZIP_END = re.compile(r"\s*(?:$|[.,!?;]\s|thru|through|please|pls|by|and (?:city|state|zip))", re.I)
_REQUEST = re.compile(
    r"(?<!\w)(?:(?:rfq|req|qm-r|r)-\d{2,}[\d-]*|qm-[a-z]-\d+|"
    r"(?:sourcing )?(?:rfq|request|req)(?: (?:number|nomber|num|no\.?|nr|id))?"
    r"(?: is)?[ :#]*(?P<bare>[a-z]{0,3}-?\d[\d-]{1,}\d))(?!\w)",
    re.I,
)
_ORDER_CUE = (
    r"(?:order|ord|po|p\.o\.|purchase order|invoice|inv|reservation|confirmation|ref(?:erence)?)"
    r"(?: (?:number|num|no\.?|nr|id))?(?: is)?[ :#]*"
)
_ORDER = re.compile(rf"(?<!\w){_ORDER_CUE}(?P<bare>[a-z]{{0,4}}-?\d[\d-]{{2,}}\d|[a-z]{{1,3}}-\d{{3,}})(?![\w-])", re.I)
_ATTACHED_ORDER = re.compile(r"(?<!\w)(?:po|ord|so|qm|inv)-\d[\d-]{2,}(?!\w)", re.I)
_SKU = re.compile(r"(?<![\w@.$#/-])(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*(?![\w@%]|[-.]\w)", re.I)
_CANADIAN = re.compile(r"(?<!\w)[a-z]\d[a-z] ?\d[a-z]\d(?!\w)", re.I)  # a postal code, as in "K1A 0B1"
_ITEM = re.compile(
    r"(?<!\w)(?:item|sku|part|model|mpn|pn|p/n)(?: (?:number|num|no\.?|nr))?[ :#]+(?P<bare>[a-z0-9-]*\d{3}[a-z0-9-]*)(?!\w)",
    re.I,
)
# Letters and digits together, yet no part number: measures, ranks, amounts, sizes, chat spelling.
_NO_SKU = re.compile(
    r"\d+(?:\.\d+)?(?:k|m|mil|st|nd|rd|th|s|x|pcs?|pc|ea|ct|pk|oz|lbs?|kg|g|mg|ml|l|gal|in|inch|ft|mm|cm|m|gb|tb|mb|w|v|hz|gsm|am|pm|hrs?|min|"
    r"d|day|days|wks?|weeks?|mo|yr|yrs|units?|boxes|dozen|mil|pt|ply|sheets?|dpi|color|c|sided|px|p|a)|"
    r"(?:\d+x)+\d+(?:in|ft|mm|cm)?|\d+(?:-\d+)+(?:\w{1,3})?|[abc]\d|b\dc?b?|b2b|b2c|w-?9|w-?2|1099|n9[05]|gr8|l8r|m8|2day|2nite|2moro|b4|"
    r"net-?\d+|covid-?19|h[12]|q[1-4]|\d+-?(?:pack|pk|count|ct|inch|ply|page|pages|hole|ring|tier|drawer|person|day|week|year|month|in|oz|ft|color|piece|sided|port|gallon|qt|lb)s?|"
    r"mp[34]|usb-?c?\d?|365|m365|o365|hdmi\d?|wifi\d|4k|[1-9]d|k\d[a-z]|\d[a-z]\d|[a-z]{0,3}\d{0,2}(?:xl|xs)|[2-6]xl?|xx?l",
    re.I,
)


def emails(text: str, places: Places) -> Iterator[Span]:
    for match in _inside(_EMAIL, text, places):
        yield Span("email", *match.span(), match.group(), match.group().lower())


def phones(text: str, places: Places) -> Iterator[Span]:
    """US telephone numbers, value in E.164 ("+17735550188"); only such as could be dialled."""
    leniency = phonenumbers.Leniency.POSSIBLE
    for place in matched(_DIALLABLE, text, places):
        for match in phonenumbers.PhoneNumberMatcher(place.group(), "US", leniency=leniency):
            digits = re.sub(r"\D", "", match.raw_string)
            if len(digits) in (10, 11) and match.number.country_code == 1 and _dialled(match.raw_string):
                value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                yield Span("phone", place.start() + match.start, place.start() + match.end, match.raw_string, value)


def _inside(form: re.Pattern[str], text: str, places: Places) -> Iterator[re.Match[str]]:
    """An address may have something glued to it ("mail:pat@river.example")."""
    for start, end in places:
        yield from form.finditer(text, start, end)


def _dialled(typed: str) -> bool:
    return bool(re.fullmatch(r"\+?1?[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}", typed.strip()))


def zips(text: str, places: Places) -> Iterator[Span]:
    """US ZIP codes, ZIP+4 too; sure when one exists and the words around it or its being alone say so."""
    for match in matched(_ZIP, text, places):
        digits = match.group()
        known = exists(digits[:5])
        alone = not text[: match.start()].strip() and not text[match.end() :].strip(" .!,")
        cued = bool(_ZIP_CUE.search(text[max(0, match.start() - 14) : match.start()]))
        town = _after_town(text, *match.span()) and not digits.endswith("00")
        last = known and not digits.endswith("000") and bool(_ZIP_END.match(text, match.end()))
        yield Span(
            "zip", *match.span(), digits, digits,
            sure="-" in digits or digits[0] == "0" or alone or town or (known and cued) or last,
        )  # fmt: skip


def _after_town(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] and one long word before it are the whole text."""
    return bool(_TOWN.fullmatch(text[:start])) and not text[end:].strip(" .!,")


@lru_cache(maxsize=4096)
def exists(digits: str) -> bool:
    """Whether the US Postal Service has (or had) this five-digit ZIP code."""
    return bool(zipcodes.is_real(digits))


def requests(text: str, places: Places) -> Iterator[Span]:
    for match in matched(_REQUEST, text, places):
        group = "bare" if match.group("bare") else 0
        yield Span("request_number", *match.span(group), match.group(group), match.group(group).upper())


def orders(text: str, places: Places) -> Iterator[Span]:
    for match in matched(_ORDER, text, places):
        yield Span("order_number", *match.span("bare"), match.group("bare"), match.group("bare").upper())
    for match in matched(_ATTACHED_ORDER, text, places):
        yield Span("order_number", *match.span(), match.group(), match.group().upper())


def skus(text: str, places: Places) -> Iterator[Span]:
    """Makers' part and model numbers: letters and digits in one word, or a number after "item"."""
    for match in matched(_ITEM, text, places):
        yield Span("sku", *match.span("bare"), match.group("bare"), match.group("bare").upper())
    foreign = [match.span() for match in _CANADIAN.finditer(text)]
    for match in matched(_SKU, text, places):
        typed = match.group()
        if any(start <= match.start() < end for start, end in foreign):
            continue
        if len(typed) >= 3 and len(typed) <= 24 and not _NO_SKU.fullmatch(typed):
            yield Span("sku", *match.span(), typed, typed.upper(), sure=sum(map(str.isdigit, typed)) >= 2)
