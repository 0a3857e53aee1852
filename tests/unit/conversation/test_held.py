from __future__ import annotations

import pytest

from bot.conversation.turn import Memory
from bot.engine.held import without_questions


@pytest.mark.parametrize(
    ("kind", "stays"), [("place", True), ("compare", True), ("by", True), ("order", False), ("handoff", False)]
)
def test_without_its_questions_a_thread_keeps_what_was_talked_of(kind: str, stays: bool) -> None:
    pending = {"kind": kind, "where": "delivery"}
    memory = Memory({"slots": {"pending": pending, "asked": ["zip"], "zip": "60616"}, "loop": "sourcing_request"})
    left = without_questions(memory).snapshot or {}
    assert left["slots"]["pending"] == (pending if stays else None)
    assert "asked" not in left["slots"]
    assert left["slots"]["zip"] == "60616"
