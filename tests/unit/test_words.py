"""What the bot says, read without the dialogue engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.words import words


def test_every_word_of_the_channels_is_in_the_domain() -> None:
    said = words()
    assert said.say("utter_channel_rep", name="Anna", text="{not} <b>markup</b>") == "Anna: {not} <b>markup</b>"
    assert said.say("utter_channel_welcome")


def test_the_same_key_picks_the_same_wording(tmp_path: Path) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_text("responses:\n  utter_hi:\n    - text: one\n    - text: two\n    - custom: {asks: [zip]}\n")
    said = words(domain)
    assert {said.say("utter_hi", str(key)) for key in range(10)} == {"one", "two"}
    assert len({said.say("utter_hi", "7") for _ in range(10)}) == 1


def test_an_unknown_response_is_an_error() -> None:
    with pytest.raises(KeyError):
        words().say("say_nothing_of_the_kind")
