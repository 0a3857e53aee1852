"""To which address a customer's transcript goes."""

from __future__ import annotations

from aiohttp import web
from email_validator import EmailNotValidError, validate_email

from bot.errors import BadInput
from bot.notify.known import known_address
from connectors.web import keys


async def address_for(app: web.Application, conversation: str, asked: str) -> str:
    """The address that was given, or else the one that is known. Raises BadInput where there is none, or none that can be."""
    if not asked.strip():
        known = await known_address(app[keys.CONVERSATIONS], conversation)
        if not known:
            raise BadInput("Please say which e-mail address it should go to.")
        return known
    try:
        return validate_email(asked.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadInput("This does not look like a complete e-mail address.") from None
