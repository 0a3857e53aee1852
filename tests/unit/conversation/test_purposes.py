"""A thing named by what it is for."""

from __future__ import annotations

import pytest

from bot.conversation.purposes import named_by_purpose


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("need somthing to clean whiteboards", "whiteboard cleaner"),
        ("do you have anything for sharpening colored pencils?", "colored pencil sharpener"),
        ("i want a thing that holds business cards", "business card holder"),
        ("stuff for organizing the drawers in my office", "drawer organizer"),
    ],
)
def test_what_is_done_to_something_names_the_thing_that_does_it(text: str, thing: str) -> None:
    word = thing.split()[0]
    start = text.index(word)
    marked = [{"entity": "product", "start": start, "end": start + len(word), "value": word}]
    assert [one["value"] for one in named_by_purpose(text, marked)] == [thing]


@pytest.mark.parametrize("text", ["whiteboards", "something blue", "something to eat", "can you clean the carpet"])
def test_other_messages_stay_as_they_are(text: str) -> None:
    assert named_by_purpose(text, [{"entity": "product", "value": "x"}]) == [{"entity": "product", "value": "x"}]
