"""A letter to a supplier: an invitation, what a quote lacks, a counter-offer and so on; as a mail, and as JSON."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Any, NamedTuple

from bot.notify.mail import Head, compose
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
    "cancel": "Request {number} has been withdrawn",
}
EVENTS = {
    "invite": "request.invited",
    "chase": "quote.incomplete",
    "counter": "quote.countered",
    "sample": "sample.requested",
    "award": "quote.accepted",
    "cancel": "request.cancelled",
}
"""What a platform reads in `event`."""
LONGEST_SUBJECT = 120


class Envelope(NamedTuple):
    """`sender` as "Name <address>"; `link` is the supplier's own."""

    sender: str
    link: str
    now: datetime


def mail(dossier: Dossier, post: Post, envelope: Envelope) -> EmailMessage:
    """The letter as a mail; the same letter has the same Message-ID."""
    request, invitation = dossier.request, dossier.invited[post.supplier]
    subject = SUBJECTS[post.kind].format(number=request.number, product=plain_words(request.fields.product))
    key = f"{request.number}.{post.supplier}.{post.name.replace(' ', '-')}"
    head = Head(envelope.sender, invitation.address, key, subject[:LONGEST_SUBJECT], envelope.now)
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
    return compose(head, "supplier.txt", "supplier.html", values)


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
