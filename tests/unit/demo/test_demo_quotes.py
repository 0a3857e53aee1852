"""Demo suppliers fill in the form as real ones would."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from bot.demo.quotes import ANSWERS, LATEST, delay, first_form, next_form
from bot.sourcing import deeds
from bot.sourcing.dossier import Dossier
from bot.sourcing.quote import gaps
from bot.sourcing.quote_form import read_terms
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier
from tests.unit.sourcing.test_deeds import LATER, compared, opened
from tests.unit.sourcing.test_quotes import terms

TODAY = date(2026, 11, 22)
FIELDS = RequestFields(product="tote bags", quantity=Decimal(2500), zip="60601")
LINE = Line("canvas shopping bag", "420292", ("cotton",), ("screen printing",), 400, Decimal("1.20"), Decimal("0.95"))


def supplier(number: int) -> Supplier:
    return Supplier(
        f"S{number:06d}", f"Factory {number}", "CN", city="Ningbo", lines=(LINE,), lead_days=20, sample_days=7,
        incoterms=("EXW", "FOB", "DDP"),
    )  # fmt: skip


def test_every_form_can_be_taken_and_some_forget_something() -> None:
    read = [read_terms(first_form("RFQ-1", supplier(n), LINE, FIELDS, TODAY), TODAY) for n in range(200)]
    forgetful = [one for one in read if set(gaps(one)) & {"tooling", "valid_until", "lead_days"}]
    assert 20 < len(forgetful) < 90
    assert len({one.currency for one in read}) > 1


def test_a_price_with_duty_and_freight_is_higher() -> None:
    read = [read_terms(first_form("RFQ-1", supplier(n), LINE, FIELDS, TODAY), TODAY) for n in range(200)]
    usd = [one for one in read if one.currency == "USD"]
    inside = [one.tiers[-1].price for one in usd if one.incoterm == "DDP"]
    outside = [one.tiers[-1].price for one in usd if one.incoterm == "FOB"]
    assert min(inside) > max(outside)


def test_most_answer_within_a_minute_and_the_same_again() -> None:
    waits = [delay("RFQ-1", f"S{n}") for n in range(500)]
    answered = [wait for wait in waits if wait is not None]
    assert ANSWERS - 0.1 < len(answered) / 500 < ANSWERS + 0.1
    assert max(answered) <= timedelta(seconds=LATEST)
    assert waits == [delay("RFQ-1", f"S{n}") for n in range(500)]


def test_a_gap_is_filled_when_asked_for() -> None:
    dossier = deeds.receive(opened(2), "S0", terms(tooling=None, valid_until=None), LATER).after
    chased = replace(dossier.invited["S0"], chased=("tooling", "valid_until"))
    dossier = deeds.mark(dossier, [chased], "chased", LATER).after
    form = next_form(dossier, "S0", TODAY)
    assert form
    assert set(gaps(read_terms(form, TODAY))) & {"tooling", "valid_until"} == set()


def test_a_counter_offer_is_met_halfway_at_most_and_once() -> None:
    dossier = deeds.counter(compared(2), "S1", 1, {"unit_price": "1.00"}, "customer", LATER).after
    form = next_form(dossier, "S1", TODAY)
    assert form
    assert Decimal("1.00") < Decimal(form["price_2"]) < Decimal("1.10")
    revised: Dossier = deeds.receive(dossier, "S1", read_terms(form, TODAY), LATER).after
    assert next_form(revised, "S1", TODAY) is None
    assert next_form(revised, "S0", TODAY) is None
