"""Numbers that count something else than they were taken for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.spans import set_right


def _entity(text: str, kind: str, said: str, value: Any = None) -> dict[str, Any]:
    start = text.index(said)
    return {"entity": kind, "start": start, "end": start + len(said), "value": said if value is None else value, "text": said}


def _values(text: str, *entities: dict[str, Any]) -> dict[str, Any]:
    return {one["entity"]: one["value"] for one in set_right(text, entities)}


@pytest.mark.parametrize(
    ("text", "value", "role"),
    [
        ("400 totes, around 2.25 a bag", 2.25, "target"),
        ("mugs under a buck each", 1.0, "max"),
        ("coasters at most .80 each", 0.8, "max"),
        ("pens .45 apiece tops", 0.45, "max"),
        ("the other shop has em for 1.10", 1.1, "quoted"),
        ("they charge us for it at 1.10", 1.1, "quoted"),
    ],
)
def test_a_price_for_a_piece_needs_no_sign(text: str, value: float, role: str) -> None:
    (money,) = [one for one in set_right(text, []) if one["entity"] == "money"]
    assert (money["value"], money["role"]) == (value, role)


@pytest.mark.parametrize("text", ["boards 2.25 per inch", "cut 1.5 in strips", "version 2.25 a"])
def test_a_measure_is_no_price(text: str) -> None:
    assert not set_right(text, [])


def test_a_price_takes_the_place_of_a_size() -> None:
    text = "400 totes, around 2.25 a bag"
    assert _values(text, _entity(text, "size", "2.25"), _entity(text, "quantity", "400", 400)) == {
        "money": 2.25,
        "quantity": 400,
    }


def test_people_are_no_size() -> None:
    text = "law firm of 12 in Boston"
    assert not set_right(text, [_entity(text, "size", "12 in")])


def test_so_much_of_a_thing_is_an_amount() -> None:
    text = "100 yards of ribbon"
    given = (_entity(text, "size", "100 yards"), _entity(text, "product", "ribbon"))
    assert _values(text, *given) == {"quantity": 100, "unit": "yards", "product": "ribbon"}


@pytest.mark.parametrize(
    ("text", "unit", "thing", "product"),
    [
        ("5k bottle openers", "bottle", "openers", "bottle openers"),
        ("50 box cutters", "box", "cutters", "box cutters"),
        ("20 box envelopes", "box", "envelopes", "envelopes"),
        ("10 case copy paper", "case", "copy paper", "copy paper"),
    ],
)
def test_a_unit_may_be_part_of_the_name(text: str, unit: str, thing: str, product: str) -> None:
    count = text.split()[0]
    given = (_entity(text, "quantity", count, 5000), _entity(text, "unit", unit), _entity(text, "product", thing))
    assert _values(text, *given)["product"] == product


def test_the_sheets_of_a_pad_are_not_ordered() -> None:
    text = "legal pads, 50 sheets"
    given = (_entity(text, "product", "legal pads"), _entity(text, "quantity", "50", 50), _entity(text, "unit", "sheets"))
    assert _values(text, *given) == {"product": "legal pads", "size": "50 sheets"}


def test_a_dozen_of_those_is_one_dozen() -> None:
    assert _values("dozen of those") == {"quantity": 1, "unit": "dozen"}


@pytest.mark.parametrize(
    "text", ["tea for our office, 30 people", "a 30 person team needs tea", "there are 30 of us, tea please"]
)
def test_people_at_work_count_no_goods(text: str) -> None:
    assert "quantity" not in _values(text, _entity(text, "quantity", "30", 30))


def test_people_who_each_get_one_are_counted() -> None:
    text = "badges for 30 people"
    assert _values(text, _entity(text, "quantity", "30", 30))["quantity"] == 30


def test_a_dozen_of_packs_is_a_number_of_packs() -> None:
    text = "3 dozen boxes"
    said = _values(text, _entity(text, "quantity", "3", 3), _entity(text, "unit", "dozen", "dozen"))
    assert said == {"quantity": 36, "unit": "boxes"}
