"""What is known of one conversation, for the desk's side panel."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

from aiohttp import web

from bot.accounts.model import Account
from bot.conversation.model import Conversation, Customer
from bot.orders.model import Invoice, Order
from connectors.desk.protocol import About, AccountShown, InvoiceShown, OrderShown, RequestShown
from connectors.web import keys

NEWEST = 3  # orders and invoices


async def about(app: web.Application, state: Conversation) -> About:
    """Who answers, who asks, what was said and asked for, and how far the customer has looked."""
    requests = []
    for ref in state.requests:
        request = await app[keys.REQUESTS].get(ref.number)
        requests.append(RequestShown(ref.number, ref.state, request.described() if request else {}))
    seen = (await app[keys.SIGNS].seen(state.id)).get("customer", "")
    account = await _account(app, state.customer) if state.customer else None
    view = state.view
    known = (view.slots, view.items, requests, view.order, state.snoozed, seen, account)
    return About(state.id, state.owner, state.rep, state.rep_name, *known, guests=list(state.guests))


async def _account(app: web.Application, customer: Customer) -> AccountShown:
    account = await app[keys.ACCOUNTS].get(customer.account) if customer.account else None
    facts = {"email": customer.email}
    if account is None:
        return AccountShown(customer.name, customer.company, customer.until, facts, [], [])
    book = app[keys.ORDERS]
    orders, invoices = await asyncio.gather(book.history(account.id, NEWEST), book.invoices(account.id))
    now = datetime.now(timezone.utc)
    shown = [_invoice(invoice, now) for invoice in invoices]
    unpaid = [invoice for invoice in shown if invoice.state in ("open", "overdue")]
    facts |= _facts(account, customer)
    return AccountShown(customer.name, account.company, customer.until, facts, [_order(one) for one in orders], unpaid[:NEWEST])


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
    return OrderShown(order.number, order.placed, order.state, order.total, lines)


def _invoice(invoice: Invoice, now: datetime) -> InvoiceShown:
    return InvoiceShown(invoice.number, invoice.due, invoice.state(now.date()), invoice.amount)
