"""Every setting in one table, read once. The product starts with none of them set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.errors import SettingError


class Setting(NamedTuple):
    name: str
    default: str
    help: str


TABLE = (
    Setting("QUARTERMASTER_VAR", "var", "folder for everything that the product writes"),
    Setting("REDIS_URL", "", "the Redis to use; empty means an embedded one under QUARTERMASTER_VAR"),
    Setting(
        "QUARTERMASTER_LEARNED", "", "YAML file of examples accepted in the review; empty: learned.yml in QUARTERMASTER_VAR"
    ),
    Setting("QUARTERMASTER_HOST", "127.0.0.1", "address that the web process listens on"),
    Setting("QUARTERMASTER_PORT", "8080", "port that the web process listens on"),
    Setting("QUARTERMASTER_SECRET", "", "signs conversation tokens; empty means one kept in QUARTERMASTER_VAR"),
    Setting("QUARTERMASTER_CUSTOMER_KEY", "", "shared with your website's server, which signs with it who is signed in there"),
    Setting("QUARTERMASTER_ORIGINS", "", "other sites that may carry the widget: origins with commas between, or *"),
    Setting("QUARTERMASTER_URL", "", "public address of the website, for links in mails; empty means host and port"),
    Setting(
        "QUARTERMASTER_SMTP_URL", "", "mail server, smtp://user:password@host:587 or smtps://…; empty: files in var/outbox"
    ),
    Setting("QUARTERMASTER_MAIL_FROM", "Quartermaster Supply <chat@localhost>", "sender of mails to customers"),
    Setting("QUARTERMASTER_TURN_SECONDS", "15", "deadline for one turn of the engine, in seconds"),
    Setting("QUARTERMASTER_ROUTING", "offer", "offer: who waits is offered to the right rep; pull: reps choose from the list"),
    Setting("QUARTERMASTER_SIGNED_IN_HOURS", "12", "hours until a rep has to sign in at the desk again, 0.001 to 168"),
    Setting("QUARTERMASTER_CATALOG_KEY", "", "the key of POST /catalog/changes (new prices and stock); empty: it is closed"),
    Setting("QUARTERMASTER_FEED_GB", "4", "largest feed that is imported, in GB of text after unpacking"),
    Setting("QUARTERMASTER_OIDC_ISSUER", "", "OpenID Connect provider for reps, https://…; empty: names and passwords alone"),
    Setting(
        "QUARTERMASTER_OIDC_CLIENT", "", "our client id there; the redirect address is QUARTERMASTER_URL/desk/company/back"
    ),
    Setting("QUARTERMASTER_OIDC_SECRET", "", "our client secret at that provider"),
    Setting("TELEGRAM_TOKEN", "", "the Telegram bot's token from @BotFather; empty means no Telegram"),
    Setting("TELEGRAM_WEBHOOK_URL", "", "public https address for Telegram to push messages to; empty means we ask for them"),
    Setting("TELEGRAM_SECRET", "", "what Telegram must show with each push; empty means one derived from QUARTERMASTER_SECRET"),
    Setting("TELEGRAM_PORT", "8443", "port that the Telegram process listens on, where TELEGRAM_WEBHOOK_URL is set"),
    Setting("TELEGRAM_API_URL", "https://api.telegram.org", "the Bot API: Telegram's own, or a server of yours"),
)


@dataclass(frozen=True)
class Settings:
    var: Path
    redis_url: str
    host: str
    port: int
    secret: str
    turn_seconds: float
    learned: Path = Path("var/learned.yml")
    origins: tuple[str, ...] = ()
    url: str = ""
    smtp_url: str = ""
    mail_from: str = "Quartermaster Supply <chat@localhost>"
    customer_key: str = ""
    routing: str = "offer"
    signed_in_seconds: int = 12 * 3600
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = ""
    catalog_key: str = ""
    feed_bytes: int = 4 * 10**9
    telegram_token: str = ""
    telegram_webhook_url: str = ""
    telegram_secret: str = ""
    telegram_port: int = 8443
    telegram_api_url: str = "https://api.telegram.org"


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from an environment; a value that cannot be used raises SettingError naming it."""
    value = {setting.name: environment.get(setting.name) or setting.default for setting in TABLE}
    return Settings(
        var=Path(value["QUARTERMASTER_VAR"]).absolute(),
        redis_url=value["REDIS_URL"],
        host=value["QUARTERMASTER_HOST"],
        port=int(_number("QUARTERMASTER_PORT", value, 0, 65535)),
        secret=value["QUARTERMASTER_SECRET"],
        learned=Path(value["QUARTERMASTER_LEARNED"] or Path(value["QUARTERMASTER_VAR"]) / "learned.yml").absolute(),
        turn_seconds=_number("QUARTERMASTER_TURN_SECONDS", value, 0.1, 600),
        origins=tuple(part.strip().rstrip("/").lower() for part in value["QUARTERMASTER_ORIGINS"].split(",") if part.strip()),
        url=_address("QUARTERMASTER_URL", value) or _listening(value["QUARTERMASTER_HOST"], value["QUARTERMASTER_PORT"]),
        smtp_url=_mail_server(value["QUARTERMASTER_SMTP_URL"]),
        mail_from=_mailbox(value["QUARTERMASTER_MAIL_FROM"]),
        customer_key=value["QUARTERMASTER_CUSTOMER_KEY"],
        oidc_issuer=_address("QUARTERMASTER_OIDC_ISSUER", value),
        oidc_client=value["QUARTERMASTER_OIDC_CLIENT"],
        oidc_secret=value["QUARTERMASTER_OIDC_SECRET"],
        routing=_one_of("QUARTERMASTER_ROUTING", value, ("offer", "pull")),
        signed_in_seconds=round(_number("QUARTERMASTER_SIGNED_IN_HOURS", value, 0.001, 168) * 3600),
        catalog_key=value["QUARTERMASTER_CATALOG_KEY"],
        feed_bytes=int(_number("QUARTERMASTER_FEED_GB", value, 0.000_001, 10_000) * 10**9),
        telegram_token=value["TELEGRAM_TOKEN"],
        telegram_webhook_url=_address("TELEGRAM_WEBHOOK_URL", value),
        telegram_secret=value["TELEGRAM_SECRET"],
        telegram_port=int(_number("TELEGRAM_PORT", value, 0, 65535)),
        telegram_api_url=_address("TELEGRAM_API_URL", value),
    )


def _number(name: str, value: Mapping[str, str], low: float, high: float) -> float:
    try:
        number = float(value[name])
    except ValueError:
        raise SettingError(f"{name} must be a number, not {value[name]!r}") from None
    if not low <= number <= high:
        raise SettingError(f"{name} must lie between {low} and {high}, not {value[name]}")
    return number


def _one_of(name: str, value: Mapping[str, str], choices: tuple[str, ...]) -> str:
    if value[name] not in choices:
        raise SettingError(f"{name} must be one of {', '.join(choices)}, not {value[name]!r}")
    return value[name]


def own_address(settings: Settings) -> str:
    """Where this machine reaches its own website."""
    return _listening(settings.host, str(settings.port))


def _listening(host: str, port: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _mail_server(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise SettingError("QUARTERMASTER_SMTP_URL must look like smtp://user:password@host:587 or smtps://host")
    return url


def _mailbox(text: str) -> str:
    if "@" not in parseaddr(text)[1] or "\n" in text:
        raise SettingError(f"QUARTERMASTER_MAIL_FROM must be a sender such as Shop <chat@shop.example>, not {text!r}")
    return text


def _address(name: str, value: Mapping[str, str]) -> str:
    if value[name] and not value[name].startswith(("https://", "http://")):
        raise SettingError(f"{name} must be an address that begins with https://, not {value[name]!r}")
    return value[name].rstrip("/")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's settings, read from its environment on first use."""
    return read(os.environ)
