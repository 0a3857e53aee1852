"""What the tests of letters, webhooks and demo suppliers share: an open request, and suppliers to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.request import RequestFields
from bot.store.requests import RedisRequests
from tests.unit.sourcing.test_quotes import terms

NOW = datetime.now(timezone.utc)
LATER = NOW + timedelta(seconds=5)
NUMBER = "RFQ-10001"
FIELDS = RequestFields(product="canvas shopping bag", quantity=Decimal(2500), customization="logo", zip="60601")


class Known:
    """A directory of these suppliers."""

    def __init__(self, *invitations: Invitation) -> None:
        self._invitations = invitations

    def invited(self, fields: RequestFields, limit: int) -> Sequence[Invitation]:
        return self._invitations[:limit]


def mailed(number: int) -> Invitation:
    return Invitation(f"S{number}", f"Factory {number}", "CN", 0, NOW, "email", f"s{number}@factory.example")


def told(**more: Any) -> Any:
    return terms(valid_until=(NOW + timedelta(days=30)).date(), **more)


async def dossier(requests: RedisRequests) -> Dossier:
    found = await requests.dossier(NUMBER)
    assert found
    return found
