"""Languages by their codes."""

from __future__ import annotations

import pytest

from bot.languages import code_of, name_of


@pytest.mark.parametrize(
    ("tag", "code"),
    [("es-MX", "es"), ("zh_Hans", "zh"), ("Spanish", "es"), ("EN", "en"), ("", ""), ("x", ""), ("klingonish", "")],
)
def test_a_tag_or_a_name_has_a_code(tag: str, code: str) -> None:
    assert code_of(tag) == code


def test_a_code_has_a_name_in_english() -> None:
    assert (name_of("es"), name_of("xx-unknown")) == ("Spanish", "xx-unknown")
