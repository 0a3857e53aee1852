from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.search import Catalog
from bot.demo.catalog import load_demo


@pytest.fixture(scope="session")
def demo_catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    var = tmp_path_factory.mktemp("demo")
    load_demo(Path(var))
    return Catalog.open(var)
