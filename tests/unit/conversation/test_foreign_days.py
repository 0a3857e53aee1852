from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.foreign_days import day, days
from tests.unit.conversation.heard import entity

TODAY = date(2026, 9, 15)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("para el 3 de octubre", "2026-10-03"),
        ("antes del 12 de marzo", "2027-03-12"),
        ("5 de mayo de 2028", "2028-05-05"),
        ("il 7 dicembre", "2026-12-07"),
        ("bis 4. März", "2027-03-04"),
        ("30 de febrero", None),
        ("30 de las cajas", None),
    ],
)
def test_a_day_in_another_language(text: str, iso: str | None) -> None:
    assert day(text, TODAY) == iso


def test_the_digits_of_such_a_day_count_no_goods() -> None:
    text = "400 bolsas para el 3 de octubre"
    found = days(text, [entity(text, "quantity", "400", 400), entity(text, "quantity", "3", 3)])
    assert [(one["entity"], one["text"]) for one in found] == [("quantity", "400"), ("date", "3 de octubre")]
