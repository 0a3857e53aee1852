"""What every test may ask for: a folder to write to, and a real Redis."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.store.embedded import embedded_redis
from tests.process import ROOT


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A var folder of the test's own."""
    return tmp_path / "var"


@pytest.fixture
def trained(var: Path) -> Path:
    """A var folder of the test's own that has the model that `make train` made."""
    models = (ROOT / os.environ.get("QUARTERMASTER_VAR", "var")).absolute() / "models"
    assert (models / "current").exists(), f"no model in {models}: run `make train` first"
    var.mkdir()
    (var / "models").symlink_to(models)
    return var


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of one embedded Redis for the whole run; a test that starts or kills servers makes its own."""
    with embedded_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis[bytes]]:
    """A client on an empty database."""
    client: Redis[bytes] = Redis.from_url(redis_url)
    await client.flushdb()
    yield client
    await client.close(close_connection_pool=True)
