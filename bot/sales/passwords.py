"""Reps' passwords: Argon2id through argon2-cffi, with its own parameters (RFC 9106, low memory)."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 8
LONGEST = 200


def hash_password(password: str) -> str:
    """Some 50 ms of work."""
    return PasswordHasher().hash(password)


def matches(password: str, hashed: str) -> bool:
    """Whether this is the password. An empty hash matches nothing, and takes as long to find out."""
    try:
        return PasswordHasher().verify(hashed or _nobodys(), password[:LONGEST]) and bool(hashed)
    except (Argon2Error, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return hash_password("nobody signs in with this")
