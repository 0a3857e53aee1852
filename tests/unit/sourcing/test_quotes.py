"""What a supplier may quote, what it is asked for once more, and how quotes stand side by side."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.errors import BadInput
from bot.sourcing.comparing import compare
from bot.sourcing.quote import Quote, Terms, Tier, case_of, gaps, ordered, pieces, price_at
from bot.sourcing.quote_form import Faulty, read_terms
from bot.sourcing.request import RequestFields

TODAY = date(2026, 11, 22)
FIELDS = RequestFields(product="tote bags", quantity=Decimal(2500), zip="60601")
FORM = {"quantity_1": "500", "price_1": "1.40", "quantity_2": "2,000", "price_2": "$1.10", "moq": "500"}


def terms(**more: Any) -> Terms:
    told = {
        "tiers": (Tier(500, Decimal("1.40")), Tier(2000, Decimal("1.10"))),
        "moq": 500,
        "tooling": Decimal(180),
        "sample_price": Decimal(45),
        "lead_days": 25,
        "valid_until": TODAY + timedelta(days=30),
        "deposit": Decimal("0.30"),
        "hs": "420292",
        "kg": Decimal("0.16"),
        "m3": Decimal("0.0011"),
    }
    return Terms(**{**told, **more})


def quote(name: str = "Q1", country: str = "CN", **more: Any) -> Quote:
    at = datetime(2026, 11, 20, tzinfo=timezone.utc)
    return Quote(
        id=name, request="RFQ-10001", version=1, supplier=name, company=name, country=country, at=at, terms=terms(**more)
    )


def why(form: dict[str, str]) -> dict[str, str]:
    with pytest.raises(Faulty) as refused:
        read_terms({**FORM, **form}, TODAY)
    return dict(refused.value.faults)


def test_a_form_becomes_terms() -> None:
    read = read_terms(
        {
            **FORM,
            "currency": "cny",
            "tooling": "1,200",
            "lead_days": "25",
            "incoterm": "fob",
            "port": "Ningbo",
            "valid_until": "2027-01-31",
            "deposit": "30",
            "certificates": "GOTS, BSCI; GOTS",
            "hs": "4202.92",
            "carton_pieces": "100",
            "carton_kg": "16",
            "carton_length": "60",
            "carton_width": "40",
            "carton_height": "45",
            "sample_refunded": "on",
        },
        TODAY,
    )
    assert read.tiers == (Tier(500, Decimal("1.40")), Tier(2000, Decimal("1.10")))
    assert (read.currency, read.tooling, read.lead_days, read.incoterm) == ("CNY", Decimal(1200), 25, "FOB")
    assert (read.valid_until, read.deposit, read.certificates) == (date(2027, 1, 31), Decimal("0.3"), ("GOTS", "BSCI"))
    assert (read.hs, read.kg, read.m3) == ("420292", Decimal("0.16"), Decimal("0.00108"))
    assert read.sample_refunded


def test_tiers_in_any_order_are_put_in_order() -> None:
    read = read_terms({"quantity_1": "2000", "price_1": "1.10", "quantity_4": "500", "price_4": "1.40"}, TODAY)
    assert [tier.quantity for tier in read.tiers] == [500, 2000]
    assert read.moq == 500


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price_1": "-1.40"}, "price_1"),
        ({"price_1": "0"}, "price_1"),
        ({"quantity_1": "-500"}, "quantity_1"),
        ({"quantity_1": "12.5"}, "quantity_1"),
        ({"quantity_1": "2000"}, "quantity_2"),
        ({"price_2": ""}, "price_2"),
        ({"price_2": "1.90"}, "price_1"),
        ({"quantity_1": "", "price_1": "", "quantity_2": "", "price_2": ""}, "price_1"),
        ({"price_1": "one dollar"}, "price_1"),
        ({"price_1": "1e5"}, "price_1"),
        ({"price_1": "NaN"}, "price_1"),
        ({"price_1": "1,40"}, "price_1"),
        ({"price_1": "٣"}, "price_1"),
        ({"currency": "BTC"}, "currency"),
        ({"currency": "<script>"}, "currency"),
        ({"moq": "0"}, "moq"),
        ({"valid_until": "2026-11-21"}, "valid_until"),
        ({"valid_until": "2031-01-01"}, "valid_until"),
        ({"valid_until": "next week"}, "valid_until"),
        ({"lead_days": "0"}, "lead_days"),
        ({"lead_days": "9999"}, "lead_days"),
        ({"incoterm": "free"}, "incoterm"),
        ({"deposit": "130"}, "deposit"),
        ({"hs": "bags"}, "hs"),
        ({"note": "We are a factory. " * 70_000}, "note"),  # 400 pages
        ({"certificates": ",".join(f"C{n}" for n in range(30))}, "certificates"),
        ({"kg": "0"}, "kg"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(wrong: dict[str, str], field: str) -> None:
    assert field in why(wrong)


def test_every_fault_is_named_at_once() -> None:
    assert set(why({"price_1": "-1", "currency": "XXX", "lead_days": "0"})) == {"price_1", "currency", "lead_days"}


def test_control_signs_go_and_markup_stays_the_text_that_it_is() -> None:
    read = read_terms({**FORM, "note": "fine\x00 \u202e <script>alert(1)</script>\r\n bags"}, TODAY)
    assert read.note == "fine <script>alert(1)</script> bags"


@given(
    some.dictionaries(some.sampled_from([*FORM, "currency", "lead_days", "valid_until", "hs", "kg", "deposit"]), some.text())
)
def test_whatever_is_filled_in_gives_terms_or_faults(form: dict[str, str]) -> None:
    try:
        read = read_terms(form, TODAY)
    except Faulty:
        return
    assert [tier.quantity for tier in read.tiers] == sorted({tier.quantity for tier in read.tiers})
    assert all(tier.price > 0 for tier in read.tiers)


def test_the_tier_of_a_quantity_holds() -> None:
    assert [price_at(terms(), count) for count in (500, 1999, 2000, 9000)] == [
        Decimal("1.40"), Decimal("1.40"), Decimal("1.10"), Decimal("1.10"),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        price_at(terms(), 499)


def test_no_fewer_are_ordered_than_the_moq_and_the_first_tier() -> None:
    assert ordered(terms(), 100) == 500
    assert ordered(terms(moq=3000), 100) == 3000
    assert ordered(terms(), 2500) == 2500
    assert case_of(quote(moq=3000), FIELDS, TODAY).unit_price == Decimal("1.10")


def test_dozens_are_pieces() -> None:
    assert pieces(replace(FIELDS, quantity=Decimal(20), unit="dozen")) == 240


def test_a_gap_is_what_the_quote_does_not_say() -> None:
    assert gaps(terms()) == ()
    assert gaps(terms(tooling=None, lead_days=None, hs=None)) == ("tooling", "lead_days", "hs")
    assert gaps(terms(tooling=Decimal(0))) == ()


def test_quotes_stand_side_by_side_at_the_door() -> None:
    table = compare(
        [
            quote("far", country="CN"),
            quote("near", country="MX", tiers=(Tier(500, Decimal("1.60")),), lead_days=15),
            quote("big", country="CN", moq=10_000),
        ],
        FIELDS,
        TODAY,
    )
    rows = {row.quote.id: row for row in table.rows}
    assert [row.quote.id for row in table.rows] == ["near", "far", "big"]
    assert {reason.name for reason in rows["near"].reasons} >= {"cheapest", "soonest", "no_surplus"}
    assert rows["big"].surplus == 7_500
    assert rows["big"].surplus_cost == Decimal("8250.00")
    assert rows["far"].cash_up_front == Decimal("1005.00")  # 30% of 2,750 and the tooling
    assert rows["far"].landed.per_piece > rows["far"].landed.per_piece_repeat
    assert rows["far"].arrives == (TODAY + timedelta(days=25 + 28), TODAY + timedelta(days=25 + 40))


def test_of_like_prices_the_sooner_one_stands_first() -> None:
    cheap = quote("slow", lead_days=50)
    fast = quote("fast", lead_days=20, tiers=(Tier(500, Decimal("1.12")),))
    table = compare([cheap, fast], FIELDS, TODAY)
    assert [row.quote.id for row in table.rows] == ["fast", "slow"]
    assert ("sooner_at_like_price", "30") in {(reason.name, reason.value) for reason in table.rows[0].reasons}


def test_what_rules_a_quote_out_is_said_and_the_quote_still_shown() -> None:
    fields = replace(FIELDS, needed_by=TODAY + timedelta(days=60), certifications=("GOTS",), max_price=Decimal("2.50"))
    good = {"certificates": ("gots",), "lead_days": 20}
    table = compare(
        [
            quote("good", **good),
            quote("late", **{**good, "lead_days": 40}),
            quote("bare", lead_days=20),
            quote("old", **good, valid_until=TODAY - timedelta(days=1)),
            quote("dear", **good, tiers=(Tier(500, Decimal(3)),)),
            replace(quote("gone", **good), withdrawn=True),
        ],
        fields,
        TODAY,
    )
    assert [row.quote.id for row in table.rows] == ["good"]
    said = {row.quote.id: [(reason.name, reason.value) for reason in row.reasons] for row in table.out}
    assert said["late"] == [("too_late", "8")]
    assert said["bare"] == [("certificates", "GOTS")]
    assert said["old"] == [("expired", "2026-11-21")]
    assert said["gone"] == [("withdrawn", "")]
    assert said["dear"][0][0] == "too_dear"


def test_a_quote_that_may_come_late_says_so() -> None:
    table = compare([quote()], replace(FIELDS, needed_by=TODAY + timedelta(days=60)), TODAY)
    assert ("may_be_late", "5") in {(reason.name, reason.value) for reason in table.rows[0].reasons}


def test_a_quote_with_gaps_is_shown_with_them_and_cannot_be_decided_on() -> None:
    (row,) = compare([quote(tooling=None, deposit=None)], FIELDS, TODAY).rows
    assert row.gaps == ("tooling", "deposit")
    assert not row.acceptable
    assert row.deposit_assumed


def test_a_quote_that_cannot_be_worked_out_is_kept_aside_with_its_reason() -> None:
    table = compare([quote("odd", currency="XXX"), quote("good")], FIELDS, TODAY)
    assert [row.quote.id for row in table.rows] == ["good"]
    assert [(one.id, reason.name) for one, reason in table.broken] == [("odd", "unusable")]


def test_the_same_quotes_in_any_order_give_the_same_table() -> None:
    several = [quote(f"Q{n}", lead_days=20 + n, tiers=(Tier(1, Decimal(100 + n % 3) / 100),)) for n in range(8)]
    names = [row.quote.id for row in compare(several, FIELDS, TODAY).rows]
    assert names == [row.quote.id for row in compare(several[::-1], FIELDS, TODAY).rows]
