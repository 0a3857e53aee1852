"""A way from the website into a messenger: a short signed word that stands for one conversation, for a few minutes.

    token = base64url(conversation's 12 random bytes, expiry as 4 bytes, the first 16 bytes of an HMAC-SHA-256): 43 characters

A Telegram deep link carries 64 characters of [A-Za-z0-9_-]: https://core.telegram.org/bots/features#deep-linking
"""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from bot.errors import Refused

PREFIX = "web_"
LIFE_SECONDS = 15 * 60
_WEB = re.compile(r"w([0-9a-f]{24})")


def is_of_website(conversation: str) -> bool:
    """Whether a conversation began on the website: those alone have links."""
    return _WEB.fullmatch(conversation) is not None


def start_payload(secret: str, conversation: str, now: datetime) -> str:
    """What goes behind `?start=` to continue this website conversation; Refused for one of another kind."""
    found = _WEB.fullmatch(conversation)
    if not found:
        raise Refused("only a conversation of the website can be continued elsewhere")
    named = bytes.fromhex(found[1]) + (int(now.timestamp()) + LIFE_SECONDS).to_bytes(4, "big")
    return PREFIX + urlsafe_b64encode(named + _signature(secret, named)).rstrip(b"=").decode()


def conversation_of(secret: str, payload: str, now: datetime) -> str:
    """The conversation that a payload stands for; Refused where it was not made here or has run out."""
    try:
        raw = urlsafe_b64decode(payload.removeprefix(PREFIX).encode("ascii", "replace") + b"=")
    except binascii.Error:
        raw = b""
    named, signature = raw[:16], raw[16:]
    if not payload.startswith(PREFIX) or not hmac.compare_digest(signature, _signature(secret, named)):
        raise Refused("this link was not made here")
    if int.from_bytes(named[12:], "big") < now.timestamp():
        raise Refused("this link has run out")
    return f"w{named[:12].hex()}"


def _signature(secret: str, named: bytes) -> bytes:
    return hmac.new(sha256(secret.encode()).digest(), b"link:" + named, sha256).digest()[:16]
