"""What several tests of the store start from."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from tests.store.floor import Floor


@pytest.fixture
def floor(redis: Redis[bytes]) -> Floor:
    """A floor without anybody."""
    return Floor(redis)
