"""The demo world as a whole: filled once, grown on demand, and never over what was imported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.demo.world import Sizes, ensure, fill
from bot.policies.files import PolicyFiles
from bot.shops.files import ShopFiles
from bot.sourcing.supplier import Supplier
from bot.sourcing.supplier_files import SupplierFiles
from bot.store.accounts import RedisAccounts
from bot.store.embedded import embedded_redis
from bot.store.once import ask
from bot.store.sales import RedisReps

TINY = Sizes(shops=5, reps=3, suppliers=20, customers=4)
MORE = Sizes(shops=8, reps=6, suppliers=30, customers=9)
TODAY = date(2026, 11, 20)


def counts(var: Path, url: str) -> Sizes:
    reps = ask(url, lambda client: RedisReps(client).count())
    customers = ask(url, lambda client: RedisAccounts(client).count())
    return Sizes(len(ShopFiles(var)()), reps, SupplierFiles(var).count(), customers)


def written(folder: Path) -> dict[str, bytes]:
    """The files of the directories that are the same on every machine: the shops', the suppliers' and the policies'."""
    every = [path for name in ("shops", "suppliers", "policies") for path in (folder / name).rglob("*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(every) if path.is_file()}


@pytest.fixture
def url(tmp_path: Path) -> object:
    with embedded_redis(tmp_path / "redis") as url:
        yield url


def test_a_world_is_filled_once_grows_on_demand_and_keeps_its_sign_in(var: Path, url: str) -> None:
    told = ensure(var, url, sizes=TINY)
    assert counts(var, url) == TINY
    assert PolicyFiles(var)()
    assert ensure(var, url, seed=8, sizes=MORE) == told
    assert counts(var, url) == TINY
    assert fill(var, url, MORE, 7, TODAY) == told
    assert counts(var, url) == MORE
    passwords = {rep.password for rep in ask(url, lambda client: RedisReps(client).all())}
    assert len(passwords) == 1
    assert fill(var, url, MORE, 7, TODAY) == told


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, url: str) -> None:
    for name in ("a", "b"):
        fill(tmp_path / name, url, TINY, 7, TODAY)
    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert len(written(tmp_path / "a")) > 8


def test_what_was_imported_stays(var: Path, url: str) -> None:
    SupplierFiles(var).save([(Supplier("mine", "My Maker", "US"), None)])
    told = fill(var, url, TINY, 7, TODAY)
    assert told[0] == "suppliers  others are there and stay"
    assert SupplierFiles(var).get("mine")
    assert counts(var, url) == TINY._replace(suppliers=1)
