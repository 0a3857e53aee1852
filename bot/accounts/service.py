"""Who a customer is."""

from __future__ import annotations

from typing import Protocol

from bot.accounts.model import Account


class Directory(Protocol):
    async def get(self, account: str) -> Account | None: ...

    async def by_email(self, email: str) -> Account | None:
        """The account that has a person with this address, in lower case."""


class Accounts:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def get(self, account: str) -> Account | None:
        return await self._directory.get(account)

    async def of(self, email: str) -> Account | None:
        """The account of somebody with this e-mail address; None for nobody known. That the address is theirs is for the
        caller to have proved."""
        return await self._directory.by_email(email.strip().lower())
