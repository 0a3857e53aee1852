"""The parts of a demo world, each filled on its own. What was imported is never touched; what a demo made may be made anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from bot.catalog.generations import Generations
from bot.demo.catalog import demo_products
from bot.demo.customers import Customer, account_id, demo_customers
from bot.demo.reps import demo_reps
from bot.demo.shops import demo_shops
from bot.demo.sign_in import keep, new_password
from bot.demo.suppliers import demo_suppliers
from bot.policies.files import PolicyFiles
from bot.policies.reading import read_policies
from bot.sales.model import Rep
from bot.sales.passwords import hash_password
from bot.shops.files import ShopFiles
from bot.sourcing.supplier_files import SupplierFiles
from bot.store.accounts import RedisAccounts
from bot.store.connect import Client
from bot.store.once import ask
from bot.store.orders import RedisOrders
from bot.store.sales import RedisReps

TOLD = 2  # reps whose sign-in is told, so that two browsers can try who is faster
BATCH = 200  # customers written in one go
FIRST_ACCOUNT = account_id(1)

T = TypeVar("T")


class Watch(Protocol):
    """Shows how far something has come: passes the things on, one by one."""

    def __call__(self, things: Iterable[T], name: str, total: int) -> Iterable[T]: ...


def unwatched(things: Iterable[T], name: str, total: int) -> Iterable[T]:
    return things


def fill_policies(var: Path) -> bool:
    """Puts the demo merchant's policies on file where there are none; says whether it did."""
    held = PolicyFiles(var)
    if held():
        return False
    policies, faults = read_policies(Path(str(files("bot.demo").joinpath("policies"))))
    assert not faults
    held.save(policies)
    return True


def fill_shops(var: Path, count: int, seed: int, watch: Watch = unwatched, *, anew: bool = True) -> bool:
    """Makes so many shops; with `anew` also in place of other demo shops. False where imported ones are there."""
    held, wanted = ShopFiles(var), {"seed": seed, "count": count}
    made = _made_of(held.generations)
    if made is not None and made != wanted and (anew or not made):
        held.save(watch(demo_shops(count, seed), "shops", count), wanted)
    return made is not None


def fill_suppliers(var: Path, count: int, seed: int, watch: Watch = unwatched, *, anew: bool = True) -> bool:
    """Makes so many suppliers; with `anew` also in place of other demo suppliers. False where imported ones are there."""
    held, wanted = SupplierFiles(var), {"seed": seed, "count": count}
    made = _made_of(held.generations)
    if made is not None and made != wanted and (anew or not made):
        held.save(watch(demo_suppliers(count, seed), "suppliers", count), wanted)
    return made is not None


def _made_of(generations: Generations) -> dict[str, int] | None:
    """What a demo made the current generation of; {} where there is none yet, None where it was imported."""
    number = generations.current()
    if number is None:
        return {}
    path = generations.path(number) / "demo.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, int]) if path.exists() else None


def fill_reps(var: Path, redis_url: str, count: int, seed: int) -> bool:
    """Adds demo reps until there are so many; all have one password, hashed once. False where others are there."""
    held = {rep.id: rep for rep in ask(redis_url, lambda client: RedisReps(client).all())}
    made = demo_reps(count, seed)
    first = held.get(made[0].id)
    if held and first is None:
        return False
    password = new_password()
    if first is None:
        keep(var, [rep.id for rep in made[:TOLD]], password)
    hashed = first.password if first else hash_password(password)
    told = {rep.id for rep in made[:TOLD]}  # whoever tries the desk does so at any hour, also on a Sunday
    made = [msgspec.structs.replace(rep, shifts=None if rep.id in told else rep.shifts) for rep in made]
    new = [msgspec.structs.replace(rep, password=hashed) for rep in made if rep.id not in held]
    ask(redis_url, lambda client: RedisReps(client).save(*new))
    return True


def fill_customers(redis_url: str, count: int, seed: int, today: date, watch: Watch = unwatched) -> bool:
    """Adds demo customers, with orders and invoices up to today, until there are so many. False where others are there."""
    held, reps, there = ask(redis_url, _customers_and_reps)
    if held and not there:
        return False

    async def save(client: Client) -> None:
        new = demo_customers(count, seed, today, list(demo_products()), reps, skip=held)
        await _save(client, watch(new, "customers", count - held))

    if held < count:
        ask(redis_url, save)
    return True


async def _customers_and_reps(client: Client) -> tuple[int, list[Rep], bool]:
    accounts = RedisAccounts(client)
    return await accounts.count(), await RedisReps(client).all(), await accounts.get(FIRST_ACCOUNT) is not None


async def _save(client: Client, customers: Iterable[Customer]) -> None:
    rest = iter(customers)
    while batch := list(islice(rest, BATCH)):
        await RedisAccounts(client).save(*(customer.account for customer in batch))
        orders = [order for customer in batch for order in customer.orders]
        await RedisOrders(client).save(orders, [invoice for customer in batch for invoice in customer.invoices])
