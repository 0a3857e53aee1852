"""What may happen to a request, what is refused and why, and what is kept."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from io import StringIO
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.errors import Refused
from bot.sourcing import deeds, states
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.export import as_csv, as_json
from bot.sourcing.quote import Terms
from bot.sourcing.request import State
from tests.unit.sourcing.test_quotes import FIELDS, terms

AT = datetime(2026, 11, 22, 9, tzinfo=timezone.utc)
LATER = AT + timedelta(days=1)


def invitation(number: int) -> Invitation:
    return Invitation(f"S{number}", f"Factory {number}", "CN", 0, AT, address=f"s{number}@suppliers.example.com")


def opened(suppliers: int = 12) -> Dossier:
    dossier = deeds.open_request("RFQ-10001", "alice", FIELDS, AT).after
    return deeds.invite(dossier, [invitation(number) for number in range(suppliers)], AT).after


def quoted(count: int = 2, told: Terms | None = None) -> Dossier:
    dossier = opened()
    for number in range(count):
        dossier = deeds.receive(dossier, f"S{number}", told or terms(), LATER).after
    return dossier


def compared(count: int = 2, told: Terms | None = None) -> Dossier:
    return deeds.close(quoted(count, told), LATER).after


def test_every_state_has_its_ways() -> None:
    assert set(states.NEXT) == set(get_args(State))
    assert {after for ways in states.NEXT.values() for after in ways} <= set(get_args(State))


@pytest.mark.parametrize(
    ("before", "after"), [("ordered", "open"), ("cancelled", "open"), ("open", "ordered"), ("draft", "awarded")]
)
def test_a_way_that_does_not_exist_is_refused_with_the_ways_that_do(before: State, after: State) -> None:
    with pytest.raises(Refused, match=f"is {before}; it may become .* not {after}"):
        states.check(before, after, "RFQ-10001")


def test_a_request_goes_its_way_to_the_order() -> None:
    dossier = opened()
    assert dossier.request.state == "open"
    dossier = deeds.receive(dossier, "S1", terms(), LATER).after
    dossier = deeds.close(dossier, LATER).after
    assert dossier.request.state == "comparing"
    dossier = deeds.counter(dossier, "S1", 1, {"unit_price": "1.00"}, "customer", LATER).after
    assert dossier.request.state == "negotiating"
    dossier = deeds.receive(dossier, "S1", terms(), LATER).after
    dossier = deeds.sample(dossier, "S1", 2, "customer", LATER).after
    assert dossier.request.state == "sampling"
    dossier = deeds.accept(dossier, "S1", 2, "customer", LATER).after
    assert dossier.request.state == "awarded"
    step = deeds.order(dossier, "rep:ann", LATER)
    assert step.after.request.state == "ordered"
    assert (step.change.who, step.change.before, step.change.after) == ("rep:ann", "awarded", "ordered")
    assert step.change.seq == step.after.seq


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was() -> None:
    dossier = quoted()
    step = deeds.amend(dossier, replace(FIELDS, quantity=Decimal(3000)), "customer", LATER, "more people come")
    assert step.change.why == "more people come"
    assert step.after.request.version == 2
    assert step.after.versions[1] == FIELDS
    assert step.after.current == []
    assert dossier.request.fields == FIELDS
    with pytest.raises(Refused, match="already"):
        deeds.amend(dossier, FIELDS, "customer", LATER)


def test_ten_quotes_close_a_request() -> None:
    dossier = quoted(9)
    assert dossier.request.state == "open"
    dossier = deeds.receive(dossier, "S9", terms(), LATER).after
    assert dossier.request.state == "comparing"
    with pytest.raises(Refused, match="no more quotes"):
        deeds.receive(dossier, "S10", terms(), LATER)


def test_the_deadline_closes_with_quotes_or_without() -> None:
    assert deeds.close(quoted(1), LATER).after.request.state == "comparing"
    assert deeds.close(opened(), LATER).after.request.state == "no_quotes"
    with pytest.raises(Refused, match="deadline"):
        deeds.receive(opened(), "S1", terms(), AT + timedelta(days=8))


def test_the_history_says_why_a_supplier_was_invited() -> None:
    chosen = [
        Invitation("S50", "Alpha Works", "CN", 1, AT, why=("makes totes", "from 500")),
        Invitation("S51", "Beta", "CN", 1, AT),
    ]
    assert deeds.invite(opened(), chosen, AT).change.why == "Alpha Works: makes totes, from 500; Beta"


def test_only_who_was_invited_may_quote() -> None:
    with pytest.raises(Refused, match="not invited"):
        deeds.receive(opened(), "S99", terms(), LATER)


def test_a_quote_may_be_revised_once_and_again_when_the_customer_asks() -> None:
    dossier = quoted(1)
    dossier = deeds.receive(dossier, "S0", terms(), LATER).after
    assert dossier.quotes["S0"].revision == 2
    with pytest.raises(Refused, match="revised already"):
        deeds.receive(dossier, "S0", terms(), LATER)
    dossier = deeds.close(dossier, LATER).after
    dossier = deeds.counter(dossier, "S0", 2, {"note": "Could you do 1.00?"}, "customer", LATER).after
    assert deeds.receive(dossier, "S0", terms(), LATER).after.quotes["S0"].revision == 3


def test_a_supplier_that_was_asked_for_a_gap_may_fill_it() -> None:
    dossier = quoted(1, terms(tooling=None))
    dossier = deeds.receive(dossier, "S0", terms(tooling=None), LATER).after
    chased = replace(dossier.invited["S0"], chased=("tooling",))
    dossier = deeds.mark(dossier, [chased], "chased", LATER).after
    assert deeds.receive(dossier, "S0", terms(), LATER).after.quotes["S0"].revision == 3


def test_what_is_accepted_is_kept_word_for_word() -> None:
    told = terms(note="Packed 100 a carton, \u201cas agreed\u201d")
    accepted = deeds.accept(compared(2, told), "S1", 1, "customer", LATER).after.accepted
    assert accepted
    assert accepted.quote.terms == told
    assert (accepted.at, accepted.version, accepted.quote.revision, accepted.fields) == (LATER, 1, 1, FIELDS)


def test_an_expired_quote_cannot_be_accepted() -> None:
    dossier = compared()
    last = dossier.quotes["S0"].terms.valid_until
    assert last
    on_the_day = datetime(last.year, last.month, last.day, 23, tzinfo=timezone.utc)
    assert deeds.accept(dossier, "S0", 1, "customer", on_the_day)
    with pytest.raises(Refused, match="valid until"):
        deeds.accept(dossier, "S0", 1, "customer", on_the_day + timedelta(hours=2))


@pytest.mark.parametrize("gap", ["tooling", "valid_until", "lead_days"])
def test_a_quote_that_lacks_what_is_essential_cannot_be_accepted(gap: str) -> None:
    with pytest.raises(Refused, match=gap):
        deeds.accept(compared(1, terms(**{gap: None})), "S0", 1, "customer", LATER)


def test_nobody_accepts_what_they_have_not_seen() -> None:
    dossier = deeds.close(deeds.receive(quoted(1), "S0", terms(moq=900), LATER).after, LATER).after
    with pytest.raises(Refused, match="revised its quote"):
        deeds.accept(dossier, "S0", 1, "customer", LATER)
    newer = deeds.amend(dossier, replace(FIELDS, quantity=Decimal(9)), "customer", LATER).after
    with pytest.raises(Refused):
        deeds.accept(newer, "S0", 2, "customer", LATER)


def test_only_one_quote_is_accepted() -> None:
    dossier = deeds.accept(compared(), "S0", 1, "customer", LATER).after
    with pytest.raises(Refused, match="Factory 0 has been accepted"):
        deeds.accept(dossier, "S1", 1, "customer", LATER)


def test_a_quote_that_was_taken_back_is_none() -> None:
    dossier = deeds.withdraw(compared(), "S0", LATER, "out of cotton").after
    assert [quote.supplier for quote in dossier.current] == ["S1"]
    with pytest.raises(Refused, match="no quote"):
        deeds.accept(dossier, "S0", 1, "customer", LATER)


def test_a_question_waits_for_the_customer_and_quotes_still_come() -> None:
    dossier = deeds.ask(opened(), "S1", "Which Pantone?", LATER).after
    assert dossier.request.state == "needs_info"
    assert deeds.receive(dossier, "S2", terms(), LATER).after.request.state == "needs_info"
    assert deeds.answer(dossier, "286 C", "customer", LATER).after.request.state == "open"
    for wrong in ("", " ", "x" * 6_000):
        with pytest.raises(Refused):
            deeds.ask(opened(), "S1", wrong, LATER)


def test_a_request_expires_when_its_last_quote_has() -> None:
    dossier = compared()
    with pytest.raises(Refused, match="still hold"):
        deeds.expire(dossier, LATER)
    expired = deeds.expire(dossier, AT + timedelta(days=60)).after
    assert expired.request.state == "expired"
    assert deeds.amend(expired, replace(FIELDS, sample=True), "customer", LATER).after.request.state == "open"


@pytest.mark.parametrize("offer", [{}, {"unit_price": "-1"}, {"unit_price": "NaN"}, {"unit_price": "much less"}, {"note": " "}])
def test_a_counter_offer_names_a_price_or_what_should_change(offer: dict[str, str]) -> None:
    with pytest.raises(Refused):
        deeds.counter(compared(), "S0", 1, offer, "customer", LATER)


DEEDS = [
    lambda dossier: deeds.receive(dossier, "S1", terms(), LATER),
    lambda dossier: deeds.receive(dossier, "S2", terms(), LATER),
    lambda dossier: deeds.close(dossier, LATER),
    lambda dossier: deeds.accept(dossier, "S1", 1, "customer", LATER),
    lambda dossier: deeds.accept(dossier, "S2", 1, "customer", LATER),
    lambda dossier: deeds.sample(dossier, "S1", 1, "customer", LATER),
    lambda dossier: deeds.counter(dossier, "S1", 1, {"note": "cheaper"}, "customer", LATER),
    lambda dossier: deeds.cancel(dossier, "customer", LATER),
    lambda dossier: deeds.order(dossier, "rep:ann", LATER),
    lambda dossier: deeds.ask(dossier, "S1", "Which?", LATER),
    lambda dossier: deeds.answer(dossier, "That", "customer", LATER),
    lambda dossier: deeds.withdraw(dossier, "S1", LATER),
    lambda dossier: deeds.expire(dossier, LATER + timedelta(days=90)),
    lambda dossier: deeds.amend(dossier, replace(dossier.request.fields, quantity=Decimal(dossier.seq)), "customer", LATER),
]


@given(some.lists(some.sampled_from(DEEDS), max_size=30))
def test_whatever_is_tried_every_change_is_legal_and_counted(tried: list) -> None:
    dossier = opened(3)
    for deed in tried:
        before = dossier
        try:
            step = deed(dossier)
        except Refused:
            assert dossier is before
            continue
        dossier = step.after
        assert step.change.seq == before.seq + 1 == dossier.seq
        assert step.change.before == before.request.state
        moved = before.request.state != dossier.request.state
        assert not moved or dossier.request.state in states.NEXT[before.request.state]
        assert dossier.versions.items() >= before.versions.items()
        assert before.accepted is None or dossier.accepted == before.accepted
        assert (dossier.accepted is None) or dossier.request.state in ("awarded", "ordered", "cancelled")


def test_an_export_holds_everything_and_no_formulas() -> None:
    dossier = deeds.accept(compared(2, terms(note='=HYPERLINK("http://evil")')), "S1", 1, "customer", LATER).after
    exported = json.loads(json.dumps(as_json(dossier, [])))
    assert exported["request"]["number"] == "RFQ-10001"
    assert [quote["company"] for quote in exported["quotes"]] == ["Factory 0", "Factory 1"]
    assert exported["accepted"]["quote"]["id"] == "RFQ-10001.S1.1.1"
    assert "address" not in json.dumps(exported)
    rows = list(csv.DictReader(StringIO(as_csv(dossier, LATER.date()))))
    assert len(rows) == 4
    assert rows[0]["note"].startswith("'=")
    assert Decimal(rows[0]["landed_per_piece_usd"]) > Decimal("1.10")
