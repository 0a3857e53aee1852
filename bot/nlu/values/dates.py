"""Days by which something is needed: by mid march - in 3 weeks - next Tues - the 14th - thanksgiving. Value: ISO day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from dateutil.easter import easter
from dateutil.parser import ParserError, parse
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from bot.nlu.values import numbers
from bot.nlu.values.span import Places, Span, matched

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = {"mon": MO, "tue": TU, "wed": WE, "thu": TH, "fri": FR, "sat": SA, "sun": SU}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_SPAN = r"(?:days?|weeks?|wks?|months?|mos?|business days?|working days?|fortnights?)"
_COUNT = rf"(?:\d{{1,3}}(?: ?(?:-|to|or) ?\d{{1,3}})?|{numbers.WORDS}|an?|a couple(?: of)?|a few|couple(?: of)?)"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_PART = (
    r"(?:(?:the )?(?:beginning|start|early|middle|mid|end|late|eod|end of day|first week|last week)(?: of|-| in)? ?(?:the )?)"
)
_YEAR = r"(?:,? ?(?:20\d\d|'\d\d))?"
_FEAST = (
    r"(?:thanksgiving|christmas(?: eve)?|xmas|new year'?s?(?: eve| day)?|easter|halloween|labor day|memorial day|"
    r"independence day|july 4th|4th of july|fourth of july|valentine'?s?(?: day)?|mother'?s day|father'?s day|"
    r"st\.? patrick'?s?(?: day)?|black friday|cyber monday|veterans day|super ?bowl(?: sunday)?)"
)


def days(text: str, places: Places, now: datetime) -> Iterator[Span]:
    """Spans of days in a message, resolved against `now` (the customer's own clock); a past day of this year means the next."""
    for pattern, resolve in _PATTERNS:
        for match in matched(pattern, text, places):
            try:
                day = resolve(match, now.date())
            except (ValueError, OverflowError, ParserError):
                day = None
            rough = bool(
                re.search(r"mid|early|late|beginning|start|middle|few|couple|first week|last week", match.group(), re.I)
            )
            value = None if day is None else day.isoformat()
            # "how are you today" asks for nothing by today: the tagger decides.
            sure = not re.fullmatch(r"today|tonight|tonite", match.group(), re.I)
            yield Span("date", *match.span(), match.group(), value, approximate=rough, sure=sure)


def _coming(day: date, today: date) -> date:
    return day if day >= today else day + relativedelta(years=1)


def _part_of(month: date, part: str) -> date:
    part = part.lower()
    if re.search(r"end|late|last week", part):
        return month + relativedelta(day=31)
    if re.search(r"mid", part):
        return month.replace(day=15)
    return month.replace(day=7) if re.search(r"early|first week", part) else month.replace(day=1)


def _month(match: re.Match[str], today: date) -> date:
    """A month, or a part of one: without a part it ends with its last day."""
    number = _MONTHS.index(match.group("month").lower()[:3]) + 1
    first = date(today.year, number, 1)
    if match.group("year"):
        first = first.replace(year=_year(match.group("year")))
    elif first + relativedelta(day=31) < today:
        first += relativedelta(years=1)
    return _part_of(first, match.group("part") or "end")


def _year(typed: str) -> int:
    digits = re.sub(r"\D", "", typed)
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day_of_month(match: re.Match[str], today: date) -> date:
    number = _MONTHS.index(match.group("month").lower()[:3]) + 1
    day = date(today.year, number, int(re.sub(r"\D", "", match.group("day"))))
    return day.replace(year=_year(match.group("year"))) if match.group("year") else _coming(day, today)


def _numeric(match: re.Match[str], today: date) -> date:
    typed = match.group()
    day = parse(typed, default=datetime(today.year, 1, 1)).date()
    return day if re.search(r"\d{4}|/\d\d?/\d\d", typed) else _coming(day, today)


def _ordinal(match: re.Match[str], today: date) -> date:
    number = int(re.sub(r"\D", "", match.group()))
    day = today.replace(day=1) + relativedelta(months=0 if number >= today.day else 1)
    return day.replace(day=number)


def _weekday(match: re.Match[str], today: date) -> date:
    """'friday' is the coming one; 'next friday' is the one in the week after this one (weeks begin on Monday)."""
    wanted = _DAYS[match.group("weekday").lower()[:3]]
    if re.search(r"next", match.group(), re.I):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
        return monday + relativedelta(weekday=wanted(+1))
    if re.search(r"week", match.group(), re.I):
        return today + timedelta(weeks=1) + relativedelta(weekday=wanted(+1))
    return today + timedelta(days=1) + relativedelta(weekday=wanted(+1))


def _from_now(match: re.Match[str], today: date) -> date | None:
    count = re.split(r"-| to | or ", match.group("count").lower())[-1].strip()
    few = "few" in count
    found = numbers.number("one" if count in ("a", "an") else "3" if few else count)
    if found is None or found.value is None:
        return None
    span, amount = match.group("span").lower(), found.value
    if "business" in span or "working" in span:
        return _business(today, int(amount))
    if span.startswith("mo"):
        return today + relativedelta(months=int(amount))
    return today + timedelta(days=amount * (7 if span.startswith("w") else 14 if span.startswith("f") else 1))


def _from_weekday(match: re.Match[str], today: date) -> date | None:
    """'a week from friday'"""
    return _from_now(match, today + timedelta(days=1) + relativedelta(weekday=_DAYS[match.group("weekday").lower()[:3]](+1)))


def _business(today: date, count: int) -> date:
    while count > 0:
        today += timedelta(days=1)
        count -= today.weekday() < 5
    return today


def _relative(match: re.Match[str], today: date) -> date:
    typed = match.group().lower()
    if "day after" in typed:
        return today + timedelta(days=2)
    if re.search(r"tom|tmr|tmw|2mor", typed):
        return today + timedelta(days=1)
    return today


def _period(match: re.Match[str], today: date) -> date:
    """This or next week, month, quarter or year, or a part of it; without a part its last day (a working one of a week)."""
    ahead = 1 if match.group("which").lower() == "next" else 0
    part, kind = match.group("part") or "end", match.group("kind").lower()
    if kind.startswith("w"):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
        return monday + timedelta(days=0 if re.search(r"early|beg|start", part, re.I) else 2 if "mid" in part.lower() else 4)
    if kind.startswith("m"):
        return _part_of(today.replace(day=1) + relativedelta(months=ahead), part)
    if kind.startswith("q"):
        return date(today.year, (today.month - 1) // 3 * 3 + 1, 1) + relativedelta(months=3 * ahead + 2, day=31)
    return date(today.year + ahead, 12, 31)


def _feast(match: re.Match[str], today: date) -> date | None:
    name = re.sub(r"[^a-z0-9]", "", match.group("feast").lower())
    for year in (today.year, today.year + 1):
        day = feast(name, year)
        if day is not None and day >= today:
            return day
    return None


_FIXED = {
    "christmaseve": (12, 24),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "newyear": (1, 1),
    "halloween": (10, 31),
    "july4": (7, 4),
    "4thofjuly": (7, 4),
    "fourthofjuly": (7, 4),
    "independence": (7, 4),
    "valentine": (2, 14),
    "stpatrick": (3, 17),
    "veterans": (11, 11),
}


def feast(name: str, year: int) -> date | None:
    """The day of a US holiday as shops speak of it; name without spaces or apostrophes."""
    if name.startswith("newyear") and name.endswith("eve"):
        return date(year, 12, 31)
    for start, (month, day) in _FIXED.items():
        if name.startswith(start):
            return date(year, month, day)
    return _moving(name, year)


def _moving(name: str, year: int) -> date | None:
    rules: dict[str, Callable[[], date]] = {
        "thanksgiving": lambda: date(year, 11, 1) + relativedelta(weekday=TH(4)),
        "blackfriday": lambda: date(year, 11, 1) + relativedelta(weekday=TH(4)) + timedelta(days=1),
        "cybermonday": lambda: date(year, 11, 1) + relativedelta(weekday=TH(4)) + timedelta(days=4),
        "laborday": lambda: date(year, 9, 1) + relativedelta(weekday=MO(1)),
        "memorialday": lambda: date(year, 5, 31) + relativedelta(weekday=MO(-1)),
        "mother": lambda: date(year, 5, 1) + relativedelta(weekday=SU(2)),
        "father": lambda: date(year, 6, 1) + relativedelta(weekday=SU(3)),
        "superbowl": lambda: date(year, 2, 1) + relativedelta(weekday=SU(2)),
        "easter": lambda: easter(year),
    }
    return next((rule() for start, rule in rules.items() if name.startswith(start)), None)


def _rule(
    pattern: str, resolve: Callable[[re.Match[str], date], date | None]
) -> tuple[re.Pattern[str], Callable[..., date | None]]:
    return re.compile(rf"(?<![\w/$-]){pattern}(?![\w/]|-\d)", re.I), resolve


_PATTERNS = (
    _rule(rf"(?P<part>{_PART})?(?P<month>{_MONTH})(?P<year>{_YEAR})(?! ?\d)", _month),
    _rule(
        rf"(?:{_WEEKDAY},? )?(?P<month>{_MONTH}) ?(?:the )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)"
        rf"(?!\d|,\d{{3}}| ?(?:pcs|units|boxes|cases))(?P<year>{_YEAR})",
        _day_of_month,
    ),
    _rule(rf"(?:the )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)(?: of)? (?P<month>{_MONTH})(?P<year>{_YEAR})", _day_of_month),
    _rule(r"(?:20\d\d-\d\d?-\d\d?|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?:/(?:20)?\d\d)?)", _numeric),
    _rule(rf"the {_ORDINAL}(?! (?:one|time|floor|street|ave))", _ordinal),
    _rule(
        rf"(?:end of (?:the )?day |eod )?(?:(?:this |next |coming |this coming )?(?P<weekday>{_WEEKDAY})(?: next week| week)?)",
        _weekday,
    ),
    _rule(rf"(?:(?:in|within) )?(?:about )?(?P<count>{_COUNT}) (?P<span>{_SPAN})(?: from (?:now|today)| out)", _from_now),
    _rule(rf"(?P<count>{_COUNT}) (?P<span>{_SPAN}) (?:from|after) (?:this )?(?P<weekday>{_WEEKDAY})", _from_weekday),
    _rule(rf"(?:in|within) (?:about |around )?(?P<count>{_COUNT}) ?-?(?P<span>{_SPAN})(?! ago)", _from_now),
    _rule(
        r"(?:the )?day after (?:tomorrow|tmrw)|tomorrow(?: morning| afternoon| evening| night)?|"
        r"tmrw|tmw|tomm?orr?ow|tonight|tonite|today",
        _relative,
    ),
    _rule(rf"(?P<part>{_PART})?(?P<which>this|next|the) (?P<kind>week|month|quarter|year)(?: end)?", _period),
    _rule(rf"(?P<feast>{_FEAST})", _feast),
    # A day that only the writer knows: found, so that it can be asked back.
    _rule(
        r"(?<=before )(?:homecoming|prom|graduation|opening day|(?:the|our) [a-z]+ (?:opens|starts|begins))",
        lambda match, today: None,
    ),
)
