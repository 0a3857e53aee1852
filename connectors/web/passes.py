"""Passes: how the merchant's website says who is signed in there, as a JSON Web Token that only its own server can make.

Claims: `email`, proved to be the customer's; `exp`, from when on the pass is good for nothing; `name` if known. Signed with
HMAC SHA-256 (`HS256`) under QUARTERMASTER_CUSTOMER_KEY. https://www.rfc-editor.org/rfc/rfc7519
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import jwt

from bot.accounts.service import Accounts
from bot.conversation.model import Customer
from bot.errors import Refused
from bot.secret import derived, secret_of
from bot.settings import Settings

ALGORITHM = "HS256"
LONGEST = timedelta(hours=24)
"""A pass that is good for longer is refused: who signs out there must not stay signed in here for days."""
LATE = timedelta(seconds=30)  # by which two servers' clocks may differ


def customer_key(settings: Settings) -> str:
    """What passes are signed with; without the setting only our own demo shop can make them."""
    return settings.customer_key or derived(secret_of(settings), "customer pass").hex()


class Passes:
    def __init__(self, key: str, accounts: Accounts) -> None:
        self._key, self._accounts = key, accounts

    def issue(self, email: str, name: str, until: datetime) -> str:
        """A pass, as a merchant's server would make it."""
        return jwt.encode({"email": email, "name": name, "exp": int(until.timestamp())}, self._key, ALGORITHM)

    async def customer(self, shown: str, now: datetime) -> Customer:
        """Who showed this pass, with the account they act for, if any. Raises Refused for one that is not good (any more)."""
        try:
            claims = jwt.decode(
                shown, self._key, [ALGORITHM], options={"require": ["exp", "email"], "verify_aud": False}, leeway=LATE
            )
            until = datetime.fromtimestamp(claims["exp"], timezone.utc)
        except (jwt.InvalidTokenError, OverflowError, ValueError, TypeError) as error:
            raise Refused(f"This pass is not good: {error}.") from None
        email, name = claims["email"], claims.get("name", "")
        if not isinstance(email, str) or not isinstance(name, str) or not 3 <= len(email) <= 254 or len(name) > 200:
            raise Refused("This pass is not good: it names nobody.")
        if until - now > LONGEST + LATE:
            raise Refused("This pass is not good: it lasts too long.")
        account = await self._accounts.of(email)
        person = account.person(email) if account else None
        return Customer(
            email=email.strip().lower(),
            until=until,
            name=person.name if person else name,
            account=account.id if account else "",
            company=account.company if account else "",
        )
