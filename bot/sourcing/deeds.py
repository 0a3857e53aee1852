"""What may be done with a request: each deed takes the dossier as it is and gives the step to write, or refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import ValidationError, convert
from msgspec.structs import replace

from bot.errors import Refused
from bot.events import RequestActed
from bot.sourcing import states
from bot.sourcing.clerk import Reminder
from bot.sourcing.dossier import Acceptance, Change, Dossier, Invitation, Step
from bot.sourcing.quote import ESSENTIAL, Quote, Terms, gaps
from bot.sourcing.request import Request, RequestFields, State

ENOUGH = 10  # quotes close a request
DEADLINE = timedelta(days=7)  # for quotes
REVISIONS = 1  # that a supplier may make without being asked
MOST_TEXT = 5_000  # characters of a counter-offer's note or a question


def open_request(number: str, conversation: str, fields: RequestFields, at: datetime, deadline: datetime | None = None) -> Step:
    """A confirmed request: from now on it is immutable, a change is a new version."""
    request = Request(number, conversation, 1, "open", at, fields, deadline or at + DEADLINE)
    after = Dossier(request, 1, {1: fields})
    return Step(Change(1, at, "customer", "opened", "draft", "open", 1), after)


def amend(dossier: Dossier, fields: RequestFields, who: str, at: datetime, why: str = "") -> Step:
    """A new version, which goes out to the suppliers; quotes for the version before no longer count."""
    if fields == dossier.request.fields:
        raise Refused(f"{dossier.request.number} says that already")
    version = dossier.request.version + 1
    request = replace(dossier.request, version=version, fields=fields, deadline=at + DEADLINE)
    changed = replace(dossier, request=request, versions={**dossier.versions, version: fields})
    return _step(changed, dossier.request.state, "open", "amended", who, at, why)


def cancel(dossier: Dossier, who: str, at: datetime, why: str = "") -> Step:
    return _step(dossier, dossier.request.state, "cancelled", "cancelled", who, at, why)


def invite(dossier: Dossier, invitations: Iterable[Invitation], at: datetime) -> Step:
    """Suppliers to be asked; who is invited to this version already is left as it is."""
    _need(dossier, states.TAKES_QUOTES, "suppliers are invited only while a request is open")
    version = dossier.request.version
    fresh = {
        one.supplier: replace(one, version=version, at=at)
        for one in invitations
        if one.supplier not in dossier.invited or dossier.invited[one.supplier].version != version
    }
    if not fresh:
        raise Refused("all of them are invited already")
    changed = replace(dossier, invited={**dossier.invited, **fresh})
    why = "; ".join(f"{one.company}: {', '.join(one.why)}" if one.why else one.company for one in fresh.values())
    return _same(changed, "invited", "bot", at, why=why, data={"suppliers": list(fresh)}, invited=tuple(fresh))


def mark(dossier: Dossier, invitations: Iterable[Invitation], what: str, at: datetime, who: str = "bot", why: str = "") -> Step:
    """Notes on invitations: sent, chased, undeliverable, declined; `why` says whose and, where it failed, the reason."""
    noted = {one.supplier: one for one in invitations}
    if not noted or not noted.keys() <= dossier.invited.keys():
        raise Refused("only who was invited can be noted")
    changed = replace(dossier, invited={**dossier.invited, **noted})
    return _same(changed, what, who, at, why=why, data={"suppliers": list(noted)}, invited=tuple(noted))


def receive(dossier: Dossier, supplier: str, terms: Terms, at: datetime) -> Step:
    """A quote, or its revision, from a supplier that was invited. Ten quotes close the request."""
    request, invitation, before = dossier.request, dossier.invited.get(supplier), dossier.quotes.get(supplier)
    if invitation is None:
        raise Refused(f"{supplier} was not invited to {request.number}")
    again = before is not None and before.version == request.version and not before.withdrawn
    _need(dossier, states.TAKES_REVISIONS if again else states.TAKES_QUOTES, f"{request.number} takes no more quotes")
    if not again and request.deadline and at > request.deadline:
        raise Refused(f"the deadline for quotes was {request.deadline:%B %d, %Y}")
    revision = before.revision + 1 if before and again else 1
    if again and not may_revise(invitation, revision - 1):
        raise Refused("this quote has been revised already; a counter-offer by the buyer would open it again")
    quote = Quote(
        id=f"{request.number}.{supplier}.{request.version}.{revision}",
        request=request.number,
        version=request.version,
        supplier=supplier,
        company=invitation.company,
        country=invitation.country,
        at=at,
        terms=terms,
        revision=revision,
        demo=invitation.demo,
    )
    changed = replace(dossier, quotes={**dossier.quotes, supplier: quote})
    full = request.state in states.TAKES_QUOTES and len(changed.current) >= ENOUGH
    after: State = "comparing" if full else request.state
    what = "revised" if again else "quoted"
    return _step(changed, request.state, after, what, f"supplier:{supplier}", at, supplier=supplier, quotes=(supplier,))


def may_revise(invitation: Invitation, revision: int) -> bool:
    """Whether a quote of this revision may be revised: once unasked, and once more for each time that it was asked for."""
    return revision < 1 + REVISIONS + bool(invitation.chased) + invitation.counters


def withdraw(dossier: Dossier, supplier: str, at: datetime, why: str = "") -> Step:
    """A supplier takes its quote back."""
    quote = _quote(dossier, supplier)
    _need(dossier, states.TAKES_REVISIONS, f"{dossier.request.number} is closed")
    changed = replace(dossier, quotes={**dossier.quotes, supplier: replace(quote, withdrawn=True)})
    return _same(changed, "withdrawn", f"supplier:{supplier}", at, why=why, supplier=supplier, quotes=(supplier,))


def ask(dossier: Dossier, supplier: str, question: str, at: datetime) -> Step:
    """A supplier needs to know more before it can quote."""
    if not question.strip() or len(question) > MOST_TEXT:
        raise Refused(f"a question has 1 to {MOST_TEXT:,} characters")
    _need(dossier, states.TAKES_QUOTES, f"{dossier.request.number} takes no more quotes")
    before = dossier.request.state
    after: State = "needs_info"
    if before == after:
        return _same(dossier, "asked", f"supplier:{supplier}", at, why=question, supplier=supplier)
    return _step(dossier, before, after, "asked", f"supplier:{supplier}", at, question, supplier=supplier)


def answer(dossier: Dossier, text: str, who: str, at: datetime) -> Step:
    """The customer's answer to a supplier's question, for all suppliers to see; the request itself stays as it is."""
    _need(dossier, ("needs_info",), "nothing was asked")
    return _step(dossier, "needs_info", "open", "answered", who, at, text[:MOST_TEXT])


def close(dossier: Dossier, at: datetime, who: str = "clock") -> Step:
    """The deadline has come, or the customer wants to decide now: on to comparing, or there is nothing to compare."""
    _need(dossier, states.TAKES_QUOTES, f"{dossier.request.number} is closed already")
    after: State = "comparing" if dossier.current else "no_quotes"
    return _step(dossier, dossier.request.state, after, "closed", who, at)


def expire(dossier: Dossier, at: datetime) -> Step:
    """Every quote has run out."""
    _need(dossier, states.DECIDABLE, f"{dossier.request.number} is not being decided")
    if any(not quote.expired(at.date()) for quote in dossier.current):
        raise Refused("some quotes still hold")
    return _step(dossier, dossier.request.state, "expired", "expired", "clock", at)


def remind(dossier: Dossier, reminder: Reminder, at: datetime) -> Step:
    """The customer is to be reminded of something that comes to pass soon."""
    return _same(dossier, reminder.what, "clock", at, supplier=reminder.supplier)


def counter(dossier: Dossier, supplier: str, revision: int, offer: dict[str, Any], who: str, at: datetime) -> Step:
    """A counter-offer, which reaches the supplier as a renegotiation; it may then revise once more.

    offer  unit_price (text of a decimal, in the quote's currency) and note, either or both. Raises Refused for neither.
    """
    _decide(dossier, supplier, revision)
    price, note = str(offer.get("unit_price") or ""), str(offer.get("note") or "")[:MOST_TEXT]
    if not price and not note.strip():
        raise Refused("a counter-offer names a price or says what should change")
    if price and not _is_price(price):
        raise Refused(f"{price[:20]!r} is no price")
    kept = {name: value for name, value in (("unit_price", price), ("note", note)) if value}
    invitation = dossier.invited[supplier]
    invited = {**dossier.invited, supplier: replace(invitation, counters=invitation.counters + 1, counter=kept)}
    changed = replace(dossier, invited=invited)
    before = dossier.request.state
    return _step(
        changed, before, "negotiating", "countered", who, at, supplier=supplier, data=kept, invited=(supplier,)
    )  # fmt: skip


def sample(dossier: Dossier, supplier: str, revision: int, who: str, at: datetime) -> Step:
    """The customer asks this supplier for a sample."""
    _decide(dossier, supplier, revision)
    invitation = dossier.invited[supplier]
    invited = {**dossier.invited, supplier: replace(invitation, samples=invitation.samples + 1)}
    changed, before = replace(dossier, invited=invited), dossier.request.state
    return _step(changed, before, "sampling", "sample_asked", who, at, supplier=supplier, invited=(supplier,))


def accept(dossier: Dossier, supplier: str, revision: int, who: str, at: datetime) -> Step:
    """The customer accepts the quote that was shown; its terms are kept word for word.

    Raises Refused for one that has run out, was revised meanwhile, or lacks what is essential.
    """
    quote = _decide(dossier, supplier, revision)
    if quote.expired(at.date()):
        raise Refused(f"the quote of {quote.company} was valid until {quote.terms.valid_until}")
    if lacking := set(ESSENTIAL) & set(gaps(quote.terms)):
        raise Refused(f"the quote of {quote.company} lacks {', '.join(name for name in ESSENTIAL if name in lacking)}")
    accepted = Acceptance(at, who, dossier.request.version, quote, dossier.request.fields)
    data = {"quote": quote.id, "revision": quote.revision}
    return _step(
        replace(dossier, accepted=accepted), dossier.request.state, "awarded", "accepted", who, at, supplier=supplier, data=data
    )  # fmt: skip


def order(dossier: Dossier, who: str, at: datetime) -> Step:
    """A rep has placed the order."""
    return _step(dossier, dossier.request.state, "ordered", "ordered", who, at)


def closing(dossier: Dossier, event: RequestActed) -> Step | None:
    """Who decides before the deadline closes the request with it: that step; None where it is not needed."""
    decides = event.deed in ("accept", "counter", "sample")
    return close(dossier, event.at, event.who) if decides and dossier.request.state in states.TAKES_QUOTES else None


def perform(dossier: Dossier, event: RequestActed) -> Step:
    """What an event from the conversation asks for. Raises Refused, also for a deed that there is not."""
    who, at = event.who, event.at
    if event.deed == "amend":
        try:
            fields = convert(event.data, RequestFields, strict=False)
        except ValidationError as error:
            raise Refused(f"these are no fields of a request: {error}") from None
        return amend(dossier, fields, who, at)
    if event.deed in ("accept", "counter", "sample"):
        if event.deed == "counter":
            return counter(dossier, event.supplier, event.revision, event.data, who, at)
        return (accept if event.deed == "accept" else sample)(dossier, event.supplier, event.revision, who, at)
    if event.deed == "answer":
        return answer(dossier, str(event.data.get("text", "")), who, at)
    if event.deed == "order":
        return order(dossier, who, at)
    raise Refused(f"there is no deed {event.deed[:20]!r}")


def refused(dossier: Dossier, what: str, who: str, at: datetime, why: str) -> Step:
    """Keeps in mind that something was asked for and refused."""
    return _same(dossier, "refused", who, at, why=why, data={"deed": what})


def _decide(dossier: Dossier, supplier: str, revision: int) -> Quote:
    """The quote that a customer decides about, if it is still the one that was shown."""
    number = dossier.request.number
    if dossier.accepted:
        raise Refused(f"{number}: the quote of {dossier.accepted.quote.company} has been accepted")
    _need(dossier, states.DECIDABLE, f"{number} is {dossier.request.state}")
    quote = _quote(dossier, supplier)
    if quote.version != dossier.request.version:
        raise Refused(f"{quote.company} quoted for version {quote.version}; the request has changed since")
    if quote.revision != revision:
        raise Refused(f"{quote.company} has revised its quote; have a look at revision {quote.revision} first")
    return quote


def _quote(dossier: Dossier, supplier: str) -> Quote:
    quote = dossier.quotes.get(supplier)
    if quote is None or quote.withdrawn:
        raise Refused(f"there is no quote of {supplier or 'nobody'} for {dossier.request.number}")
    return quote


def _need(dossier: Dossier, allowed: Iterable[State], why: str) -> None:
    if dossier.request.state not in allowed:
        raise Refused(why)


def _is_price(text: str) -> bool:
    try:
        price = Decimal(text)
    except ArithmeticError:
        return False
    return price.is_finite() and 0 < price <= 10**9


def _same(dossier: Dossier, what: str, who: str, at: datetime, why: str = "", **more: Any) -> Step:
    """A change that leaves the state as it is."""
    return _noted(dossier, dossier.request.state, what, who, at, why, **more)


def _step(dossier: Dossier, before: State, after: State, what: str, who: str, at: datetime, why: str = "", **more: Any) -> Step:
    if before != after or what in ("amended", "countered", "sample_asked"):
        states.check(before, after, dossier.request.number)
    changed = replace(dossier, request=replace(dossier.request, state=after))
    return _noted(changed, before, what, who, at, why, **more)


def _noted(dossier: Dossier, before: State, what: str, who: str, at: datetime, why: str, **more: Any) -> Step:
    request = dossier.request
    touched = {name: more.pop(name) for name in ("quotes", "invited") if name in more}
    change = Change(dossier.seq + 1, at, who, what, before, request.state, request.version, why[:MOST_TEXT], **more)
    return Step(change, replace(dossier, seq=change.seq), **touched)
