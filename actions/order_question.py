"""Questions about orders and invoices. Who is signed in hears of their own account's; anybody else of the terms alone, and is
offered a person."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

from actions import amend, basket, order_notes
from actions.hand_off import offer
from actions.policy import tell_fitting
from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.conversation import ordered
from bot.conversation.lists import added
from bot.conversation.model import Customer
from bot.conversation.small_words import ORDER_REQUEST
from bot.events import HandoffEnded
from bot.orders.model import Invoice, Order

NEWEST = 3  # orders or invoices that are told without being asked for one of them
CHANGES = ("modify_order", "cancel_order")


class OrderQuestion(Capability):
    called = "action_order_question"

    async def answer(self, talk: Talk) -> None:
        if talk.intent == "modify_order" and not talk.entity("order_number") and await amend.of_order(talk):
            return
        written = ORDER_REQUEST.search(talk.text)
        number = written[0] if written else talk.entity("order_number")
        customer = talk.turn.conversation.known_customer(talk.turn.now)
        requested = (talk.held("order") or {}).get("number", "")
        mine = talk.held("order") and (not number or str(number).upper() == requested)
        if mine and order_notes.told(talk, requested):
            return
        if not number and ordered.wants_again(talk.text):
            await _again(talk, customer)
            return
        if mine and talk.intent in ("order_status", "request_status"):
            talk.say("utter_order_with_team", number=requested)
            return
        if mine and talk.intent == "cancel_order":
            _withdraw(talk)
            return
        if customer and customer.account and await _tell(talk, customer, str(number or "")):
            return
        if not number and talk.intent == "order_status" and talk.held("items"):
            talk.say("utter_order_not_placed")
            await basket.tell_list(talk, "utter_list_held")
            return
        if number:
            talk.say("utter_order_unknown_number", order_number=number)
        elif talk.intent == "invoice_billing" and tell_fitting(talk):
            return
        else:
            talk.say("utter_order_unknown")
        offer(talk, talk.intent)


async def _again(talk: Talk, customer: Customer | None) -> None:
    """Puts the lines of the newest order on the list once more, for who is signed in."""
    newest = await services().orders.history(customer.account, 1) if customer and customer.account else []
    if not newest:
        talk.say("utter_reorder_unknown")
        offer(talk, "wants an earlier order once more")
        return
    known = {one.id for one in services().catalog.products([line.product for line in newest[0].lines])}
    lines = [
        {
            "product": line.title,
            "quantity": line.quantity,
            "unit": None if line.unit == "each" else line.unit,
            **dict.fromkeys(basket.DETAILS),
            "id": line.product if line.product in known else None,
            "picked": line.product in known,
        }
        for line in newest[0].lines
    ]
    talk.hold("items", added(talk.held("items") or [], lines))
    talk.say("utter_reorder", line=_order_line(talk, newest[0]))
    await basket.tell_list(talk, "utter_list_held")


def _withdraw(talk: Talk) -> None:
    """The order that was passed on in this conversation, and that nobody has confirmed yet, is taken back; the list stays."""
    conversation = talk.turn.conversation
    talk.hold("order", None)
    if conversation.handoff in ("queued", "message_taken"):
        talk.turn.effect(HandoffEnded(conversation=conversation.id, epoch=conversation.epoch, rep=None, how="cancelled"))
    talk.say("utter_order_withdrawn")


async def _tell(talk: Talk, customer: Customer, number: str) -> bool:
    """Whether the account has what is asked about, and it was told."""
    if number:
        return await _tell_one(talk, customer, number)
    if talk.intent == "invoice_billing":
        tell_fitting(talk)
        unpaid = [one for one in await services().orders.invoices(customer.account, 100) if _is_unpaid(one, talk)]
        lines = [_invoice_line(talk, one) for one in unpaid[:NEWEST]]
        talk.say("utter_invoices_unpaid" if lines else "utter_invoices_paid", company=customer.company, lines="\n".join(lines))
        return True
    orders = await services().orders.history(customer.account, NEWEST)
    if not orders:
        talk.say("utter_orders_none", company=customer.company)
    else:
        talk.say("utter_orders_newest", company=customer.company, lines="\n".join(_order_line(talk, one) for one in orders))
        if talk.intent in CHANGES:
            offer(talk, talk.intent)
    return True


async def _tell_one(talk: Talk, customer: Customer, number: str) -> bool:
    """An order or an invoice by its number; what belongs to another account is not found."""
    if number.upper().startswith("INV") and (invoice := await services().orders.invoice(number, customer.account)):
        talk.say("utter_invoice", line=_invoice_line(talk, invoice), order=invoice.order)
        return True
    order = await services().orders.order(number, customer.account)
    if order is None:
        return False
    lines = "\n".join(f"• {line.quantity} × {line.title}" for line in order.lines)
    response = "utter_order_change" if talk.intent in CHANGES else "utter_order"
    talk.say(response, line=_order_line(talk, order), lines=lines)
    if talk.intent in CHANGES:
        offer(talk, talk.intent)
    return True


def _order_line(talk: Talk, order: Order) -> str:
    days = {"promised": _day(order.promised), "shipped": _day(order.shipped), "delivered": _day(order.delivered)}
    progress = talk.piece(f"utter_piece_order_{order.state}", tracking=order.tracking, **days)
    return talk.piece(
        "utter_piece_order", number=order.number, placed=_day(order.placed), progress=progress, total=_money(order.total)
    )


def _invoice_line(talk: Talk, invoice: Invoice) -> str:
    state = talk.piece(f"utter_piece_invoice_{_state(invoice, talk)}", due=_day(invoice.due), paid=_day(invoice.paid))
    return talk.piece("utter_piece_invoice", number=invoice.number, state=state, amount=_money(invoice.amount))


def _state(invoice: Invoice, talk: Talk) -> str:
    return invoice.state(talk.turn.now.date())


def _is_unpaid(invoice: Invoice, talk: Talk) -> bool:
    return _state(invoice, talk) in ("open", "overdue")


def _day(day: date | datetime | None) -> str:
    return format_date(day, "MMMM d", locale="en_US") if day else ""


def _money(amount: Decimal) -> str:
    return str(format_currency(amount, "USD", locale="en_US"))
