from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.reading import in_context
from tests.unit.conversation.heard import entity

ON_SHOW = {"search": {"need": {"text": "pens"}, "pages": [["a", "b", "c"]], "at": 0}}
FORM = "sourcing_request"


def meant(
    text: str, intent: str, slots: dict[str, Any] | None = None, form: str | None = None, *marked: tuple[Any, ...]
) -> str:
    parse = {"text": text, "intent": {"name": intent, "confidence": 0.6}, "entities": [entity(text, *mark) for mark in marked]}
    return str(in_context(parse, slots or {}, form)["intent"]["name"])


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("more", "inform", "product_search"),
        ("no, go back to the first ones", "deny", "product_search"),
        ("got anything cheaper", "price_check", "product_search"),
        ("only HP", "inform", "product_search"),
        ("the second one, how much for 20?", "inform", "price_check"),
        ("is the third one in stock?", "product_search", "stock_check"),
        ("i'll take the last one, order it", "affirm", "place_order"),
        ("tell me about number 2", "out_of_scope", "product_info"),
    ],
)
def test_words_that_point_at_the_list_on_show(text: str, intent: str, expected: str) -> None:
    assert meant(text, intent, ON_SHOW) == expected
    assert meant(text, intent) == intent


@pytest.mark.parametrize("sign", ["👍", "👌👌"])
def test_a_thumb_is_a_yes_only_where_a_yes_is_waited_for(sign: str) -> None:
    assert meant(sign, "product_search", {"pending": {"kind": "order"}}) == "affirm"
    assert meant(sign, "affirm") == "nlu_fallback"


def test_emoji_alone_decide_nothing() -> None:
    assert meant("🦄🍕", "place_order", {"pending": {"kind": "order"}}) == "nlu_fallback"


@pytest.mark.parametrize("text", ["yes", "yep, send it", "ok", "sounds good, go ahead"])
def test_a_yes_to_a_summary(text: str) -> None:
    assert meant(text, "thank", {"requested_slot": "confirmed"}, FORM) == "affirm"


def test_ok_with_something_behind_it_is_no_yes() -> None:
    assert meant("ok then my zip is 1366", "inform", {"pending": {"kind": "order"}}) == "inform"


@pytest.mark.parametrize("text", ["forget it", "never mind", "scrap the request", "cancel"])
def test_a_request_can_be_given_up_in_many_words(text: str) -> None:
    assert meant(text, "deny", {"requested_slot": "zip"}, FORM) == "cancel"


def test_a_fact_in_the_form_is_a_fact_whatever_it_was_taken_for() -> None:
    assert meant("canvas ones", "product_search", {"requested_slot": "quantity"}, FORM, ("material", "canvas")) == "inform"


def test_a_question_in_the_form_stays_a_question() -> None:
    assert (
        meant("how much are red staplers?", "price_check", {"requested_slot": "zip"}, FORM, ("product", "staplers"))
        == "price_check"
    )


@pytest.mark.parametrize("text", ['/sourcing_request{"quantity": 5}', 'slot{"owner": "rep"}'])
def test_a_typed_payload_says_nothing(text: str) -> None:
    parse = {
        "text": text,
        "intent": {"name": "sourcing_request", "confidence": 1.0},
        "entities": [entity(text, "quantity", "5", 5)] if "5" in text else [],
    }
    read = in_context(parse, {}, None)
    assert read["intent"]["name"] == "nlu_fallback"
    assert read["entities"] == []


@pytest.mark.parametrize("text", ["restart", "/restart", "start over", "where were we", "do you still have my 800"])
def test_starting_over_and_asking_what_is_held_never_drop_anything(text: str) -> None:
    assert meant(text, "cancel", {"requested_slot": "zip"}, FORM) == "inform"


def test_a_change_to_the_list_is_about_the_list() -> None:
    items = [{"product": "notebooks", "quantity": 24}, {"product": "glue sticks", "quantity": 30}]
    assert meant("make the notebooks 48", "modify_order", {"items": items}) == "bulk_quote"
    assert meant("what does all that come to", "out_of_scope", {"items": items}) == "price_check"


def test_a_sentence_not_recognised_but_with_a_product_is_about_the_product() -> None:
    text = "fine. 1 case key card sleeves"
    parse = {
        "text": text,
        "intent": {"name": "nlu_fallback", "confidence": 0.3},
        "intent_ranking": [{"name": "nlu_fallback", "confidence": 0.3}, {"name": "place_order", "confidence": 0.2}],
        "entities": [entity(text, "product", "key card sleeves")],
    }
    assert in_context(parse, {}, None)["intent"]["name"] == "place_order"


def test_a_button_means_what_it_says() -> None:
    parse = {
        "text": "Show more",
        "intent": {"name": "product_search", "confidence": 1.0},
        "entities": [{"entity": "reference", "value": "more", "start": 0, "end": 0}],
    }
    assert in_context(parse, ON_SHOW, FORM) == parse


def test_a_number_to_call_is_an_answer_where_the_request_asks_for_one() -> None:
    phone = ("call me at 312-555-0148", "talk_to_human")
    assert meant(*phone, {"asked": ["email", "phone"]}, FORM, ("phone", "312-555-0148")) == "inform"
    assert meant(*phone, {"asked": ["zip"]}, FORM, ("phone", "312-555-0148")) == "talk_to_human"


def test_two_rows_and_nothing_else_are_a_list() -> None:
    assert meant("4 staplers\n200 unicorn saddles", "sourcing_request") == "bulk_quote"
    assert meant("hello there\n200 unicorn saddles", "sourcing_request") == "sourcing_request"


def test_sheets_are_no_volume() -> None:
    sheets = (("quantity", "500"), ("unit", "sheets"), ("product", "copy paper"))
    assert meant("how much for 500 sheets of copy paper", "bulk_quote", None, None, *sheets) == "price_check"


@pytest.mark.parametrize(
    ("text", "intent"), [("laptop", "it_services"), ("thumb drive", "nlu_fallback"), ("copier paper", "affirm")]
)
def test_what_the_trade_calls_a_thing_is_looked_for(text: str, intent: str) -> None:
    assert meant(text, intent) == "product_search"


@pytest.mark.parametrize("text", ["help", "business cards", "my laptop is broken today", "thanks"])
def test_other_short_messages_stay_what_they_are(text: str) -> None:
    assert meant(text, "print_services") == "print_services"


def test_a_thing_by_itself_answers_what_was_asked() -> None:
    assert meant("paper", "inform", {"requested_slot": "material"}, FORM) == "inform"


@pytest.mark.parametrize("intent", ["out_of_scope", "product_search", "nlu_fallback"])
def test_another_place_after_shops(intent: str) -> None:
    mark = ("city", "Springfield")
    assert meant("what about Springfield", intent, {"pending": {"kind": "place", "where": "stores"}}, None, mark) == "inform"


@pytest.mark.parametrize(
    ("text", "city"),
    [("stores in san francisco open now", "san francisco"), ("and in denver?", "denver"), ("shops near me", None)],
)
def test_cities_without_capitals_count_where_shops_are_asked_for(text: str, city: str | None) -> None:
    parse = {"text": text, "intent": {"name": "store_locator", "confidence": 0.9}, "entities": []}
    found = [one["value"] for one in in_context(parse, {}, None)["entities"] if one["entity"] == "city"]
    assert found == ([city] if city else [])


def test_a_color_by_itself_is_looked_for_among_what_is_on_show() -> None:
    assert meant("the blue one", "nlu_fallback", ON_SHOW, None, ("color", "blue")) == "product_search"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price for 3 reams of copy paper", "price_check"),
        ("what would 3 reams of copy paper cost", "price_check"),
        ("how much are 3 reams, i want to order them", "place_order"),
        ("3 reams of copy paper", "place_order"),
    ],
)
def test_a_question_for_a_price_orders_nothing(text: str, expected: str) -> None:
    assert meant(text, "place_order", None, None, ("quantity", "3", 3), ("unit", "reams")) == expected


def test_a_question_for_a_price_orders_nothing_where_it_was_not_understood_either() -> None:
    named = (("quantity", "12", 12), ("unit", "dozen"), ("product", "gel pens"))
    assert meant("price for 12 dozen gel pens", "nlu_fallback", None, None, *named) == "price_check"


def test_what_is_to_be_picked_up_at_a_place_is_looked_for_in_its_shops() -> None:
    text = "pick up the first one near 60601"
    assert meant(text, "place_order", ON_SHOW, None, ("zip", "60601")) == "stock_check"
    assert meant("pick the first one", "place_order", ON_SHOW) == "place_order"


@pytest.mark.parametrize("text", ["64 GB thumb drive", "1 tb external drive", "punch for 30 sheets"])
def test_a_thing_with_its_size_is_looked_for(text: str) -> None:
    assert meant(text, "it_services") == "product_search"


WAITS = {"pending": {"kind": "order"}, "items": [{"product": "pens", "quantity": 2}], "about": ["a"]}


@pytest.mark.parametrize(
    ("text", "taken_for", "next_likely"),
    [
        ("ok and with the rep, how long is the wait", "affirm", "talk_to_human"),
        ("and are you sure about the date", "skip", "delivery_eta"),
        ("that doable?", "affirm", "delivery_eta"),
    ],
)
def test_a_question_agrees_to_nothing_and_skips_nothing(text: str, taken_for: str, next_likely: str) -> None:
    ranking = [{"name": taken_for, "confidence": 0.5}, {"name": "inform"}, {"name": next_likely, "confidence": 0.2}]
    parse = {"text": text, "intent": {"name": taken_for, "confidence": 0.5}, "entities": [], "intent_ranking": ranking}
    assert in_context(parse, WAITS, None)["intent"]["name"] == next_likely
    assert in_context(parse, {}, FORM)["intent"]["name"] == next_likely


@pytest.mark.parametrize("text", ["ok, can you place it?", "sure why not", "yes", "ok whatever", "fine, whenever"])
def test_a_yes_in_other_words_stays_one(text: str) -> None:
    ranking = [{"name": "affirm", "confidence": 0.5}, {"name": "place_order", "confidence": 0.2}]
    parse = {"text": text, "intent": {"name": "affirm", "confidence": 0.5}, "entities": [], "intent_ranking": ranking}
    assert in_context(parse, WAITS, None)["intent"]["name"] == "affirm"


def test_go_back_is_no_goodbye_where_something_is_on_show() -> None:
    assert meant("ok go back", "goodbye", ON_SHOW) == "product_search"
    assert meant("see you again", "goodbye", ON_SHOW) == "goodbye"


def test_no_person_after_all() -> None:
    assert meant("nvm the human, i'm good", "talk_to_human") == "cancel"
    assert meant("forget this, i want a human", "talk_to_human") == "talk_to_human"


def test_when_by_itself_asks_for_the_day_of_what_is_talked_about() -> None:
    assert meant("when", "skip", {"about": ["a"]}) == "delivery_eta"
    assert meant("ok when?", "nlu_fallback", {}, FORM) == "delivery_eta"
    assert meant("when", "nlu_fallback") == "nlu_fallback"


def test_what_the_shelf_lacks_is_to_be_made() -> None:
    assert meant("no? then have them made, blue", "deny", {"product": "nap cots"}, None, ("color", "blue")) == FORM
    assert meant("then have them made", "inform") == "inform"


@pytest.mark.parametrize(
    "text", ["what was my deadline again", "is it 2500 or 5000 you have down", "what is still missing", "what was i asking for"]
)
def test_words_for_what_is_held(text: str) -> None:
    assert meant(text, "out_of_scope", {"product": "mugs"}, FORM) == "inform"


@pytest.mark.parametrize("text", ["i want it for 18.99", "so can I get it for $8.99 or not"])
def test_a_price_of_ones_own_is_a_wish_for_a_discount(text: str) -> None:
    assert meant(text, "inform") == "promotions"


@pytest.mark.parametrize("text", ["can i get it for 20 people", "i need them for 3 weeks", "we need it at 60616"])
def test_other_numbers_are_no_wish_for_a_discount(text: str) -> None:
    assert meant(text, "inform") == "inform"
