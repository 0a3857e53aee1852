"""The one place where services meet their stores. Needs no Rasa; the engine puts the model on top of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.accounts.service import Accounts
from bot.catalog.search import Catalog
from bot.errors import SettingError
from bot.events import Event
from bot.orders.service import Orders
from bot.policies.files import PolicyFiles
from bot.policies.service import Policies
from bot.sales.service import Sales
from bot.settings import settings
from bot.shops.files import ShopFiles
from bot.shops.service import Shops
from bot.sourcing.estimates import Estimates
from bot.sourcing.matching import Matching
from bot.sourcing.service import Sourcing
from bot.sourcing.supplier_files import SupplierFiles
from bot.store.accounts import RedisAccounts
from bot.store.attachments import Attachments
from bot.store.connect import Client, connect
from bot.store.embedded import answering
from bot.store.live import LiveChanges
from bot.store.numbers import RedisNumbers
from bot.store.orders import RedisOrders
from bot.store.outside import Outside
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue, RedisReps

Publish = Callable[[Sequence[Event], str], Awaitable[None]]


@dataclass(frozen=True)
class Services:
    catalog: Catalog
    sourcing: Sourcing
    sales: Sales
    policies: Policies
    shops: Shops
    suppliers: SupplierFiles
    matching: Matching
    estimates: Estimates
    accounts: Accounts
    orders: Orders
    attachments: Attachments
    publish: Publish
    """Lets effects take place at once, for an action server of its own; inside the engine the commit does that."""


def wire(client: Client, var: Path) -> Services:
    """The services over one Redis and one folder of files."""
    matching = Matching(var)
    return Services(
        catalog=Catalog.open(var, LiveChanges(client)),
        sourcing=Sourcing(RedisNumbers(client), RedisRequests(client)),
        sales=Sales(RedisQueue(client), RedisReps(client)),
        policies=Policies(PolicyFiles(var)),
        shops=Shops(ShopFiles(var)),
        suppliers=SupplierFiles(var),
        matching=matching,
        estimates=Estimates(matching),
        accounts=Accounts(RedisAccounts(client)),
        orders=Orders(RedisOrders(client), RedisNumbers(client)),
        attachments=Attachments(var),
        publish=Outside(client).publish,
    )


_services: Services | None = None


def use(chosen: Services) -> None:
    """Makes these the services of this process."""
    global _services
    _services = chosen


def services() -> Services:
    """The services of this process, for actions and connectors. A process that chose none gets those of its settings."""
    if _services is None:
        chosen = settings()
        url = chosen.redis_url or answering(chosen.var)
        if not url:
            raise SettingError("no Redis: set REDIS_URL, or start `quartermaster serve` on the same QUARTERMASTER_VAR")
        use(wire(connect(url), chosen.var))
    assert _services is not None
    return _services
