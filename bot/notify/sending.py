"""Where mails leave: through a mail server, or into a folder where none is set."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

SECONDS = 30.0  # for each answer of the mail server


class Undeliverable(Exception):
    """The mail server will never take this mail."""


class NotNow(Exception):
    """The mail server is away, or asked to be tried again."""


def send(mail: EmailMessage, smtp_url: str, outbox: Path) -> None:
    """Sends one mail; without a server it becomes a file in `outbox`. Blocks: call it in a thread.

    Raises Undeliverable or NotNow.
    """
    if not smtp_url:
        _keep(mail, outbox)
        return
    try:
        _hand_over(mail, smtp_url)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise (Undeliverable if all(code >= 500 for code in codes) else NotNow)(f"refused with {codes}") from None
    except smtplib.SMTPResponseException as error:
        lasting = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
        raise (Undeliverable if lasting else NotNow)(f"{error.smtp_code} {error.smtp_error!r}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"{type(error).__name__}: {error}") from None


def _hand_over(mail: EmailMessage, url: str) -> None:
    """Encrypted where the server offers it; a name and password leave only encrypted, or to this very machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    with server:
        server.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            encrypted = True
        if parts.username:
            if not encrypted and host not in ("localhost", "127.0.0.1", "::1"):
                raise NotNow("the mail server offers no encryption, so the password was kept back")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


def _keep(mail: EmailMessage, outbox: Path) -> None:
    """Writes the mail under its own id: the same one again is the same file."""
    outbox.mkdir(parents=True, exist_ok=True)
    name = "".join(sign if sign.isalnum() or sign in ".-" else "_" for sign in str(mail["Message-ID"]).strip("<>"))
    draft = outbox / f".{uuid4().hex}"
    draft.write_bytes(mail.as_bytes())
    draft.replace(outbox / f"{name[:180]}.eml")
