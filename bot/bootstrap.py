"""The one place where services meet their stores. `services()` needs no Rasa; the engine is put together in `bot.engine`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.search import Catalog
from bot.sales.service import Sales
from bot.sourcing.service import Sourcing


@dataclass(frozen=True)
class Services:
    catalog: Catalog
    sourcing: Sourcing
    sales: Sales


_services: Services | None = None


def services() -> Services:
    """The services that actions and connectors use."""
    if _services is None:
        raise RuntimeError("services are put together by the process that starts them: call bot.bootstrap.use(...) first")
    return _services


def use(chosen: Services) -> None:
    global _services
    _services = chosen
