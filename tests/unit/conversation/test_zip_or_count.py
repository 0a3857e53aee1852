"""A number that is said where a ZIP was asked for: a count, a ZIP, or a mistyped one."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.learning import learn
from bot.conversation.zip_or_count import instead_of_a_zip
from tests.unit.conversation.heard import heard

HELD: dict[str, Any] = {"product": "tote bags", "quantity": 500}


@pytest.mark.parametrize(
    ("text", "count"),
    [("no i meant 10000", 10_000), ("make it 12k", 12_000), ("lets go with 1500", 1500), ("actually 10,000", 10_000)],
)
def test_words_of_an_amount_make_it_a_count(text: str, count: int) -> None:
    learned = learn(heard(text), HELD, ["zip"], "sourcing_request")
    assert learned.facts == {"quantity": count}
    assert not learned.refused


@pytest.mark.parametrize("text", ["1234", "no, 6061", "it's 6061", "ship it to 6061 instead", "zip 123 actually"])
def test_a_mistyped_zip_is_refused(text: str) -> None:
    learned = learn(heard(text), HELD, ["zip"], "sourcing_request")
    assert [one.slot for one in learned.refused] == ["zip"]
    assert "quantity" not in learned.facts


def test_a_zip_is_a_zip_whatever_stands_around_it() -> None:
    assert learn(heard("actually 60616"), HELD, ["zip"], "sourcing_request").facts["zip"] == "60616"


def test_a_question_about_an_amount_changes_nothing() -> None:
    learned = learn(heard("what would 2500 cost"), HELD, ["zip"], "sourcing_request")
    assert not learned.refused
    assert not learned.facts


def test_where_no_zip_was_asked_for_it_decides_nothing() -> None:
    assert instead_of_a_zip(heard("make it 800"), HELD, ["date"]) is None
