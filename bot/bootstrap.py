"""The one place where services meet their stores. Needs no Rasa; the engine puts the model on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.catalog.search import Catalog
from bot.sales.service import Sales
from bot.sourcing.service import Sourcing
from bot.store.connect import Client
from bot.store.numbers import RedisNumbers
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue, RedisReps


@dataclass(frozen=True)
class Services:
    catalog: Catalog
    sourcing: Sourcing
    sales: Sales


def wire(client: Client, var: Path) -> Services:
    """The services over one Redis and one folder of files."""
    return Services(
        catalog=Catalog.open(var),
        sourcing=Sourcing(RedisNumbers(client), RedisRequests(client)),
        sales=Sales(RedisQueue(client), RedisReps(client)),
    )


_services: Services | None = None


def use(chosen: Services) -> None:
    """Makes these the services of this process."""
    global _services
    _services = chosen


def services() -> Services:
    """The services of this process, for actions and connectors."""
    if _services is None:
        raise RuntimeError("no services yet: the process calls bot.bootstrap.use(wire(...)) when it starts")
    return _services
