from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.colors import COLORS
from bot.catalog.pictures import FALLBACK, address, drawing_of, drawings, picture
from bot.catalog.product import Product
from bot.demo.catalog import demo_products

LARGEST = 3_000  # characters


def test_every_demo_product_is_drawn_as_something_and_small() -> None:
    products = list(demo_products())
    kinds = {drawing_of(product) for product in products}
    assert FALLBACK not in kinds
    assert len(kinds) >= 40
    for product in products:
        assert len(picture(product)) <= LARGEST
        ElementTree.fromstring(picture(product))


@pytest.mark.parametrize("name", drawings())
def test_a_drawing_is_called_for_by_its_own_words(name: str) -> None:
    if name not in (FALLBACK, "photo", "roll"):
        ElementTree.fromstring(picture(Product(id="1", title=name, color="Assorted")))


@pytest.mark.parametrize(
    ("title", "drawing"),
    [
        ("LED Desk Lamp", "lamp"),
        ("Chair Mat for Carpet", "mat"),
        ("Laptop Bag with Shoulder Strap", "laptopbag"),
        ("Black Toner Cartridge compatible with HP LaserJet 1160", "toner"),
        ("Bookcase 5 Shelves", "bookcase"),
        ("Drip Coffee Maker 12 Cups", "coffeemaker"),
        ("HP 530 Notebook PC", "laptop"),
        ("Paper Clips", "paperclip"),
        ("Something nobody has heard of", FALLBACK),
        ("", FALLBACK),
    ],
)
def test_the_noun_of_the_title_is_drawn(title: str, drawing: str) -> None:
    assert drawing_of(Product(id="1", title=title)) == drawing


def test_the_category_helps_where_the_title_says_nothing() -> None:
    assert drawing_of(Product(id="1", title="Deskmoor Aurora 200", category="Furniture > Office Chairs")) == "chair"


def test_two_colors_of_a_thing_look_different_and_the_same_color_the_same() -> None:
    looks = {picture(Product(id="1", title="mug", color=color)) for color in COLORS}
    assert len(looks) > len(COLORS) * 0.8
    assert picture(Product(id="1", title="mug", color="RED")) == picture(Product(id="2", title="mug", color="red"))


@given(st.text(), st.text(), st.text())
def test_any_words_give_a_picture_that_holds_none_of_them(title: str, color: str, category: str) -> None:
    ElementTree.fromstring(picture(Product(id="1", title=title, color=color, category=category)))


def test_a_product_with_a_picture_of_its_own_keeps_it() -> None:
    assert address(Product(id="1", title="mug", image="https://shop.example/mug.png")) == "https://shop.example/mug.png"
    assert address(Product(id="a/b c", title="mug")) == "/products/a%2Fb%20c.svg"
