"""What a rep is offered to do next."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest

from bot.accounts.tiers import spent, tier
from bot.sales.proposals import Known, QuoteKnown, proposals

DEAR = QuoteKnown("RFQ-1", "Orient Bags", Decimal("2.40"), 2500, (30, 45))
CHEAP = QuoteKnown("RFQ-1", "Cheap & Co", Decimal("1.10"), 2500, (60, 90), acceptable=False)


def kinds(known: Known) -> list[str]:
    return [one.kind for one in proposals(known)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(), []),
        (Known(contact="ann@example.com"), ["callback"]),
        (Known(order="SO-1", ordered=["P1"]), ["reorder"]),
        (Known(quotes=[DEAR]), ["send_quote"]),
        (Known(quotes=[DEAR], target=Decimal(2)), ["counter_offer", "send_quote"]),
        (Known(quotes=[DEAR], target=Decimal(3)), ["send_quote"]),
        (Known(quotes=[DEAR], ordered=["P1"], wants="place_order"), ["reorder", "send_quote"]),
        (Known(quotes=[DEAR], ordered=["P1"], contact="x"), ["send_quote", "reorder", "callback"]),
        (Known(ordered=["P1"], contact="x", gone=True), ["callback", "reorder"]),
    ],
)
def test_the_likeliest_comes_first_and_each_kind_once(known: Known, expected: list[str]) -> None:
    assert kinds(known) == expected


def test_a_quote_that_lacks_something_gives_way_to_one_that_can_be_accepted() -> None:
    (send,) = proposals(Known(quotes=[CHEAP, DEAR]))
    assert (send.words["company"], send.words["each"], send.words["quantity"]) == ("Orient Bags", "$2.40", "2,500")
    assert proposals(Known(quotes=[CHEAP]))[0].words["company"] == "Cheap & Co"


class Bought(msgspec.Struct):
    placed: datetime
    state: str
    total: Decimal


def test_a_tier_is_what_was_bought_within_a_year_and_kept() -> None:
    now = datetime(2026, 3, 1, tzinfo=timezone.utc)
    orders = [
        Bought(now - timedelta(days=10), "delivered", Decimal(4000)),
        Bought(now - timedelta(days=20), "shipped", Decimal(1000)),
        Bought(now - timedelta(days=20), "cancelled", Decimal(90_000)),
        Bought(now - timedelta(days=400), "delivered", Decimal(90_000)),
    ]
    assert spent(orders, now) == Decimal(5000)
    assert [tier(Decimal(usd)) for usd in (0, 4999, 5000, 50_000)] == [
        "small business",
        "small business",
        "business",
        "key account",
    ]
