"""Accounts, orders and invoices in Redis."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from redis.asyncio import Redis
from redis.cluster import key_slot

from bot.accounts.service import Accounts
from bot.catalog.product import Product
from bot.demo.customers import demo_customers
from bot.orders.service import Orders
from bot.store import keys
from bot.store.accounts import RedisAccounts
from bot.store.orders import RedisOrders

TODAY = date(2026, 11, 20)
PRODUCTS = [Product(id=f"p{number}", title=f"Product {number}", price=Decimal(number)) for number in range(1, 10)]


async def test_what_is_saved_is_found_by_id_email_and_number(redis: Redis[bytes]) -> None:
    customers = list(demo_customers(30, 7, TODAY, PRODUCTS))
    await RedisAccounts(redis).save(*(customer.account for customer in customers))
    for customer in customers:
        await RedisOrders(redis).save(customer.orders, customer.invoices)
    accounts, orders = Accounts(RedisAccounts(redis)), Orders(RedisOrders(redis))
    assert await RedisAccounts(redis).count() == 30
    customer = next(one for one in customers if len(one.orders) > 3 and one.invoices)
    account = customer.account
    assert await accounts.get(account.id) == account
    assert await accounts.of(f" {account.people[-1].email.upper()} ") == account
    assert await accounts.of("nobody@example.com") is None
    assert await orders.history(account.id) == customer.orders[::-1]
    assert await orders.order(customer.orders[1].number.lower(), account.id) == customer.orders[1]
    assert await orders.invoice(customer.invoices[0].number, account.id) == customer.invoices[0]
    assert len(await orders.invoices(account.id)) == len(customer.invoices)
    assert await orders.order(customer.orders[1].number, "A999999") is None
    assert await orders.order("ORD-1", account.id) is None


def test_what_belongs_to_one_account_lies_in_one_slot() -> None:
    named = (keys.account("A1"), keys.orders("A1"), keys.invoices("A1"))
    assert len({key_slot(name.encode()) for name in named}) == 1
