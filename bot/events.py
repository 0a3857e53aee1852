"""What happened, in the past tense: the effects of a turn that reach beyond its conversation.

A turn's effects are committed with it, appended to the partition's events stream, and applied there exactly once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

GENERAL = ("asked for a person", "could not be understood", "the assistant failed on this message")
"""Reasons of a hand-off that say nothing of what the customer wants."""
LET_DOWN = {"silent": "did not answer", "gone": "has left the desk"}
PASSED_ON = "passed on by "
"""In the `reason` of a hand-off: what a rep, whose name stands before or behind it, did with the chat."""


class HandoffRequested(msgspec.Struct, frozen=True, tag="handoff_requested"):
    """The customer wants or needs a person. `known` holds facts by name, as the desk shows them; `summary` is a few lines."""

    conversation: str
    reason: str
    summary: str
    known: dict[str, Any]
    since: datetime
    epoch: int = 0
    """Filled in by the conversation, which counts its hand-offs."""
    channel: str = "web"
    answered_later: bool = False
    """True where no rep is there now and a message was taken; the bot goes on answering meanwhile."""
    intent: str = ""
    """What the customer wanted when a person was called."""
    account: str = ""
    """The account of a customer who has proved who they are; filled in by the conversation."""
    urgent: str = ""
    """Why it comes back with priority, where a rep let it down."""
    skill: str = ""
    """What the rep should know about, where another rep has said so."""
    topic: str = ""
    """What the customer wants, in a few words; filled in by the conversation where the reason says it."""
    asked: str = ""
    """The customer's words that say so, where those with which they asked for a person do not."""
    happened: str = ""
    """What a rep did with it before, "lost" or "passed_on"; `reason` says it in words."""


class HandoffAccepted(msgspec.Struct, frozen=True, tag="handoff_accepted"):
    """The conversation confirmed the rep's reservation."""

    conversation: str
    epoch: int
    rep: str


class ClaimVoided(msgspec.Struct, frozen=True, tag="claim_voided"):
    """The conversation refused the reservation; the rep is free again."""

    conversation: str
    epoch: int
    rep: str
    reason: str


class HandoffEnded(msgspec.Struct, frozen=True, tag="handoff_ended"):
    """The rep is done: `how` is handed_back or resolved, then with its `disposition`; or the customer withdrew: cancelled."""

    conversation: str
    epoch: int
    rep: str | None
    how: str
    disposition: str = ""


class HandoffTransferred(msgspec.Struct, frozen=True, tag="handoff_transferred"):
    """The rep `by` gave the conversation to `rep`, who holds it from now on."""

    conversation: str
    epoch: int
    rep: str
    by: str


class HandoffSnoozed(msgspec.Struct, frozen=True, tag="handoff_snoozed"):
    """The rep put the conversation aside until a moment."""

    conversation: str
    epoch: int
    rep: str
    until: datetime


class HandoffWoken(msgspec.Struct, frozen=True, tag="handoff_woken"):
    """It is the rep's to answer again: the time came, the customer wrote, or the rep took it up."""

    conversation: str
    epoch: int
    rep: str


class CustomerUnanswered(msgspec.Struct, frozen=True, tag="customer_unanswered"):
    """The customer said something to the rep that nobody has answered; `since` the first of several."""

    conversation: str
    epoch: int
    rep: str
    since: datetime


class CustomerAnswered(msgspec.Struct, frozen=True, tag="customer_answered"):
    """The rep answered what the customer has said since `since`."""

    conversation: str
    epoch: int
    rep: str
    since: datetime


class RepMentioned(msgspec.Struct, frozen=True, tag="rep_mentioned"):
    """A note of a rep (`by`, a name) names another one."""

    conversation: str
    message: str
    rep: str
    by: str
    text: str
    at: datetime


class DeedRefused(msgspec.Struct, frozen=True, tag="deed_refused"):
    """The conversation did not let a rep or a lead do what `message` says: `deed` by its name in the trail."""

    conversation: str
    message: str
    rep: str
    deed: str
    why: str


class CustomerBlocked(msgspec.Struct, frozen=True, omit_defaults=True, tag="customer_blocked"):
    """A rep (`by`, a name) reported abuse: nothing more is taken of this customer."""

    conversation: str
    by: str
    why: str
    at: datetime
    who: str = ""
    """The identity that is blocked in every conversation (`bot.conversation.model.identities`); "" for this one alone."""
    name: str = ""
    """Of the person or the company, where that is known."""


class CustomerUnblocked(msgspec.Struct, frozen=True, omit_defaults=True, tag="customer_unblocked"):
    """A lead has lifted it."""

    conversation: str
    who: str = ""


class CallbackPromised(msgspec.Struct, frozen=True, tag="callback_promised"):
    """The customer chose a window in which somebody calls the number, or writes to the address."""

    conversation: str
    callback: str
    contact: str
    start: datetime
    end: datetime
    about: str


class CallbackWithdrawn(msgspec.Struct, frozen=True, tag="callback_withdrawn"):
    """The customer wants that callback no more."""

    conversation: str
    callback: str


class CustomerRated(msgspec.Struct, frozen=True, tag="customer_rated"):
    """How the chat with a rep was: good, fair or bad; counted once for each hand-off."""

    conversation: str
    epoch: int
    rating: str
    at: datetime
    rep: str = ""
    """The name of the rep whose chat it was."""


class CustomerCommented(msgspec.Struct, frozen=True, tag="customer_commented"):
    """The line that a customer adds to a rating."""

    conversation: str
    epoch: int
    text: str


class CustomerAsked(msgspec.Struct, frozen=True, tag="customer_asked"):
    """The first words of a customer in a conversation."""

    conversation: str
    at: datetime


class RepAnswered(msgspec.Struct, frozen=True, tag="rep_answered"):
    """A rep's words, or news of a request, for a customer who may have gone meanwhile."""

    conversation: str
    at: datetime


class RequestOpened(msgspec.Struct, frozen=True, tag="request_opened"):
    """A sourcing request was confirmed by the customer. `fields` are the facts as the supplier will see them."""

    number: str
    conversation: str
    at: datetime
    fields: dict[str, Any]


class RequestCancelled(msgspec.Struct, frozen=True, tag="request_cancelled"):
    number: str
    conversation: str
    at: datetime
    reason: str = ""


class RequestActed(msgspec.Struct, frozen=True, tag="request_acted"):
    """Something was done with a request that is open; `key` names it: the same one again changes nothing.

    `deed` is amend (`data` holds all fields as they are from now on); accept, counter (`data`: unit_price, note) or sample, for
    a `supplier` and the `revision` of its quote that was shown; answer (`data`: text); or order.
    """

    number: str
    conversation: str
    at: datetime
    key: str
    deed: str
    who: str = "customer"
    supplier: str = ""
    revision: int = 0
    data: dict[str, Any] = {}


class MessageMisread(msgspec.Struct, frozen=True, tag="message_misread"):
    """The customer's words were not understood, or not right. `text` has its personal data masked.

    `why` is repaired (the bot asked back), handed_off (it gave up, and a person took over) or corrected (a rep says what it
    means). `ranking` are the likeliest intents; `suggested` the intent that the customer's choice or the rep says it was.
    """

    conversation: str
    message: str
    at: datetime
    text: str
    taken_for: str
    ranking: tuple[tuple[str, float], ...] = ()
    why: Literal["repaired", "handed_off", "corrected"] = "repaired"
    suggested: str = ""
    fact: str = ""
    """What a rep says is wrong of what is held, and what is right."""


HandoffEvent = (
    HandoffRequested
    | HandoffAccepted
    | ClaimVoided
    | HandoffTransferred
    | HandoffSnoozed
    | HandoffWoken
    | CustomerUnanswered
    | CustomerAnswered
    | HandoffEnded
)
"""What the queue of people who wait takes notice of."""
RequestEvent = RequestOpened | RequestCancelled | RequestActed
"""What happens to a sourcing request in its conversation."""
DeskEvent = RepMentioned | DeedRefused | CustomerBlocked | CustomerUnblocked
"""What the desk takes notice of, beside the queue."""
CallbackEvent = CallbackPromised | CallbackWithdrawn
"""What becomes of callbacks in their conversation."""
FeedbackEvent = CustomerRated | CustomerCommented
"""What customers say of a chat with a rep."""
Event = HandoffEvent | DeskEvent | CallbackEvent | FeedbackEvent | CustomerAsked | RepAnswered | RequestEvent | MessageMisread
