"""A customer's orders and invoices, to look at."""

from __future__ import annotations

from typing import Protocol

from bot.orders.model import Invoice, Order


class OrderBook(Protocol):
    async def order(self, number: str) -> Order | None: ...

    async def orders_of(self, account: str) -> list[Order]: ...

    async def invoice(self, number: str) -> Invoice | None: ...

    async def invoices_of(self, account: str) -> list[Invoice]: ...


class Orders:
    """Everything is asked for on behalf of one account; what belongs to another does not exist for it."""

    def __init__(self, book: OrderBook) -> None:
        self._book = book

    async def order(self, number: str, account: str) -> Order | None:
        found = await self._book.order(number.strip().upper())
        return found if found and found.account == account else None

    async def history(self, account: str, limit: int = 20) -> list[Order]:
        """The account's orders, the newest first."""
        return sorted(await self._book.orders_of(account), key=lambda order: order.placed, reverse=True)[:limit]

    async def invoice(self, number: str, account: str) -> Invoice | None:
        found = await self._book.invoice(number.strip().upper())
        return found if found and found.account == account else None

    async def invoices(self, account: str, limit: int = 20) -> list[Invoice]:
        """The account's invoices, the newest first."""
        found = await self._book.invoices_of(account)
        return sorted(found, key=lambda invoice: (invoice.issued, invoice.number), reverse=True)[:limit]
