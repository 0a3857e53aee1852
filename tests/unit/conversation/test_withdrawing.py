"""Words by which a request that was sent is taken back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from bot.conversation.withdrawing import wants_withdrawn
from bot.sourcing.request import Request, RequestFields, State
from bot.sourcing.withdrawing import meant

SENT = {"confirmed": "RFQ-1", "request_number": "RFQ-1", "product": "canvas aprons", "color": "green"}
AT = datetime.fromisoformat("2026-09-15T10:30:00-05:00")


@pytest.mark.parametrize(
    "text",
    [
        "please withdraw my request",
        "cancel it",
        "never mind, cancel that",
        "cancel the green one",
        "call off the aprons",
        "can you pull that request",
        "cancel RFQ-1, the request is wrong",
    ],
)
def test_a_request_is_taken_back(text: str) -> None:
    assert wants_withdrawn(text, SENT)
    assert not wants_withdrawn(text, {})


@pytest.mark.parametrize(
    "text",
    [
        "cancel my order 1004417",
        "cancel the callback",
        "what if I cancel the request later?",
        "cancel my request for a rep",
        "never mind",
        "cancel the staplers",
    ],
)
def test_other_things_are_not(text: str) -> None:
    assert not wants_withdrawn(text, SENT)


def request(number: str, color: str, state: State = "open") -> Request:
    return Request(number, "alice", 1, state, AT, RequestFields("aprons", Decimal(200), color=color))


def test_the_one_that_is_described_is_meant() -> None:
    own = [request("RFQ-1", "green"), request("RFQ-2", "black"), request("RFQ-3", "red", "ordered")]
    assert [one.number for one in meant("cancel the green one", own)] == ["RFQ-1"]
    assert [one.number for one in meant("cancel the last one", own)] == ["RFQ-2"]
    assert [one.number for one in meant("cancel my request", own)] == ["RFQ-1", "RFQ-2"]
    assert meant("cancel the red one", own[2:]) == []
