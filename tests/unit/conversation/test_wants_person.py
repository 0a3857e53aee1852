"""A wish for a person, whatever it is about."""

from __future__ import annotations

import pytest

from bot.conversation.wishes import wants_person


@pytest.mark.parametrize(
    "text",
    [
        "could we talk to an account manager about 90 cases of copy paper",
        "speak to someone about a standing order of 40 chairs",
        "I'd like to speak with a human about toner",
    ],
)
def test_a_person_is_wanted(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize(
    "text", ["I don't want to talk to a person, just 5 chairs", "I spoke to a rep about chairs", "a chair for our manager"]
)
def test_no_person_is_wanted(text: str) -> None:
    assert not wants_person(text)
