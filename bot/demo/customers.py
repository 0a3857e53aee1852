"""Demo customers: companies with an account, what they ordered, and their invoices; the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from bot.accounts.model import Account, Person, Role
from bot.catalog.prices import CENT, price
from bot.catalog.product import Product
from bot.demo.reps import FIRST, LAST
from bot.demo.shops import STREETS, draw_place
from bot.orders.model import Invoice, Order, OrderLine, OrderState
from bot.sales.model import Rep

WORDS = (
    "Alder Beacon Bluebird Bright Cascade Cobalt Copperleaf Crescent Driftwood Elmwood Evergreen Fairview Foxglove Granite "
    "Hawthorn Highland Ironwood Juniper Kestrel Lakeside Larkfield Longview Marigold Meridian Millstone Northgate Orchard "
    "Pinecrest Prairie Redwood Ridgeline Riverbend Saltbox Sandhill Silver Summit Sycamore Thistle Timberline Westbrook Willow"
).split()
TRADES = {
    "dental practice": ("Dental Group", "Family Dentistry"),
    "law office": ("Law Partners", "Legal"),
    "restaurant": ("Kitchen", "Bistro", "Café"),
    "school": ("Academy", "Learning Center"),
    "builder": ("Builders", "Construction", "Roofing"),
    "accounting": ("Accounting", "Tax Advisors"),
    "real estate": ("Realty", "Properties"),
    "clinic": ("Clinic", "Physical Therapy", "Pediatrics"),
    "nonprofit": ("Foundation", "Community Services"),
    "online shop": ("Goods", "Outfitters", "Trading"),
    "software": ("Software", "Systems", "Labs"),
    "church": ("Community Church", "Chapel"),
}
EXEMPT = ("school", "nonprofit", "church")
ROLES: tuple[Role, ...] = ("admin", "buyer", "approver", "buyer")
QUANTITIES = (1, 1, 1, 2, 2, 3, 4, 5, 6, 10, 12, 20, 50)
DEAR = 100  # USD a unit, from which on few are bought at once
TERMS = (0, 0, 0, 30, 30, 45, 60)
YEARS = 2  # of order history
FREE_SHIPPING, SHIPPING = Decimal(35), Decimal("5.95")
FIRST_ORDER = 10_000_001  # far above those that are given out to real ones
MOST_ORDERS = 100  # numbers kept for each customer


def account_id(number: int) -> str:
    """The id of the demo customer with this number, from 1 on."""
    return f"A{number:06d}"


class Customer(NamedTuple):
    account: Account
    orders: list[Order]
    invoices: list[Invoice]


def demo_customers(
    count: int, seed: int, today: date, products: Sequence[Product], reps: Sequence[Rep] = (), skip: int = 0
) -> Iterator[Customer]:
    """So many customers, one by one, without the first `skip`; each is the same whatever the count.

    today     the day up to which they have ordered
    products  what they order from
    reps      who may look after them: somebody for their state, where there is one
    """
    priced = [product for product in products if product.price is not None]
    by_state: dict[str, list[str]] = {}
    for rep in reps:
        for state in rep.states:
            by_state.setdefault(state, []).append(rep.id)
    for index in range(skip + 1, count + 1):
        random = Random(f"customer {seed} {index}")
        account = _account(random, index, today)
        orders = _orders(random, index, account, today, priced)
        invoices = [invoice for order in orders if (invoice := _invoice(random, order, account, today))]
        if near := by_state.get(account.state):
            account = replace(account, rep=random.choice(near))
        yield Customer(account, orders, invoices)


def _orders(random: Random, index: int, account: Account, today: date, products: Sequence[Product]) -> list[Order]:
    how_many = int(random.triangular(0, 16, 3)) if products else 0
    moments = sorted(_moment(random, today) for _ in range(how_many))
    first = FIRST_ORDER + index * MOST_ORDERS
    return [_order(random, first + place, account, today, placed, products) for place, placed in enumerate(moments)]


def _moment(random: Random, today: date) -> datetime:
    """In office hours of the last years; more of late, so that there is always something on its way."""
    day = today - timedelta(days=int(YEARS * 365 * random.random() ** 2))
    return datetime.combine(day, time(random.randint(8, 18), random.randint(0, 59)), timezone.utc)


def _account(random: Random, index: int, today: date) -> Account:
    trade = random.choice(list(TRADES))
    company = f"{random.choice(WORDS)} {random.choice(TRADES[trade])}"
    place, terms = draw_place(random), random.choice(TERMS)
    domain = f"c{index:06d}.example.com"  # a company's own, and nobody's: no mail ever reaches it
    return Account(
        id=account_id(index),
        company=company,
        people=tuple(_person(random, role, domain, index) for role in ROLES[: random.randint(1, len(ROLES))]),
        address=f"{random.randint(1, 9800)} {random.choice(STREETS)}",
        city=place.city,
        state=place.state,
        zip=place.zip,
        since=today - timedelta(days=random.randint(YEARS * 365 + 1, 3650)),
        industry=trade,
        terms_days=terms,
        credit_limit=Decimal(random.choice((2_500, 5_000, 10_000, 25_000))) if terms else None,
        tax_exempt=trade in EXEMPT,
    )


def _person(random: Random, role: Role, domain: str, index: int) -> Person:
    first, last = random.choice(FIRST), random.choice(LAST)
    return Person(
        name=f"{first} {last}",
        email=f"{first}.{last}.{role}@{domain}".lower(),
        phone=f"+1{random.randint(201, 989)}55501{index % 100:02d}",  # 555-01xx is kept for fiction
        role=role,
    )


def _order(random: Random, number: int, account: Account, today: date, placed: datetime, products: Sequence[Product]) -> Order:
    lines = tuple(_line(random, product) for product in random.sample(products, min(len(products), random.randint(1, 5))))
    subtotal = sum((line.total for line in lines), Decimal(0))
    rate = Decimal(0) if account.tax_exempt else Decimal(sum(account.state.encode()) % 9) / 100
    state, shipped, delivered = _progress(random, placed.date(), today)
    return Order(
        number=f"ORD-{number}",
        account=account.id,
        placed=placed,
        state=state,
        lines=lines,
        ship_to=f"{account.address}, {account.city}, {account.state}",
        zip=account.zip,
        promised=_workday(placed.date() + timedelta(days=1)),
        shipping=Decimal(0) if subtotal >= FREE_SHIPPING else SHIPPING,
        tax=(subtotal * rate).quantize(CENT),
        shipped=shipped,
        delivered=delivered,
        tracking=f"QT{random.randint(10**9, 10**10 - 1)}" if shipped else "",
        purchase_order=f"PO-{random.randint(1000, 99999)}" if account.terms_days and random.random() < 0.6 else "",
        placed_by=account.people[0].email,
    )


def _line(random: Random, product: Product) -> OrderLine:
    quantity = random.choice(QUANTITIES if (product.price or 0) < DEAR else QUANTITIES[:6])
    found = price(product, quantity)
    assert found is not None
    return OrderLine(product.id, product.title, quantity, found.unit_price, product.unit)


def _progress(random: Random, placed: date, today: date) -> tuple[OrderState, date | None, date | None]:
    """How far an order has come by today, with the days on which it was shipped and delivered."""
    late = random.choices((0, 1, 3), (90, 8, 2))[0]
    shipped, delivered = _workday(placed), _workday(_workday(placed) + timedelta(days=1 + late))
    fate = random.random()
    if fate < 0.03:
        return "cancelled", None, None
    if today < shipped or placed == today:
        return random.choice(("placed", "packed")), None, None
    if today < delivered:
        return "shipped", shipped, None
    return "returned" if fate > 0.97 else "delivered", shipped, delivered


def _workday(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _invoice(random: Random, order: Order, account: Account, today: date) -> Invoice | None:
    """The invoice of an order that has left the warehouse; a card is charged at once."""
    if order.shipped is None:
        return None
    due = order.shipped + timedelta(days=account.terms_days)
    paid = due if not account.terms_days else due - timedelta(days=random.randint(-6, account.terms_days - 5))
    return Invoice(
        number=order.number.replace("ORD", "INV"),
        order=order.number,
        account=account.id,
        issued=order.shipped,
        due=due,
        amount=order.total,
        paid=paid if paid <= today else None,
        void=order.state == "returned",
    )
