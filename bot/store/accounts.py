"""Accounts in Redis, each in a slot of its own, found by id or by a person's e-mail address."""

from __future__ import annotations

import msgspec

from bot.accounts.model import Account
from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently

_account = msgspec.json.Decoder(Account)


class RedisAccounts:
    """Fulfils `bot.accounts.service.Directory`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def get(self, account: str) -> Account | None:
        doc = await patiently(lambda: self._client.get(keys.account(account)), IN_A_TURN)
        return _account.decode(doc) if doc else None

    async def by_email(self, email: str) -> Account | None:
        account = await patiently(lambda: self._client.get(keys.account_of(email)), IN_A_TURN)
        return await self.get(account.decode()) if account else None

    async def save(self, *accounts: Account) -> None:
        """Writes these accounts in one go; an address that two of them have belongs to the last."""
        async with self._client.pipeline(transaction=False) as pipeline:
            for account in accounts:
                pipeline.set(keys.account(account.id), msgspec.json.encode(account))
                pipeline.sadd(keys.ACCOUNTS, account.id)
                for person in account.people:
                    pipeline.set(keys.account_of(person.email), account.id)
            await pipeline.execute()

    async def count(self) -> int:
        return int(await self._client.scard(keys.ACCOUNTS))
