"""Orders and invoices in Redis: those of one account in one slot, and from a number to its account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from bot.orders.model import Invoice, Order
from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently

T = TypeVar("T")

_order = msgspec.json.Decoder(Order)
_invoice = msgspec.json.Decoder(Invoice)


class RedisOrders:
    """Fulfils `bot.orders.service.OrderBook`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def order(self, number: str) -> Order | None:
        account = await self._account(number)
        doc = await self._doc(keys.orders(account), number) if account else None
        return _order.decode(doc) if doc else None

    async def orders_of(self, account: str) -> list[Order]:
        return await self._every(keys.orders(account), _order)

    async def invoice(self, number: str) -> Invoice | None:
        account = await self._account(number)
        doc = await self._doc(keys.invoices(account), number) if account else None
        return _invoice.decode(doc) if doc else None

    async def invoices_of(self, account: str) -> list[Invoice]:
        return await self._every(keys.invoices(account), _invoice)

    async def save(self, orders: Iterable[Order], invoices: Iterable[Invoice] = ()) -> None:
        """Writes these in one go."""
        async with self._client.pipeline(transaction=False) as pipeline:
            for order in orders:
                pipeline.hset(keys.orders(order.account), order.number, msgspec.json.encode(order))
                pipeline.set(keys.account_with(order.number), order.account)
            for invoice in invoices:
                pipeline.hset(keys.invoices(invoice.account), invoice.number, msgspec.json.encode(invoice))
                pipeline.set(keys.account_with(invoice.number), invoice.account)
            await pipeline.execute()

    async def _account(self, number: str) -> str:
        found = await patiently(lambda: self._client.get(keys.account_with(number)), IN_A_TURN)
        return found.decode() if found else ""

    async def _doc(self, key: str, number: str) -> bytes | None:
        return await patiently(lambda: self._client.hget(key, number), IN_A_TURN)

    async def _every(self, key: str, decoder: msgspec.json.Decoder[T]) -> list[T]:
        return [decoder.decode(doc) for doc in await patiently(lambda: self._client.hvals(key), IN_A_TURN)]
