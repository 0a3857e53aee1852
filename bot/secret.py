"""The secret that signs what leaves the product and must come back unchanged."""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from bot.errors import SettingError
from bot.settings import Settings


def secret_of(settings: Settings) -> str:
    """The secret that is set, or the one kept in the var folder."""
    return settings.secret or kept_secret(settings.var)


def derived(secret: str, purpose: str, *parts: object) -> bytes:
    """32 bytes that only the holder of the secret can make; each purpose has its own."""
    text = "\0".join([purpose, *map(str, parts)])
    return hmac.new(sha256(secret.encode()).digest(), text.encode(), sha256).digest()


def kept_secret(var: Path) -> str:
    """The secret kept in `var`, made on first use; processes that start at the same time agree on one."""
    path = var / "secret"
    try:
        if not path.exists():
            var.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"secret.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass  # another process was first
            finally:
                draft.unlink()
        return path.read_text()
    except OSError as error:
        raise SettingError(f"QUARTERMASTER_VAR: {path} cannot be used: {error.strerror}") from None
