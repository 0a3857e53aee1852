"""From what a supplier filled in to terms: every fault named with its field, nothing guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from bot.errors import BadInput
from bot.sourcing.incoterms import incoterm_of
from bot.sourcing.quote import Terms, Tier
from bot.sourcing.rates import currency

MOST_TIERS = 10
MOST = 10**9  # pieces, and USD of any price
LONGEST = 2_000  # characters of a note
LONGEST_WORD = 120  # of a name, a port, payment terms
LONGEST_DAYS = 730
LONGEST_VALID = timedelta(days=730)
MOST_CERTIFICATES = 20
CUBIC_CENTIMETERS = 1_000_000  # in a cubic meter
_PLAIN = (
    "moq", "currency", "tooling", "sample_price", "sample_days", "lead_days", "incoterm", "port", "valid_until", "payment",
    "hs", "kg", "m3", "exceptions", "note",
)  # fmt: skip
_SMALL = Decimal("0.00000001")
_NUMBER = re.compile(r"([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?")
_HS = re.compile(r"[0-9]{6,10}")


class Fault(NamedTuple):
    """What cannot be taken, and why, as the supplier reads it."""

    field: str
    why: str


class Faulty(BadInput):
    """A form with faults, each with its field."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.why}" for fault in faults))
        self.faults = tuple(faults)


def read_terms(form: Mapping[str, str], today: date) -> Terms:
    """The terms of a filled form. Raises Faulty with every fault.

    Fields are those of `Terms`; tiers are quantity_1, price_1, quantity_2, ...; deposit is in percent; certificates and text
    are plain words; packing may be told by the carton: carton_pieces, carton_kg, and carton_length, _width, _height in
    centimeters. Amounts may have commas for thousands.
    """
    reader = _Reader(form, today)
    tiers = reader.tiers()
    moq = reader.whole("moq", 1, MOST)
    packing = reader.packing()
    terms = Terms(
        tiers=tiers,
        moq=moq or (tiers[0].quantity if tiers else 1),
        currency=reader.currency(),
        tooling=reader.money("tooling"),
        sample_price=reader.money("sample_price"),
        sample_refunded=form.get("sample_refunded", "").strip().lower() in ("1", "yes", "on", "true"),
        sample_days=reader.whole("sample_days", 0, LONGEST_DAYS),
        lead_days=reader.whole("lead_days", 1, LONGEST_DAYS),
        incoterm=reader.incoterm(),
        port=reader.words("port", LONGEST_WORD),
        valid_until=reader.day(),
        deposit=reader.share(),
        payment=reader.words("payment", LONGEST_WORD),
        certificates=reader.certificates(),
        hs=reader.hs(),
        kg=packing[0],
        m3=packing[1],
        exceptions=reader.words("exceptions", LONGEST),
        note=reader.words("note", LONGEST),
    )
    if reader.faults:
        raise Faulty(reader.faults)
    return terms


def filled(terms: Terms) -> dict[str, str]:
    """The form as it is filled in for these terms, for a revision."""
    form: dict[str, str] = {}
    for number, tier in enumerate(terms.tiers, start=1):
        form |= {f"quantity_{number}": str(tier.quantity), f"price_{number}": str(tier.price)}
    for name in _PLAIN:
        value = getattr(terms, name)
        form[name] = "" if value is None else str(value)
    form["deposit"] = "" if terms.deposit is None else f"{(terms.deposit * 100).normalize():f}"
    form["certificates"] = ", ".join(terms.certificates)
    return form | ({"sample_refunded": "on"} if terms.sample_refunded else {})


def form_of(data: Mapping[str, object]) -> dict[str, str]:
    """The same form from a platform's JSON: tiers as a list of quantity and price, certificates as a list, the rest by name."""
    form: dict[str, str] = {}
    for name, value in data.items():
        if name == "tiers" and isinstance(value, list):
            for number, tier in enumerate(value[: MOST_TIERS + 1], start=1):
                told = tier if isinstance(tier, dict) else {}
                form |= {f"{each}_{number}": _text(told.get(each)) for each in ("quantity", "price")}
        elif isinstance(value, list):
            form[name] = ", ".join(_text(one) for one in value)
        else:
            form[name] = "on" if value is True else _text(value)
    return form


def _text(value: object) -> str:
    """A JSON value as somebody would fill it in; what is no value of a field is shown as it is, and refused there."""
    return "" if value is None or value is False else str(value)


def plain_words(text: str) -> str:
    """Text without control signs and with single spaces; markup stays text and is escaped where it is shown."""
    visible = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(visible.split())


class _Reader:
    def __init__(self, form: Mapping[str, str], today: date) -> None:
        self._form, self._today = form, today
        self.faults: list[Fault] = []

    def tiers(self) -> tuple[Tier, ...]:
        found: dict[int, Decimal] = {}
        for number in range(1, MOST_TIERS + 1):
            quantity, price = self.whole(f"quantity_{number}", 1, MOST), self.money(f"price_{number}", least=True)
            if quantity is not None and price is not None:
                if quantity in found:
                    self._fault(f"quantity_{number}", f"{quantity:,} pieces have two prices")
                found[quantity] = price
            elif quantity is not None or price is not None:
                self._fault(f"price_{number}", "a tier needs both a quantity and a price")
        if f"quantity_{MOST_TIERS + 1}" in self._form:
            self._fault("price_1", f"at most {MOST_TIERS} tiers, please")
        tiers = tuple(Tier(*one) for one in sorted(found.items()))
        if not tiers and not self.faults:
            self._fault("price_1", "a price is needed")
        for before, after in pairwise(tiers):
            if after.price > before.price:
                self._fault("price_1", f"{after.quantity:,} pieces cost more each than {before.quantity:,}")
        return tiers

    def whole(self, name: str, least: int, most: int) -> int | None:
        number = self._number(name)
        if number is None:
            return None
        if number != number.to_integral_value() or not least <= number <= most:
            self._fault(name, f"a whole number from {least:,} to {most:,} is needed")
            return None
        return int(number)

    def money(self, name: str, least: bool = False) -> Decimal | None:
        number = self._number(name)
        if number is None or (number <= MOST and (number > 0 or not least)):
            return number
        self._fault(name, "a price must be more than 0" if least else "this amount cannot be")
        return None

    def size(self, name: str) -> Decimal | None:
        number = self._number(name)
        if number is None or 0 < number <= 100_000:
            return number
        self._fault(name, "it must be more than 0")
        return None

    def packing(self) -> tuple[Decimal | None, Decimal | None]:
        """kg and cubic meters of a packed piece: told as such, or worked out from the carton (kg, centimeters, pieces)."""
        kg, m3 = self.size("kg"), self.size("m3")
        each = self.whole("carton_pieces", 1, 1_000_000)
        carton = self.size("carton_kg")
        length, width, height = (self.size(f"carton_{side}") for side in ("length", "width", "height"))
        if each and carton:
            kg = (carton / each).quantize(_SMALL)
        if each and length and width and height:
            m3 = (length * width * height / CUBIC_CENTIMETERS / each).quantize(_SMALL)
        return kg or None, m3 or None

    def share(self) -> Decimal | None:
        number = self._number("deposit")
        if number is None:
            return None
        if number <= 100:
            return number / 100
        self._fault("deposit", "it is a percentage, 0 to 100")
        return None

    def currency(self) -> str:
        code = self._form.get("currency", "").strip().upper() or "USD"
        try:
            currency(code, self._today)
        except BadInput as error:
            self._fault("currency", str(error))
        return code

    def incoterm(self) -> str:
        try:
            return incoterm_of(self._form.get("incoterm", "").strip() or "FOB")
        except BadInput as error:
            self._fault("incoterm", str(error))
            return "FOB"

    def day(self) -> date | None:
        text = self._form.get("valid_until", "").strip()
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self._fault("valid_until", "a day such as 2027-01-31 is needed")
            return None
        if day < self._today:
            self._fault("valid_until", "this day is over")
            return None
        if day - self._today <= LONGEST_VALID:
            return day
        self._fault("valid_until", "this is more than two years away")
        return None

    def words(self, name: str, longest: int) -> str:
        text = plain_words(self._form.get(name, "")[: longest * 4])
        if len(text) > longest or len(self._form.get(name, "")) > longest * 4:
            self._fault(name, f"at most {longest:,} characters, please")
            return ""
        return text

    def certificates(self) -> tuple[str, ...]:
        names = re.split(r"[,;|]", self.words("certificates", LONGEST))
        found = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
        if len(found) > MOST_CERTIFICATES:
            self._fault("certificates", f"at most {MOST_CERTIFICATES}, please")
        return found

    def hs(self) -> str | None:
        code = re.sub(r"[.\s]", "", self._form.get("hs", "")[:40])
        if not code:
            return None
        if _HS.fullmatch(code):
            return code
        self._fault("hs", "6 to 10 digits are needed")
        return None

    def _number(self, name: str) -> Decimal | None:
        text = self._form.get(name, "").strip()[:40].removeprefix("$")
        if not text:
            return None
        if text.startswith("-"):
            self._fault(name, "it cannot be less than nothing")
            return None
        if not _NUMBER.fullmatch(text):
            self._fault(name, "a number such as 1,250.50 is needed")
            return None
        return Decimal(text.replace(",", ""))

    def _fault(self, field: str, why: str) -> None:
        if all(fault.field != field for fault in self.faults):  # what follows from a first fault is no news
            self.faults.append(Fault(field, why))
