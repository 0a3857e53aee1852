"""A mail as it leaves: its headers, and its two bodies out of templates."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Head(NamedTuple):
    """`sender` as "Name <address>"; `key` is unique for each mail of the product, and the same for the same mail."""

    sender: str
    to: str
    key: str
    subject: str
    now: datetime

    @property
    def id(self) -> str:
        """The Message-ID: the same for the same mail, so that one that is sent again after a crash is known as the same."""
        return f"<{self.key}@{parseaddr(self.sender)[1].rpartition('@')[2] or 'localhost'}>"


def compose(head: Head, text: str, html: str, values: dict[str, Any]) -> EmailMessage:
    """The mail with its bodies rendered from the templates of these names."""
    mail = EmailMessage(policy=SMTP)
    shown, address = parseaddr(head.sender)
    mail["From"] = Address(shown, addr_spec=address)
    mail["To"] = Address(addr_spec=head.to)
    mail["Date"] = format_datetime(head.now)
    mail["Message-ID"] = head.id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office answers stay away
    mail["Subject"] = head.subject
    mail.set_content(_templates.get_template(text).render(values))
    mail.add_alternative(_templates.get_template(html).render(values), subtype="html")
    return mail
