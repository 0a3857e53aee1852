"""Which language customers ask for, or write in."""

from __future__ import annotations

import pytest

from bot.conversation import other_languages
from bot.languages import code_of, name_of


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
    ],
)
def test_other_words_name_no_language_to_speak(text: str) -> None:
    assert other_languages.wanted(text) == ""


def test_a_yes_in_other_languages_is_a_yes() -> None:
    assert all(map(other_languages.agrees, ("sí", "Sí, por favor!", "si", "oui", "Ja, bitte", "sim")))
    assert not any(map(other_languages.agrees, ("sillas", "jam", "", "sí 40 sillas")))


def test_languages_go_by_their_codes() -> None:
    assert [code_of(tag) for tag in ("es-MX", "zh_Hans", "Spanish", "EN", "", "x", "klingonish")] == [
        "es",
        "zh",
        "es",
        "en",
        "",
        "",
        "",
    ]
    assert name_of("es") == "Spanish"
