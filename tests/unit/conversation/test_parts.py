"""Cutting a message into the things that it wants."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.parts import matters, pieces


def heard(text: str, name: str, confidence: float = 0.95, **entities: str) -> dict[str, Any]:
    """A piece as it is understood; entities are given by what was typed."""
    found = [
        {"entity": kind, "value": typed, "start": text.index(typed), "end": text.index(typed) + len(typed)}
        for kind, typed in entities.items()
    ]
    return {"text": text, "intent": {"name": name, "confidence": confidence}, "intent_ranking": [], "entities": found}


def names(found: list[dict[str, Any]]) -> list[str]:
    return [one["intent"]["name"] for one in found]


NONE: frozenset[str] = frozenset()
WHOLE = heard("all of it", "sourcing_request", 0.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("need 500 blue pens and also what's your return policy", ["need 500 blue pens", "what's your return policy"]),
        ("do you have staplers? where is my order", ["do you have staplers?", "where is my order"]),
        ("order 5 staplers and how much is shipping", ["order 5 staplers", "how much is shipping"]),
        ("We sell bread. We need bags.", ["We sell bread", "We need bags."]),
    ],
)
def test_a_message_is_cut_where_something_else_begins(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "black and white mugs",
        "salt and pepper shakers, 40 of each",
        "approx. 500 mugs at $1.50 each",
        "thanks",
        "",
        "8.5 x 11 paper and 2 pens",
    ],
)
def test_one_wish_stays_whole(text: str) -> None:
    assert pieces(text) == [text]


def test_a_story_of_many_sentences_stays_whole() -> None:
    story = " ".join(f"This is sentence number {count}." for count in range(9))
    assert pieces(story) == [story]


def test_a_wish_and_a_question_are_two_matters_and_the_bots_own_question_comes_last() -> None:
    wish = heard("need 500 pens with our logo", "sourcing_request", product="pens", quantity="500")
    asked = heard("what's your return policy", "return_policy")
    assert names(matters(WHOLE, [wish, asked], NONE)) == ["return_policy", "sourcing_request"]


def test_a_question_that_depends_on_the_wish_comes_after_it() -> None:
    wish = heard("need 500 pens with our logo", "sourcing_request", product="pens")
    asked = heard("when would they arrive?", "delivery_eta")
    assert names(matters(WHOLE, [wish, asked], NONE)) == ["sourcing_request", "delivery_eta"]


def test_a_question_that_asks_on_is_no_second_matter() -> None:
    whole = heard("what's your return policy on toner, and does it differ for custom goods?", "return_policy")
    asked = heard("what's your return policy on toner", "return_policy")
    on = heard("does it differ for custom goods?", "product_info")
    assert matters(whole, [asked, on], NONE) == [whole]
    other = heard("does it fit my TN-450 printer?", "product_info", product="printer")
    assert names(matters(whole, [asked, other], NONE)) == ["return_policy", "product_info"]


def test_facts_stay_with_the_wish_that_they_are_about() -> None:
    wish = heard("we want 300 bags", "sourcing_request", product="bags", quantity="300")
    fact = heard("ship to 60616", "inform", zip="60616")
    asked = heard("can I return them?", "return_policy")
    returns, request = matters(WHOLE, [wish, fact, asked], NONE)
    assert returns["intent"]["name"] == "return_policy"
    assert request["text"] == "we want 300 bags ship to 60616"
    place = request["entities"][-1]
    assert request["text"][place["start"] : place["end"]] == "60616"


def test_one_matter_gives_the_message_back_whole() -> None:
    wish = heard("we want 300 bags", "sourcing_request", product="bags")
    fact = heard("ship to 60616", "inform", zip="60616")
    assert matters(WHOLE, [wish, fact], NONE) == [WHOLE]


def test_chatter_does_not_decide_what_a_message_is_about() -> None:
    whole = heard("alright you pass. who handles managed IT here", "talk_to_human", 0.4)
    found = matters(
        whole, [heard("alright you pass", "affirm", 0.5), heard("who handles managed IT here", "it_services", 0.8)], False
    )
    assert names(found) == ["it_services"]
    assert found[0]["text"] == whole["text"]


def test_a_yes_counts_only_where_one_is_waited_for() -> None:
    pieces_heard = [heard("yes", "affirm"), heard("what's your return policy?", "return_policy")]
    assert names(matters(WHOLE, pieces_heard, frozenset(("affirm", "deny")))) == ["affirm", "return_policy"]
    assert len(matters(WHOLE, pieces_heard, NONE)) == 1


def test_what_only_leads_to_a_question_agrees_to_nothing() -> None:
    leads, asked = heard("ok and with the rep", "affirm"), heard("how long is the wait", "delivery_eta")
    whole = heard("ok and with the rep, how long is the wait", "delivery_eta", 0.6)
    assert names(matters(whole, [leads, asked], frozenset({"affirm"}))) == ["delivery_eta"]
    agrees = heard("ok go ahead", "affirm")
    assert names(matters(WHOLE, [agrees, asked], frozenset({"affirm"}))) == ["affirm", "delivery_eta"]


def test_who_asks_for_a_person_is_not_told_about_orders_first() -> None:
    found = matters(WHOLE, [heard("where is my order", "order_status"), heard("get me a manager", "talk_to_human")], NONE)
    assert len(found) == 1


def test_two_short_wishes_for_different_things_are_two() -> None:
    mugs = heard("I need 200 mugs with our logo", "sourcing_request", product="mugs")
    batteries = heard("do you have AA batteries?", "product_info", product="batteries")
    assert names(matters(WHOLE, [mugs, batteries], NONE)) == ["sourcing_request", "product_info"]


def test_a_changed_mind_is_a_matter_of_its_own_where_something_can_be_stopped() -> None:
    found = [heard("actually never mind", "cancel"), heard("do you have aprons?", "product_search", product="aprons")]
    assert names(matters(WHOLE, found, frozenset(("cancel",)))) == ["cancel", "product_search"]
    assert len(matters(WHOLE, found, NONE)) == 1
