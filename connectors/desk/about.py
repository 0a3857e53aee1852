"""What is known of one conversation, for the desk's side panel."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from pathlib import Path

from aiohttp import web

from bot.accounts.model import Account
from bot.accounts.tiers import spent, tier
from bot.catalog import agreements
from bot.conversation.model import Conversation, Customer
from bot.conversation.outreach import consent_of
from bot.errors import FeedError
from bot.orders.model import Invoice, Order
from bot.store.notices import Notices
from connectors.desk.dossier import dossier, slot
from connectors.desk.quotes import quotes_of
from connectors.desk.shown import About, AccountShown, InvoiceShown, OrderShown, RequestShown
from connectors.web import keys

NEWEST = 3  # orders and invoices
MOST_ORDERS = 500  # of which what a company buys in a year is worked out
MOST_REQUESTS = 5


async def about(app: web.Application, state: Conversation) -> About:
    """Who answers, who asks, what was said and asked for, and how far the customer has looked."""
    requests = [await _request(app, ref.number, ref.state) for ref in state.requests[-MOST_REQUESTS:]]
    seen = (await app[keys.SIGNS].seen(state.id)).get("customer", "")
    account, company = await _account(app, state.customer) if state.customer else (None, None)
    zip_code = company.zip if company else str(slot(state.view.slots.get("zip")) or "")
    newest = next(iter(account.orders), None) if account else None
    barred = await Notices(app[keys.CLIENT]).barred(state.customer)
    return About(
        conversation=state.id,
        owner=state.owner,
        rep=state.rep,
        name=state.rep_name,
        slots=state.view.slots,
        said=state.said,
        items=state.view.items,
        requests=requests,
        order=state.view.order,
        snoozed=state.snoozed,
        seen=seen,
        account=account,
        dossier=await dossier(app, state, requests, newest, zip_code),
        guests=list(state.guests),
        blocked=state.blocked or (barred.why if barred else ""),
        mentioned=state.mentioned,
        consent=consent_of(state),
    )


async def _request(app: web.Application, number: str, state: str) -> RequestShown:
    request = await app[keys.REQUESTS].get(number)
    if request is None:
        return RequestShown(number, state, {})
    return RequestShown(number, request.state, request.described(), await quotes_of(app, number, request.state))


async def _account(app: web.Application, customer: Customer) -> tuple[AccountShown, Account | None]:
    account = await app[keys.ACCOUNTS].get(customer.account) if customer.account else None
    facts = {"email": customer.email}
    if account is None:
        return AccountShown(customer.name, customer.company, customer.until, facts, [], []), None
    book = app[keys.ORDERS]
    orders, invoices = await asyncio.gather(book.history(account.id, MOST_ORDERS), book.invoices(account.id))
    now = datetime.now(timezone.utc)
    shown = [_invoice(invoice, now) for invoice in invoices]
    unpaid = [invoice for invoice in shown if invoice.state in ("open", "overdue")]
    contract = await asyncio.to_thread(_contract, app[keys.SETTINGS].var, account.id)
    facts |= {"tier": tier(spent(orders, now)), "contract": contract, **_facts(account, customer)}
    facts = {name: value for name, value in facts.items() if value}
    newest = [_order(one) for one in orders[:NEWEST]]
    return AccountShown(customer.name, account.company, customer.until, facts, newest, unpaid[:NEWEST]), account


def _contract(var: Path, account: str) -> str:
    """Whether the company has prices of its own, and until when."""
    try:
        agreement = agreements.load(var).get(account)
    except FeedError:
        return "cannot be read now"
    if agreement is None:
        return ""
    ends = [rule.ends for rule in agreement.rules if rule.ends]
    rules = f"{len(agreement.rules)} own prices and rules"
    return f"{rules}, some until {min(ends):%b %d, %Y}" if ends else rules


def _facts(account: Account, customer: Customer) -> dict[str, str]:
    person = account.person(customer.email)
    terms = f"{account.terms_days} days" if account.terms_days else "card"
    limit = f", up to ${account.credit_limit:,.0f}" if account.credit_limit is not None else ""
    facts = {
        "role": person.role if person else "",
        "phone": person.phone if person else "",
        "account": account.id,
        "customer since": f"{account.since:%B %Y}",
        "business": account.industry,
        "pays by": terms + limit,
        "tax": "exempt" if account.tax_exempt else "",
        "ships to": f"{account.address}, {account.city}, {account.state} {account.zip}",
    }
    return {name: value for name, value in facts.items() if value}


def _order(order: Order) -> OrderShown:
    lines = [f"{line.quantity} × {line.title}" for line in order.lines]
    return OrderShown(order.number, order.placed, order.state, order.total, lines, [line.product for line in order.lines])


def _invoice(invoice: Invoice, now: datetime) -> InvoiceShown:
    return InvoiceShown(invoice.number, invoice.due, invoice.state(now.date()), invoice.amount)
