"""Who a visitor is: a random conversation id that the server made, and the signature that proves it."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import msgspec

from bot.conversation.model import Attachment
from bot.errors import BadInput, Refused

LONGEST_TOKEN = 200
_PURPOSE = b"conversation:"
_FILE = b"file:"
_CHART = b"chart:"
_attachment = msgspec.json.Decoder(Attachment)


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

    def receipt(self, conversation: str, file: Attachment) -> str:
        """What the browser shows to send a file that was taken: good for this conversation alone."""
        described = urlsafe_b64encode(msgspec.json.encode(file)).decode()
        return f"{described}.{self._signature(f'{conversation}/{described}', _FILE)}"

    def file(self, conversation: str, receipt: str) -> Attachment:
        """The file that a receipt stands for; raises BadInput for one that this conversation never got."""
        described, _, signature = receipt.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(f"{conversation}/{described}", _FILE).encode()):
            raise BadInput("This file is not known here; please choose it again.")
        return _attachment.decode(urlsafe_b64decode(described))

    def chart(self, conversation: str, entry: str) -> str:
        """The address of a chart in a conversation, without the host: nobody can guess another one's."""
        return f"/charts/{conversation}/{entry}/{self._signature(f'{conversation}/{entry}', _CHART)}.svg"

    def is_chart(self, conversation: str, entry: str, signature: str) -> bool:
        """Whether this site made an address with these parts."""
        return hmac.compare_digest(signature.encode(), self._signature(f"{conversation}/{entry}", _CHART).encode())

    def _signature(self, signed: str, purpose: bytes = _PURPOSE) -> str:
        digest = hmac.new(self._key, purpose + signed.encode(), sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
