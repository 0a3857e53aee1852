from __future__ import annotations

import pytest

from bot.catalog.codes import codes_in, looks_like_code
from bot.catalog.colors import colors_in, wanted
from bot.catalog.kinds import kind_of


@pytest.mark.parametrize(
    ("title", "brand", "noun"),
    [
        ("Acme Ci65M Wireless Optical Mouse", "Acme", "mous"),
        ("Acme 530 Notebook PC", "Acme", "notebook"),
        ("Acme Comfort keyboard USB QWERTY Black", "Acme", "keyboard"),
        ("Acme keyboard cover", "Acme", "cover"),
        ("Acme Sleeve for laptops", "Acme", "sleev"),
        ("Acme Toner cartridge Original Black 1 pc(s)", "Acme", "cartridg"),
        ("Office Chair, Black", "", "chair"),
    ],
)
def test_the_kind_is_the_noun_of_the_title(title: str, brand: str, noun: str) -> None:
    assert noun in kind_of(title, brand).split()


def test_what_stands_before_the_noun_or_after_for_is_not_the_kind() -> None:
    assert "keyboard" not in kind_of("Acme keyboard cover", "Acme").split()
    assert "laptop" not in kind_of("Acme Sleeve for laptops", "Acme").split()


@pytest.mark.parametrize("text", ["TN-2110", "tn 2110", "TN2110"])
def test_a_code_is_the_same_in_every_spelling(text: str) -> None:
    assert "tn2110" in codes_in(f"Toner {text} black")


@pytest.mark.parametrize(
    ("part", "sold_as"), [("CE505A", "05a"), ("Q2612A", "12a"), ("C4096A", "96a"), ("CF230X", "30x"), ("CB435A", "35a")]
)
def test_a_toner_cartridge_is_found_by_the_name_it_is_sold_by(part: str, sold_as: str) -> None:
    assert sold_as in codes_in(f"Toner (replaces {part})")


@pytest.mark.parametrize("part", ["CE50A", "QX2612A", "C40961A", "TN2110"])
def test_other_codes_have_no_such_name(part: str) -> None:
    assert codes_in(f"Toner {part}") == {part.lower()}


@pytest.mark.parametrize(
    ("chunk", "is_code"),
    [
        ("TN-2110", True),
        ("1160", True),
        ("Q5949A", True),
        ("500gb", False),
        ("8.5x11", False),
        ("24", False),
        ("ps4", False),
        ("12-3", False),
        ("05a", True),
        ("12x", False),
    ],
)
def test_an_amount_is_no_code(chunk: str, is_code: bool) -> None:
    assert looks_like_code(chunk) is is_code


def test_colors_are_read_in_one_spelling_and_shades_satisfy_the_general_one() -> None:
    assert colors_in("Chair Grey/Black") == ("gray", "black")
    assert "navy" in wanted("dark blue")
    assert wanted("zebra") == ("zebra",)
