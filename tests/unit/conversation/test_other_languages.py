"""Which language customers ask for, or write in."""

from __future__ import annotations

import pytest

from bot.conversation import other_languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("do you speak spanish?", "es"),
        ("hablas español?", "es"),
        ("no hablo inglés", "es"),
        ("can I talk to someone in Spanish", "es"),
        ("is there a spanish-speaking rep", "es"),
        ("hola, hay alguien?", "es"),
        ("necesito 40 sillas", "es"),
        ("Sprechen Sie Deutsch?", "de"),
        ("parlez-vous français ?", "fr"),
        ("Fala português?", "pt"),
        ("你好，我要买椅子", "zh"),
        ("椅子がほしい", "ja"),
        ("do you speak English?", "en"),
        ("sorry, in english", "en"),
        ("english please", "en"),
        ("busco 80 carpetas con nuestro logo", "es"),
    ],
)
def test_a_language_is_asked_for_or_written(text: str, code: str) -> None:
    assert other_languages.wanted(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "I don't speak Spanish",
        "spanish english dictionary",
        "is the manual in Spanish",
        "40 staplers",
        "",
        "👍",
        "french press",
        "my english is bad",
        "do you ship to El Paso",
        "la de da",
    ],
)
def test_other_words_name_no_language_to_speak(text: str) -> None:
    assert other_languages.wanted(text) == ""


def test_a_yes_in_other_languages_is_a_yes() -> None:
    assert all(map(other_languages.agrees, ("sí", "Sí, por favor!", "si", "oui", "Ja, bitte", "sim")))
    assert not any(map(other_languages.agrees, ("sillas", "jam", "", "sí 40 sillas")))


@pytest.mark.parametrize(
    ("text", "asks"),
    [("do you have this in Spanish?", True), ("hablas español?", True), ("french press", False), ("is it in stock", False)],
)
def test_another_language_is_asked_for(text: str, asks: bool) -> None:
    assert other_languages.asked_for(text) == asks


def test_a_person_is_asked_for_in_other_languages_too() -> None:
    asked = ("hablar con una persona por favor", "¿puedo hablar con alguien?", "je voudrais parler à quelqu'un")
    assert all(map(other_languages.wants_person, (*asked, "Ich möchte mit jemandem sprechen", "falar com uma pessoa")))
    assert not any(map(other_languages.wants_person, ("", "hablas español", "sillas para una persona", "talk to a person")))


@pytest.mark.parametrize("text", ["i don't speak english well", "not in english", "is there a manual in german"])
def test_who_does_not_speak_it_does_not_turn_to_english(text: str) -> None:
    assert not other_languages.turns_to_english(text)
