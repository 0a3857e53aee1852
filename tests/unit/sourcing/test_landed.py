"""What holds for every landed cost, whatever the order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.errors import BadInput, Refused
from bot.sourcing import rates
from bot.sourcing.costs import CENT
from bot.sourcing.incoterms import BUYER_PAYS, incoterm_of
from bot.sourcing.landed import Case, landed

DAY = date(2026, 11, 22)
LINES = 16
"""No landed cost has more lines; each is rounded to the cent."""


def prices(most: str = "500") -> some.SearchStrategy[Decimal]:
    return some.decimals("0.01", most, places=2)


CASES = some.builds(
    Case,
    need=some.integers(1, 200_000),
    unit_price=prices(),
    day=some.dates(date(2026, 1, 1), date(2027, 6, 30)),
    moq=some.integers(1, 5_000),
    currency=some.sampled_from(rates.currencies()),
    tooling=prices(),
    sample=prices(),
    sample_refunded=some.booleans(),
    incoterm=some.sampled_from(sorted(BUYER_PAYS)),
    country=some.sampled_from(["CN", "VN", "IN", "BD", "TR", "IT", "MX", "US", "ZZ", None]),
    hs=some.sampled_from(["420292", "610910", "7326.20", "", "99", "850760", None]),
    kg=some.none() | some.decimals("0.001", "40", places=3),
    m3=some.none() | some.decimals("0.00001", "0.5", places=5),
    zip=some.sampled_from(["60601", "10001", "90001", "96813", "00901", "", None]),
    inspection=some.booleans(),
)


@given(CASES)
def test_the_total_is_the_sum_of_its_lines_and_lies_between_its_ends(case: Case) -> None:
    result = landed(case)
    assert result.total == sum(line.amount for line in result.lines)
    assert all(line.amount == line.amount.quantize(CENT) and line.amount > 0 for line in result.lines)
    assert result.low <= result.total <= result.high
    assert result.quantity == max(case.need, case.moq)
    assert result.surplus == max(0, case.moq - case.need)
    assert abs(result.per_piece * case.need - result.total) <= case.need * Decimal("0.00005")


@given(CASES, some.integers(1, 100_000))
def test_more_pieces_within_a_tier_never_cost_more_a_piece(case: Case, more: int) -> None:
    few, many = landed(case), landed(replace(case, need=case.need + more))
    assert many.per_piece <= few.per_piece + CENT * LINES / case.need


@given(CASES)
def test_ddp_adds_only_what_it_excludes(case: Case) -> None:
    result = landed(replace(case, incoterm="DDP"))
    assert {line.name for line in result.lines} <= {"goods", "tooling", "sample", "inspection"}
    everything = sum((result.of(name) for name in ("goods", "tooling", "sample", "inspection")), Decimal(0))
    assert result.total == everything


@given(CASES)
def test_the_less_the_supplier_pays_the_more_lands_on_the_buyer(case: Case) -> None:
    totals = [landed(replace(case, incoterm=term)).total for term in ("EXW", "FOB", "CFR", "CIF", "DAP", "DDP")]
    assert totals == sorted(totals, reverse=True)


@given(CASES)
def test_a_price_in_another_currency_costs_what_it_is_worth(case: Case) -> None:
    worth = rates.currency(case.currency, case.day).value
    goods = landed(case).of("goods")
    assert abs(goods - max(case.need, case.moq) * case.unit_price * worth) <= CENT / 2


@given(CASES)
def test_ordering_again_costs_no_tooling_and_no_sample(case: Case) -> None:
    result = landed(case)
    bare = landed(replace(case, need=result.quantity, tooling=Decimal(0), sample=Decimal(0)))
    assert result.per_piece_repeat == bare.per_piece


@given(CASES)
def test_layers_of_duty_add_and_never_compound(case: Case) -> None:
    duties = [line for line in landed(case).lines if line.name == "duty"]
    assert len({line.basis for line in duties}) <= 1
    assert all(line.amount == (line.basis * line.rate).quantize(CENT, "ROUND_HALF_UP") for line in duties)


def test_what_is_missing_is_estimated_and_said_with_what_it_could_move() -> None:
    case = Case(need=2_000, unit_price=Decimal("1.20"), day=DAY)
    result = landed(case)
    assert set(result.estimated) == {"kg", "m3", "hs", "zip", "country"}
    doubts = {doubt.what: doubt for doubt in result.doubts}
    assert doubts["m3"].low < result.total < doubts["m3"].high
    assert doubts["hs"].high > result.total
    told = landed(
        replace(case, hs="420292", kg=Decimal("0.16"), m3=Decimal("0.0011"), zip="60601", country="CN", incoterm="DDP")
    )
    assert told.estimated == ()
    assert told.low == told.total == told.high


def test_every_line_names_its_rate_its_dates_its_source_and_how_sure_it_is() -> None:
    result = landed(Case(need=2_000, unit_price=Decimal("1.20"), day=DAY, hs="420292", country="CN", zip="60601"))
    assert all(line.source for line in result.lines if line.name != "goods")
    sure = {line.name: line.sure for line in result.lines}
    assert sure["goods"] == "given"
    assert sure["hmf"] == "official"
    assert sure["freight"] == "assumed"
    assert sure["mpf"] == "carried", "no notice for fiscal year 2027 is on file, so the bounds before are carried on"


def test_rates_are_those_of_the_day() -> None:
    def surcharges(day: date) -> list[str]:
        case = Case(need=100, unit_price=Decimal(30), day=day, hs="420292", country="VN", zip="60601")
        return [line.part for line in landed(case).lines if line.name == "duty" and line.part != "general"]

    assert surcharges(date(2026, 2, 1)) == []
    assert surcharges(date(2026, 2, 24)) == ["section 122"]
    assert surcharges(date(2026, 7, 24)) == ["section 122"]
    assert surcharges(date(2026, 7, 25)) == ["additional duty"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"need": 0},
        {"need": -5},
        {"need": 10**12},
        {"moq": 0},
        {"unit_price": Decimal(0)},
        {"unit_price": Decimal(-1)},
        {"unit_price": Decimal("NaN")},
        {"unit_price": Decimal("Infinity")},
        {"tooling": Decimal(-1)},
        {"sample": Decimal("1e30")},
        {"kg": Decimal(0)},
        {"m3": Decimal(-1)},
        {"currency": "XXX"},
        {"currency": "dollars" * 1000},
        {"incoterm": "ABC"},
        {"incoterm": ""},
    ],
)
def test_numbers_and_terms_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        landed(replace(Case(need=10, unit_price=Decimal(1), day=DAY), **wrong))


def test_a_way_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="sea"):
        landed(Case(need=10, unit_price=Decimal(1), day=DAY, country="US", mode="sea"))


def test_a_port_behind_the_incoterm_is_no_harm() -> None:
    assert incoterm_of(" fob Ningbo") == "FOB"


def test_every_rate_on_file_is_in_order() -> None:
    every = [*(one.rate for one in rates._duties()), *(band.rate for band in rates._freight())]
    every += [rate for name in ("fees.csv", "currencies.csv") for rows in rates._named(name).values() for rate in rows]
    assert len(every) > 300
    for rate in every:
        assert 0 <= rate.low <= rate.value <= rate.high, rate
        assert rate.source
        assert rate.valid_to is None or rate.valid_from <= rate.valid_to
