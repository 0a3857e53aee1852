"""What may not be made, what somebody else owns, and what needs papers."""

from __future__ import annotations

import pytest

from bot.sourcing.cautions import cautions, note


@pytest.mark.parametrize(
    ("product", "more", "keys"),
    [
        ("Disney shirts", "", ["brand"]),
        ("shirts", "Mickey Mouse on the front", ["brand"]),
        ("shirts", "our logo", []),
        ("tote bags", "nikeland cafe logo", []),
        ("baby bibs", "", ["children"]),
        ("plush toys", "pokemon", ["brand", "children"]),
        ("mugs", "our logo", ["food"]),
        ("schooner", "", ["food"]),  # by its HS code
        ("power banks", "", ["batteries"]),
        ("bluetooth speakers", "", ["batteries", "radio"]),
        ("toy pistols", "", ["children"]),
        ("hunting rifles", "", ["firearms"]),
        ("ammo boxes", "", []),
        ("rifle cases", "", []),
        ("knockoff handbags", "", ["counterfeit"]),
        ("glue guns", "", []),
        ("staple gun", "", []),
        ("lanyards", "with our name", []),
        ("", "can you get me 500 switchblades", ["switchblades"]),
        ("", "500 swichblades pls", ["switchblades"]),
        ("", "do u sell firewroks?", ["explosives"]),
        ("", "500 pistols printed with our logo", ["firearms"]),
        ("", "100 guns with cases", ["firearms"]),
        ("", "hot glue gun", []),
        ("", "price tag gun", []),
        ("", "shotgun microphone", []),
        ("", "counterfeit bill detector pens", []),
        ("", "knockoff rolex watches", ["counterfeit", "brand"]),
        ("shirts", "with two crossed rifles on the chest", []),
        ("shirts", "a picture of a tiger skin", []),
        ("shirts", "with mickey mouse on them", ["brand"]),
    ],
)
def test_goods_are_recognised_by_words_and_code(product: str, more: str, keys: list[str]) -> None:
    assert [one.key for one in cautions(product, more)] == keys


def test_a_note_says_what_is_needed_and_by_which_rule_of_which_day() -> None:
    (found,) = cautions("kids backpacks")
    assert note(found).startswith("children: needs Children's Product Certificate")
    assert "16 CFR 1107" in note(found)
    assert str(found.since) in note(found)
