"""The parts of understanding that need no trained model."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from bot.errors import Missing
from bot.nlu.augment import slip, variant
from bot.nlu.entities import Tagged, combine, with_its_thing
from bot.nlu.intent_model import IntentModel
from bot.nlu.pipeline import words
from bot.nlu.plain import plain
from bot.nlu.tag_model import TagModel, spans, tags_of
from bot.nlu.training import current_model
from bot.nlu.values.find import values

NOW = datetime(2026, 9, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2500pcs at $1.75", ["2500", "pcs", "at", "$", "1.75"]),
        ("TN-2110 8.5x11 60616-1234", ["TN-2110", "8.5x11", "60616-1234"]),
        ("pens/pencils,folders", ["pens", "/", "pencils", ",", "folders"]),
        ("", []),
    ],
)
def test_words_are_cut_for_codes_and_glued_units(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


@pytest.mark.parametrize("text", ["/restart", "  /intent{}", "//x", "/ /x", "/"])
def test_leading_slashes_become_spaces_of_equal_length(text: str) -> None:
    assert not plain(text).lstrip().startswith("/")
    assert len(plain(text)) == len(text)


def test_other_text_stays_as_it_is() -> None:
    assert plain(" 5/10 and/or ") == " 5/10 and/or "


def test_a_slip_changes_little() -> None:
    for seed in range(50):
        typed = slip("cancel my order", random.Random(seed))
        assert abs(len(typed) - len("cancel my order")) <= 1


def test_variant_moves_its_entities_along() -> None:
    text = "need 500 red mugs to 60616"
    marked = [("quantity", 5, 8), ("color", 9, 12), ("product", 13, 17), ("zip", 21, 26)]
    for seed in range(50):
        other, moved = variant(text, marked, {"product": ["canvas tote bags"], "color": ["navy"]}, random.Random(seed))
        product = next(other[start:end] for kind, start, end in moved if kind == "product")
        assert product in ("mugs", "canvas tote bags", "Canvas tote bags")


def test_tags_and_spans_are_each_others_inverse() -> None:
    text = "blue canvas tote bags and mugs"
    places = words(text)
    marked = [("color", 0, 4), ("material", 5, 11), ("product", 12, 21), ("product", 26, 30)]
    assert spans(tags_of(places, marked), places) == marked


def test_tag_sequence_never_continues_what_did_not_begin() -> None:
    tags = ["O", "B-color", "I-color", "B-product", "I-product"]
    model = TagModel(tags, [[(np.eye(5, dtype=np.float32), np.zeros(5, np.float32))]])
    rows = np.array([[0, 0, 9, 1, 0], [0, 0, 0, 8, 9]], np.float32)
    tagged = model.tag(rows)
    assert tagged[0] in ("O", "B-color", "B-product")
    assert tagged != ["B-color", "I-product"]


def test_neighbouring_names_of_one_kind_are_joined_and_values_win() -> None:
    text = "dark green folders 60616"
    tagged = [("color", 0, 4), ("color", 5, 10), ("product", 11, 24)]
    found = combine(text, values(text, NOW), tagged, NOW)
    assert [(span.type, span.text) for span in found] == [("color", "dark green"), ("product", "folders"), ("zip", "60616")]


@pytest.mark.parametrize(
    ("text", "tagged", "found"),
    [
        ("3 lexmark 512 toners", [("brand", 2, 9), ("quantity", 10, 13)], ["quantity 3", "brand lexmark", "sku 512"]),
        ("6 pieces of wxf 350", [("quantity", 16, 19)], ["quantity 6", "unit pieces", "sku wxf 350"]),
        ("300 pns 200 cups", [("quantity", 0, 3), ("quantity", 8, 11)], ["quantity 300", "quantity 200"]),
        ("lexmark 512", [("brand", 0, 7), ("quantity", 8, 11)], ["brand lexmark", "quantity 512"]),
        ("1 stapler 1 hammer", [("product", 2, 9), ("product", 12, 18)],
         ["quantity 1", "product stapler", "quantity 1", "product hammer"]),
        ("3 hole punch", [("product", 2, 12)], ["product hole punch"]),
    ],
)  # fmt: skip
def test_a_bare_number_beside_a_name_is_a_model_or_how_many(text: str, tagged: list[Tagged], found: list[str]) -> None:
    assert [f"{span.type} {span.text}" for span in combine(text, values(text, NOW), tagged, NOW)] == found


def test_unknown_town_is_no_city() -> None:
    assert combine("buying for our pta", [], [("city", 15, 18)], NOW) == []


def test_no_name_goes_on_in_the_next_line() -> None:
    text = "4 staplers\n200 saddles"
    found = combine(text, values(text, NOW), [("product", 2, 14), ("product", 15, 22)], NOW)
    assert [(span.type, span.text) for span in found if span.type == "product"] == [
        ("product", "staplers"),
        ("product", "saddles"),
    ]


def test_intent_model_learns_and_survives_its_file(tmp_path: Path) -> None:
    texts = [f"{verb} {thing}" for verb in ("buy", "get", "order") for thing in ("pens", "mugs")]
    texts += [f"{verb} {thing}" for verb in ("hello", "hi", "hey") for thing in ("there", "team")]
    labels = ["place_order"] * 6 + ["greet"] * 6
    vectors = np.zeros((12, 384), np.float32)
    vectors[:6, 0] = vectors[6:, 1] = 1
    directions = np.zeros((384, 2), np.float32)
    directions[1, 0] = directions[0, 1] = 16
    IntentModel.fit(texts, vectors, vectors, labels, directions).save(tmp_path)
    model = IntentModel.load(tmp_path)
    chances = model.probabilities(["order mugs now", "hey"], vectors[[0, 6]], vectors[[0, 6]])
    assert [model.names[index] for index in chances.argmax(axis=1)] == ["place_order", "greet"]
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)


def test_a_known_town_written_large_after_a_place_word_is_found() -> None:
    text = "which shop is nearest to Kansas City, or ship to Brother in may"
    assert [(span.type, span.text) for span in combine(text, [], [], NOW)] == [("city", "Kansas City")]


def test_absent_model_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="quartermaster train"):
        current_model(tmp_path)


@pytest.mark.parametrize(
    ("text", "listed", "thing"),
    [
        ("tn-2110 black toner", ["toner"], "toner"),
        ("paper like tn-2110 label tape", ["paper", "label", "tape"], "label tape"),
        ("black toner", ["toner"], ""),
    ],
)
def test_known_words_beside_an_item_number_are_the_thing(text: str, listed: list[str], thing: str) -> None:
    places = [(text.index(word), text.index(word) + len(word)) for word in listed]
    found = with_its_thing(text, [span for span in values(text, NOW) if span.type == "sku"], places)
    assert [span.text for span in found if span.type == "product"] == ([thing] if thing else [])
