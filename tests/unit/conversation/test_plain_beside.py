"""Some plain, the others made."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.conversation.facts import Heard
from bot.conversation.plain_beside import plain_count, without


def said(text: str, *spans: tuple[str, str, Any]) -> Heard:
    found = [
        {"entity": kind, "start": text.index(typed), "end": text.index(typed) + len(typed), "value": value, "text": typed}
        for kind, typed, value in spans
    ]
    return Heard(text, "sourcing_request", found, datetime(2026, 9, 15, tzinfo=timezone.utc))


@pytest.mark.parametrize("text", ["25 plain caps now and 800 with our logo", "800 caps with our logo plus 25 without logo"])
def test_the_plain_ones_are_counted_apart(text: str) -> None:
    heard = said(text, ("quantity", "25", 25), ("quantity", "800", 800), ("customization", "our logo", "our logo"))
    count = plain_count(heard)
    assert count is not None
    assert count["value"] == 25
    assert [one["value"] for one in without(heard, count).values("quantity")] == [800]


@pytest.mark.parametrize("text", ["25 plain caps and 800 blank ones", "25 plain caps with our logo, 800 of them"])
def test_amounts_of_one_kind_are_not_apart(text: str) -> None:
    assert plain_count(said(text, ("quantity", "25", 25), ("quantity", "800", 800))) is None
