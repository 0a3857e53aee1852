"""A rep's drawn picture."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree

from bot.sales.avatar import COLORS, avatar, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maria Lopez", "ML"), ("Robin", "R"), ("Ana de la Cruz", "AC"), ("José ñuñez", "JÑ"), ("", "?"), ("(x) — Bo", "B")],
)
def test_initials_are_those_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_picture_is_the_same_for_the_same_name_and_safe_for_any() -> None:
    assert avatar("Maria Lopez") == avatar("Maria Lopez")
    assert len({avatar(f"Rep {number}") for number in range(50)}) > 5
    tree = ElementTree.fromstring(avatar('<script>"&</script>', size=32))
    assert tree.get("width") == "32"
    assert tree.get("aria-label") == '<script>"&</script>'
    assert not [element for element in tree.iter() if "script" in element.tag]


@pytest.mark.parametrize("color", COLORS)
def test_white_letters_can_be_read_on_every_color(color: str) -> None:
    def light(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(int(color[place : place + 2], 16)) for place in (1, 3, 5))
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5
