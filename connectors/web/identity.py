"""Who a visitor is: a random conversation id that the server made, and the signature that proves it."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from bot.errors import Refused

LONGEST_TOKEN = 200
_PURPOSE = b"conversation:"


class Signer:
    """Makes and checks the tokens that browsers keep. A token is `<conversation id>.<signature>`."""

    def __init__(self, secret: str) -> None:
        self._key = sha256(secret.encode()).digest()

    def fresh(self) -> str:
        """A conversation id that nobody can guess."""
        return f"w{secrets.token_hex(12)}"

    def token(self, conversation: str) -> str:
        return f"{conversation}.{self._signature(conversation)}"

    def conversation(self, token: str) -> str:
        """The conversation that a token stands for; raises Refused for one that was not made here."""
        conversation, _, signature = token[:LONGEST_TOKEN].partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(conversation).encode()):
            raise Refused("This conversation is not known here. Start a new one.")
        return conversation

    def _signature(self, conversation: str) -> str:
        digest = hmac.new(self._key, _PURPOSE + conversation.encode(), sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
