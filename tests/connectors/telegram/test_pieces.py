"""Texts cut to what one message holds, and log entries as messages."""

from __future__ import annotations

from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.model import Button, Card, Entry
from bot.words import words
from connectors.telegram.pieces import length, split
from connectors.telegram.shown import pieces

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


@given(st.text(max_size=400), st.integers(2, 60))
def test_every_part_fits_and_no_character_is_lost(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(0 < length(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_sentences_stay_whole_where_they_can() -> None:
    assert split("One sentence here. Another one there. And a third.", 40) == [
        "One sentence here. Another one there.",
        "And a third.",
    ]
    assert split("no sentence but several words", 12) == ["no sentence", "but several", "words"]
    assert split("x" * 10, 4) == ["xxxx", "xxxx", "xx"]


def test_emoji_count_twice_as_telegram_counts_them() -> None:
    assert [length(part) for part in split("🎉" * 3000)] == [4096, 1904]


def entry(**fields: object) -> Entry:
    return Entry(**{"author": "bot", "at": NOW, "message": "m", **fields})  # type: ignore[arg-type]


def test_what_the_chat_must_not_see_or_knows_already_is_not_sent() -> None:
    assert pieces(entry(author="customer", text="mine"), words()) == []
    assert pieces(entry(author="rep", text="a note", private=True), words()) == []
    assert pieces(entry(author="system", event="queued"), words()) == []
    assert pieces(entry(text="  "), words()) == []


def test_buttons_are_on_the_last_message_and_only_those_that_telegram_takes() -> None:
    buttons = (Button("a" * 64, "fits"), Button("b" * 65, "too long"), Button("c", ""))
    shown = pieces(entry(text="word " * 2000, buttons=buttons), words())
    assert [len(piece.buttons) for piece in shown] == [0, 0, 1]


def test_a_product_without_picture_or_price_and_one_with_an_endless_title() -> None:
    cards = (Card("1", "Bare"), Card("2", "T" * 3000, image="https://shop.example/t.png"))
    bare, pictured = pieces(entry(cards=cards), words())
    assert (bare.text, bare.photo) == ("1. Bare\nPrice on request", "")
    assert (length(pictured.text), pictured.photo) == (1024, "https://shop.example/t.png")
