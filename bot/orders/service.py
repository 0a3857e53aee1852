"""A customer's orders and invoices, to look at."""

from __future__ import annotations

from typing import Protocol

from bot.orders.model import Invoice, Order

REQUESTS = "OR"
"""The series of order requests."""


class OrderBook(Protocol):
    async def order(self, number: str) -> Order | None: ...

    async def orders_of(self, account: str) -> list[Order]: ...

    async def invoice(self, number: str) -> Invoice | None: ...

    async def invoices_of(self, account: str) -> list[Invoice]: ...


class Numbers(Protocol):
    async def allocate(self, series: str, key: str) -> str:
        """The next number of a series; the same key always gets the same number again."""


class Orders:
    """Everything is asked for on behalf of one account; what belongs to another does not exist for it."""

    def __init__(self, book: OrderBook, numbers: Numbers | None = None) -> None:
        self._book, self._numbers = book, numbers

    async def request_number(self, key: str) -> str:
        """The number of an order request ("OR-10001"): a list that a rep is to place; the same key gets the same again."""
        assert self._numbers, "only the services that answer customers take order requests"
        return await self._numbers.allocate(REQUESTS, key)

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
