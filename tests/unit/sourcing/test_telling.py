"""When shelf or factory tells itself, and what it is estimated from."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from bot.demo.parts import fill_suppliers
from bot.sourcing import telling
from bot.sourcing.estimates import Estimates
from bot.sourcing.factory import factory
from bot.sourcing.matching import Matching
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf_or_factory import shelf_or_factory

NOW = datetime(2026, 9, 15, 10, 30, tzinfo=timezone.utc)
TOTES = RequestFields(product="totes", quantity=Decimal(2500), customization="our logo", zip="60616")


def told(fields: RequestFields) -> telling.Told:
    return telling.told(fields, shelf_or_factory(fields, None, [], NOW))


def changed(**fields: object) -> RequestFields:
    import msgspec

    return msgspec.structs.replace(TOTES, **fields)


def test_it_is_told_once_for_the_same_inputs() -> None:
    assert telling.is_due(TOTES, None)
    assert not telling.is_due(TOTES, told(TOTES))
    assert not telling.is_due(changed(email="a@b.example"), told(TOTES))


@pytest.mark.parametrize(
    "change", [{"product": "mugs"}, {"quantity": Decimal(3000)}, {"zip": "10001"}, {"needed_by": date(2027, 3, 15)}]
)
def test_it_is_due_again_when_an_input_changes(change: dict[str, object]) -> None:
    assert telling.is_due(changed(**change), told(TOTES))


def test_a_small_need_waits_for_what_goes_on_it() -> None:
    small = changed(customization=None, quantity=Decimal(144))
    assert not telling.is_due(small, None)
    assert telling.is_due(small, None, ["customization"])
    assert telling.is_due(changed(customization=None, quantity=Decimal(telling.LARGE)), None)


def test_more_than_can_be_worked_out_is_not_told() -> None:
    assert not telling.is_due(changed(quantity=Decimal(telling.MOST + 1)), None)


def test_without_a_directory_there_is_nothing_to_estimate_from(tmp_path: Path) -> None:
    found = Estimates(Matching(tmp_path)).of(TOTES, NOW.date())
    assert (found.offers, found.kind, found.ready) == ([], "", True)


@pytest.mark.parametrize(("product", "kind"), [("totes", "canvas shopping bag"), ("toner", ""), ("quibbles", "")])
def test_prices_are_taken_from_goods_of_that_kind_alone(directory: Path, product: str, kind: str) -> None:
    found = Estimates(Matching(directory)).of(changed(product=product), NOW.date())
    assert (found.kind, bool(found.offers)) == (kind, bool(kind))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("directory")
    fill_suppliers(var, 300, seed=7)
    Matching(var).prepare()
    return var


def test_fewer_pieces_do_not_cost_more_in_all_than_three_times_or_ten_times_as_many(directory: Path) -> None:
    estimates = Estimates(Matching(directory))

    def total(quantity: int) -> Decimal:
        need = changed(quantity=Decimal(quantity))
        made = factory(estimates.of(need, NOW.date()).offers, need, quantity, NOW.date())
        assert made
        return made.landed.total

    for quantity in (100, 300, 1000):
        assert total(quantity) <= total(10 * quantity)
        assert total(quantity) <= total(3 * quantity)
