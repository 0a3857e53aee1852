"""Why a customer comes, as the rep reads it first."""

from __future__ import annotations

from bot.sales.reasons import LONGEST, goods_of, reasons, tells

NOTE = "asked for a person\nI want to talk to a person\nProduct: tote bags\nZIP: 78701"
TRIED = [("I want to talk to a person", "talk to human"), ("2,500 totes to 78701", "sourcing request"), ("hi", "greet")]


def test_who_only_asked_for_a_person_comes_for_what_they_asked_before() -> None:
    why, lines = reasons(NOTE, TRIED, "2,500 tote bags")
    assert why == "sourcing request: 2,500 tote bags"
    assert lines == ["\u201c2,500 totes to 78701\u201d", "Product: tote bags \u00b7 ZIP: 78701", "asked for a person"]


def test_a_reason_that_says_something_stays() -> None:
    why, lines = reasons("complaint\nthe third one is broken\none\ntwo\nthree", TRIED, "")
    assert (why, lines) == ("complaint", ["the third one is broken", "one", "two"])


def test_what_reps_did_with_it_comes_before_and_is_no_reason() -> None:
    let_down = "Anna Reyes did not answer; unanswered for 3 min"
    why, lines = reasons(f"{let_down}\n{NOTE}", TRIED, "2,500 tote bags")
    assert (why, lines[:2]) == ("sourcing request: 2,500 tote bags", [let_down, "\u201c2,500 totes to 78701\u201d"])
    assert reasons(f"{let_down}\ncomplaint\nit broke", TRIED, "") == ("complaint", [let_down, "it broke"])
    why, lines = reasons("passed on by Anna Reyes\nknows totes", TRIED, "")
    assert (why, lines) == ("sourcing request", ["passed on by Anna Reyes", "\u201c2,500 totes to 78701\u201d", "knows totes"])
    assert reasons("passed on by Anna Reyes", [], "") == ("passed on by Anna Reyes", [])


def test_where_nothing_was_asked_before_the_note_is_all_there_is() -> None:
    assert reasons(NOTE, TRIED[:1], "") == ("asked for a person", NOTE.splitlines()[1:4])
    assert reasons("", [], "") == ("", [])
    assert len(reasons("complaint\n" + "x" * 9_000, [], "")[1][0]) == LONGEST


def test_goods_are_named_with_their_amount_where_a_product_is_known() -> None:
    assert goods_of({"product": "pens", "quantity": {"value": 12, "text": "12"}, "unit": "dozen"}) == "12 dozen pens"
    assert goods_of({"product": {"value": "totes"}, "quantity": 2500}) == "2,500 totes"
    assert goods_of({"quantity": 5}) == ""
    assert [tells(name) for name in ("price_check", "talk_to_human", "")] == [True, False, False]
