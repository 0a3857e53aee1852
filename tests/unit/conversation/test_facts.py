from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.learning import learn
from tests.unit.conversation.heard import heard


def refusals(text: str, asked: tuple[str, ...] = (), *marked: tuple[Any, ...]) -> list[tuple[str, str, str]]:
    learned = learn(heard(text, "inform", *marked), {}, asked)
    return [(one.slot, one.value, one.why) for one in learned.refused]


def test_facts_of_one_sentence_are_all_kept() -> None:
    text = "600 linen napkins with our crest, by 2 May, to 60616, at most $3"
    learned = learn(
        heard(
            text,
            "sourcing_request",
            ("quantity", "600", 600),
            ("material", "linen"),
            ("product", "napkins"),
            ("customization", "with our crest"),
            ("date", "2 May", "2027-05-02"),
            ("zip", "60616"),
            ("money", "$3", 3.0, "max"),
        ),
        {},
    )
    assert learned.facts == {
        "quantity": 600,
        "material": "linen",
        "product": "napkins",
        "customization": "with our crest",
        "date": {"value": "2027-05-02", "text": "2 May"},
        "zip": "60616",
        "max_price": 3.0,
    }
    assert learned.refused == []


def test_the_corrected_number_counts_and_not_the_one_it_replaces() -> None:
    text = "no, 300 not 3000"
    learned = learn(heard(text, "inform", ("quantity", "300", 300), ("quantity", "3000", 3000)), {"quantity": 3000})
    assert learned.facts["quantity"] == 300


@pytest.mark.parametrize(
    ("text", "expected"),
    [("double it", 1600), ("make it twice that", 1600), ("half of that", 400), ("another 50", 850), ("100 fewer", 700)],
)
def test_a_quantity_changes_relative_to_the_one_held(text: str, expected: int) -> None:
    assert learn(heard(text), {"quantity": 800}).facts["quantity"] == expected


def test_more_of_another_thing_does_not_change_the_quantity_held() -> None:
    text = "add 2 boxes of pens"
    marked = (("quantity", "2", 2), ("unit", "boxes", "box"), ("product", "pens"))
    assert learn(heard(text, "place_order", *marked), {"quantity": 5, "product": "staplers"}).facts["quantity"] == 2


@pytest.mark.parametrize(("text", "expected"), [("2500", 2500), ("about 2,500", 2500), ("2.5k", 2500), ("make it 40", 40)])
def test_a_bare_number_answers_the_question_for_the_quantity(text: str, expected: float) -> None:
    assert learn(heard(text), {}, ("quantity",)).facts == {"quantity": expected}


@pytest.mark.parametrize(("text", "why"), [("0", "quantity_low"), ("-5", "quantity_low"), ("10,000,000,000", "quantity_high")])
def test_an_impossible_quantity_is_refused(text: str, why: str) -> None:
    learned = learn(heard(text), {}, ("quantity",))
    assert learned.facts == {}
    assert [one.why for one in learned.refused] == [why]


def test_a_decimal_a_piece_is_a_price() -> None:
    text = "around 2.25 a bag"
    assert learn(heard(text, "inform", ("quantity", "2.25", 2.25)), {"quantity": 500}).facts == {"target_price": 2.25}


def test_what_must_not_be_exceeded_is_a_ceiling_and_what_is_paid_today_is_not_wished_for() -> None:
    text = "we are paying $11 apiece and would not want to go over $6"
    marked = (("money", "$11", 11.0, "target"), ("money", "$6", 6.0, "min"))
    learned = learn(heard(text, "sourcing_request", *marked), {})
    assert learned.facts == {"quoted_price": 11.0, "max_price": 6.0}


@pytest.mark.parametrize(
    ("text", "asked", "refused"),
    [
        ("do you ship to K1A 0B1", (), ("zip", "K1A 0B1", "zip_canada")),
        ("1366", ("zip",), ("zip", "1366", "zip_digits")),
        ("my zip is 4411", (), ("zip", "4411", "zip_digits")),
        ("by February 31", (), ("date", "February 31", "date_impossible")),
        ("the 31st of April", ("date",), ("date", "31st of April", "date_impossible")),
        ("me@nowhere", ("email",), ("email", "me@nowhere", "email")),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text: str, asked: tuple[str, ...], refused: tuple[str, str, str]) -> None:
    assert refusals(text, asked) == [refused]


def test_a_zip_that_no_one_has_is_refused() -> None:
    assert refusals("00000", ("zip",), ("zip", "00000")) == [("zip", "00000", "zip_unknown")]


def test_a_past_day_is_refused() -> None:
    assert refusals("by May 1, 2026", (), ("date", "May 1, 2026", "2026-05-01")) == [("date", "May 1, 2026", "date_past")]


def test_digits_that_answer_the_question_for_the_zip_are_nothing_else() -> None:
    text = "13669 it is"
    learned = learn(heard(text, "inform", ("order_number", "13669")), {}, ("zip",))
    assert learned.facts == {"zip": "13669"}


def test_a_day_of_29_february_is_a_day() -> None:
    assert refusals("february 29") == []


def test_another_product_starts_the_facts_about_goods_anew_and_keeps_the_customer() -> None:
    held = {"product": "binders", "quantity": 12, "color": "red", "max_price": 5, "zip": "60616", "email": "a@b.example"}
    learned = learn(heard("do you have lamps", "product_search", ("product", "lamps")), held)
    assert learned.facts == {"product": "lamps", "quantity": None, "color": None, "max_price": None}


def test_the_same_product_named_shorter_keeps_its_facts_and_its_name() -> None:
    held = {"product": "canvas tote bags", "quantity": 500}
    learned = learn(heard("have the bags made by a factory", "sourcing_request", ("product", "bags")), held)
    assert "product" not in learned.facts
    assert "quantity" not in learned.facts


def test_a_thing_mentioned_by_the_way_does_not_replace_the_one_that_is_wanted() -> None:
    held = {"product": "crates", "quantity": 220}
    learned = learn(heard("it is for our gift packs, to 97031", "inform", ("product", "gift packs"), ("zip", "97031")), held)
    assert learned.facts == {"zip": "97031"}


def test_a_question_about_the_shelf_in_between_leaves_the_request_alone() -> None:
    held = {"product": "mugs", "color": "white"}
    learned = learn(
        heard("how much are red staplers", "price_check", ("color", "red"), ("product", "staplers")),
        held,
        (),
        "sourcing_request",
    )
    assert learned.facts == {}


def test_the_thing_wished_for_counts_and_not_the_shop_that_wishes() -> None:
    text = "i run a little yarn shop and want some aprons made"
    learned = learn(heard(text, "sourcing_request", ("product", "yarn"), ("product", "aprons")), {})
    assert learned.facts["product"] == "aprons"


def test_spans_side_by_side_are_one_product() -> None:
    text = "1 case of name badge holders"
    learned = learn(
        heard(
            text, "product_search", ("quantity", "1", 1), ("unit", "case"), ("product", "name"), ("product", "badge holders")
        ),
        {},
    )
    assert learned.facts == {"quantity": 1, "unit": "case", "product": "name badge holders"}


def test_words_without_meaning_are_no_facts() -> None:
    text = "mugs with our logo, about 200"
    marked = (("product", "mugs"), ("customization", "with"), ("size", "about"), ("quantity", "200", 200))
    assert learn(heard(text, "sourcing_request", *marked), {}).facts == {
        "product": "mugs",
        "quantity": 200,
        "customization": "our logo",  # the words say it plainer than the span
    }


def test_the_whole_answer_is_taken_where_an_open_question_was_put() -> None:
    assert learn(heard("the owl on the back"), {}, ("customization",)).facts == {"customization": "the owl on the back"}


@pytest.mark.parametrize("text", ["what do you mean?", "yes", "no", "forget it", "👍", "cheaper"])
def test_what_is_no_answer_is_not_swallowed_as_one(text: str) -> None:
    assert learn(heard(text), {}, ("customization",)).facts == {}


def test_after_a_sent_request_the_next_one_starts_clean() -> None:
    held = {"product": "mugs", "quantity": 200, "confirmed": "RFQ-10001", "zip": "60616", "skipped": ["date"]}
    learned = learn(heard("i want to have caps made", "sourcing_request", ("product", "caps")), held)
    assert learned.facts == {"confirmed": None, "quantity": None, "skipped": None, "product": "caps"}


def test_names_are_picked_up_in_passing() -> None:
    assert learn(heard("my name is Paula Reyes"), {}).facts == {"name": "Paula Reyes"}


def test_small_words_at_the_ends_of_a_span_fall_off() -> None:
    text = "stickers with our logo and by friday"
    learned = learn(heard(text, "sourcing_request", ("product", "stickers"), ("customization", "our logo and")), {})
    assert learned.facts["customization"] == "our logo"


def test_so_many_of_another_place_is_no_sum() -> None:
    learned = learn(heard("and 2 of the second one", "place_order", ("quantity", "2", 2)), {"quantity": 3, "product": "pens"})
    assert learned.facts["quantity"] == 2


def test_a_day_that_a_comparison_supposes_does_not_replace_the_one_held() -> None:
    held = {"product": "totes", "quantity": 2200, "date": {"value": "2027-03-15", "text": "mid march"}}
    said = ("whats the bridge order if we need them by dec 10", "price_check", ("date", "dec 10", "2026-12-10"))
    assert learn(heard(*said), held).facts == {}
    assert "date" in learn(heard(*said), {**held, "date": None}).facts


@pytest.mark.parametrize("product", ["ballpoint pens", "red ballpoint pens"])
def test_a_color_that_no_span_marks_is_the_word_before_the_thing_or_its_first(product: str) -> None:
    learned = learn(heard("red ballpoint pens under $10", "product_search", ("product", product)), {})
    assert (learned.facts["product"], learned.facts["color"]) == ("ballpoint pens", "red")


def test_any_other_word_before_the_thing_is_no_color() -> None:
    assert "color" not in learn(heard("cheap ballpoint pens", "product_search", ("product", "ballpoint pens")), {}).facts


def test_a_wish_to_know_something_is_no_name_of_a_product() -> None:
    asked = heard("I want to know my total budget left", "inform")
    assert "product" not in learn(asked, {}, ("product",), "sourcing_request").facts


def test_a_city_does_not_stay_with_a_zip_elsewhere() -> None:
    held = {"city": "Tucson", "zip": "85701"}
    moved = learn(heard("we moved, 77002", "inform", ("zip", "77002")), held)
    assert moved.facts["city"] is None
    near = learn(heard("85705 then", "inform", ("zip", "85705")), held)
    assert "city" not in near.facts


def test_a_quantity_that_is_set_right_is_no_zip() -> None:
    text = "5000 is too many, make it 2500"
    learned = learn(
        heard(text, "inform", ("quantity", "5000", 5000), ("quantity", "2500", 2500)),
        {"quantity": 5000},
        ("zip",),
        "sourcing_request",
    )
    assert learned.refused == []
    assert learn(heard("14 of them in large", "inform", ("quantity", "14", 14)), {}, ("zip",)).refused == []


def test_four_digits_to_ship_to_are_asked_back_as_a_zip() -> None:
    assert refusals("ship to 0210", (), ("order_number", "0210")) == [("zip", "0210", "zip_digits")]
    learned = learn(heard("ship to 0210", "inform", ("order_number", "0210")), {}, ())
    assert "order_number" not in learned.facts


def test_asking_which_number_is_held_changes_none() -> None:
    text = "is it 2500 or 5000 you have down"
    learned = learn(heard(text, "inform", ("quantity", "2500 or 5000", 5000)), {"quantity": 2500}, (), "sourcing_request")
    assert "quantity" not in learned.facts


def test_a_quantity_set_right_beside_a_question_is_kept() -> None:
    text = "1,500 instead, same price per piece?"
    learned = learn(heard(text, "bulk_quote", ("quantity", "1,500", 1500)), {"quantity": 750}, (), "sourcing_request")
    assert learned.facts["quantity"] == 1500
    asked = learn(heard("how much for 1,500?", "price_check", ("quantity", "1,500", 1500)), {}, (), "sourcing_request")
    assert "quantity" not in asked.facts


def test_of_colors_with_a_correction_between_the_last_is_meant() -> None:
    text = "black. no navy. wait, gray"
    learned = learn(heard(text, "inform", ("color", "black"), ("color", "navy"), ("color", "gray")), {})
    assert learned.facts["color"] == "gray"
    both = learn(heard("black and navy", "inform", ("color", "black"), ("color", "navy")), {})
    assert both.facts["color"] == "black, navy"


def test_a_size_of_another_thing_is_not_that_of_the_request() -> None:
    marked = (("quantity", "300", 300), ("product", "tote bags"), ("quantity", "1", 1), ("product", "banner"), ("size", "3x6"))
    learned = learn(heard("300 tote bags, and also 1 banner 3x6", "sourcing_request", *marked), {})
    assert learned.facts["product"] == "tote bags"
    assert "size" not in learned.facts
    own = (
        ("quantity", "300", 300),
        ("size", "15x16"),
        ("product", "tote bags"),
        ("quantity", "20", 20),
        ("product", "banners"),
    )
    assert learn(heard("300 15x16 tote bags and 20 banners", "sourcing_request", *own), {}).facts["size"] == "15x16"
