"""What the terminal shows of a turn: everything that a customer is told, and nothing that only reps read."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.conversation.model import Entry
from connectors.terminal.talk import show

AT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize("event", ["queued", "message_taken", "joined", "transferred", "handed_back", "resolved"])
def test_every_change_of_who_answers_has_its_words(event: str, capsys: pytest.CaptureFixture[str]) -> None:
    show([Entry("system", AT, "m1", event=event, name="Ben Reyes")])
    said = capsys.readouterr().out.strip()
    assert said
    assert event in ("queued", "message_taken") or "Ben Reyes" in said


def test_what_only_reps_read_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show([Entry("rep", AT, "m1", text="haggles", private=True), Entry("system", AT, "m1", event="woken", private=True)])
    assert capsys.readouterr().out == ""
