"""A letter to a supplier: an invitation, what a quote lacks, a counter-offer and so on; as a mail, and as JSON."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.sourcing.brief import brief, lacking_words
from bot.sourcing.clerk import Post
from bot.sourcing.dossier import Dossier
from bot.sourcing.quote_form import plain_words

SUBJECTS = {
    "invite": "Request for quotation {number}: {product}",
    "chase": "Your quote for {number}: something is missing",
    "counter": "Your quote for {number}: a counter-offer",
    "sample": "Your quote for {number}: a sample, please",
    "award": "Your quote for {number} has been accepted",
}
EVENTS = {
    "invite": "request.invited",
    "chase": "quote.incomplete",
    "counter": "quote.countered",
    "sample": "sample.requested",
    "award": "quote.accepted",
}
"""What a platform reads in `event`."""
LONGEST_SUBJECT = 120
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Envelope(NamedTuple):
    """`sender` as "Name <address>"; `link` is the supplier's own."""

    sender: str
    link: str
    now: datetime


def mail(dossier: Dossier, post: Post, envelope: Envelope) -> EmailMessage:
    """The letter as a mail; the same letter has the same Message-ID."""
    request, invitation = dossier.request, dossier.invited[post.supplier]
    message = EmailMessage(policy=SMTP)
    shown, address = parseaddr(envelope.sender)
    message["From"] = Address(shown, addr_spec=address)
    message["To"] = Address(addr_spec=invitation.address)
    message["Date"] = format_datetime(envelope.now)
    domain = address.rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{request.number}.{post.supplier}.{post.name.replace(' ', '-')}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    subject = SUBJECTS[post.kind].format(number=request.number, product=plain_words(request.fields.product))
    message["Subject"] = subject[:LONGEST_SUBJECT]
    values = {
        "kind": post.kind,
        "company": invitation.company,
        "facts": brief(request.fields),
        "number": request.number,
        "deadline": request.deadline,
        "lacking": lacking_words(post.lacking),
        "counter": invitation.counter,
        "link": envelope.link,
    }
    message.set_content(_templates.get_template("supplier.txt").render(values))
    message.add_alternative(_templates.get_template("supplier.html").render(values), subtype="html")
    return message


def payload(dossier: Dossier, post: Post, envelope: Envelope) -> dict[str, Any]:
    """The letter as JSON for a platform's webhook; `id` is the same for the same letter."""
    request = dossier.request
    return {
        "id": f"{request.number}.{post.supplier}.{post.name}",
        "event": EVENTS[post.kind],
        "request": request.number,
        "version": request.version,
        "supplier": post.supplier,
        "facts": dict(brief(request.fields)),
        "deadline": request.deadline.isoformat() if request.deadline else None,
        "lacking": list(post.lacking),
        "counter_offer": dossier.invited[post.supplier].counter or None,
        "link": envelope.link,
        "at": envelope.now.isoformat(),
    }
