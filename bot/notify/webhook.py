"""Letters to platforms: signed JSON to an address of theirs, and never to one inside our own walls.

The signature is `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 over `<t>.<body>` with the secret that the platform was given.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import Callable
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout, InvalidURL, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.notify.sending import NotNow, Undeliverable

SIGNATURE = "Quartermaster-Signature"
SECONDS = 10.0
LONGEST_URL = 2_000
LASTING = frozenset((400, 401, 403, 404, 405, 410, 413, 415, 422))

Allowed = Callable[[str], bool]
"""Whether a network address may be connected to."""


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet: neither private nor local, reserved, multicast or inside another."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inside is not None:
            return is_public(str(inside))
        # NAT64 leads to the IPv4 address in its last 32 bits (RFC 6052).
        if found.packed[:4] == b"\x00\x64\xff\x9b":
            return is_public(str(IPv4Address(found.packed[-4:])))
    return found.is_global and not found.is_multicast


class _Guarded(AbstractResolver):
    """Resolves names, and gives only addresses that may be connected to: what is checked is what is connected to."""

    def __init__(self, allowed: Allowed) -> None:
        self._resolver, self._allowed = ThreadedResolver(), allowed

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not found or not all(self._allowed(one["host"]) for one in found):
            raise Forbidden(f"{host} leads to an address that is not public")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class Forbidden(OSError, Undeliverable):
    """The address leads inside."""


def signature(secret: bytes, body: bytes, seconds: int) -> str:
    digest = hmac.new(secret, f"{seconds}.".encode() + body, sha256).hexdigest()
    return f"t={seconds},v1={digest}"


async def post(url: str, letter: dict[str, Any], secret: bytes, seconds: int, allowed: Allowed = is_public) -> None:
    """Sends one letter. Raises Undeliverable where it never will arrive, NotNow where it is worth another try.

    A redirect is not followed: who moves tells us the new address.
    """
    _check(url, allowed)
    body = msgspec.json.encode(letter)
    headers = {"Content-Type": "application/json", SIGNATURE: signature(secret, body, seconds), "User-Agent": "quartermaster"}
    connector = TCPConnector(resolver=_Guarded(allowed), use_dns_cache=False)
    try:
        async with (
            ClientSession(connector=connector, timeout=ClientTimeout(total=SECONDS), trust_env=False) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            status = answer.status
    except InvalidURL as error:
        raise Undeliverable(f"this is no address: {error}") from None
    except (ClientError, OSError, TimeoutError) as error:
        if isinstance(error, Forbidden) or isinstance(error.__cause__, Forbidden):
            raise Undeliverable(f"{urlsplit(url).hostname} leads to an address that is not public") from None
        raise NotNow(f"{type(error).__name__}: {error}") from None
    except ValueError as error:
        raise Undeliverable(f"this is no address: {error}") from None
    if 300 <= status < 400:
        raise Undeliverable(f"answered with a redirect ({status})")
    if status in LASTING:
        raise Undeliverable(f"answered {status}")
    if not 200 <= status < 300:
        raise NotNow(f"answered {status}")


def _check(url: str, allowed: Allowed) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise Undeliverable(f"this is no address: {error}") from None
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise Undeliverable("an address has no spaces")
    if parts.scheme not in ("https", "http") or not host or len(url) > LONGEST_URL or parts.username or parts.password:
        raise Undeliverable("a webhook is an http or https address without name and password")
    try:
        literal = ip_address(host)
    except ValueError:
        return  # a name: the resolver looks where it leads
    if not allowed(str(literal)):
        raise Undeliverable(f"{host} is not public")
