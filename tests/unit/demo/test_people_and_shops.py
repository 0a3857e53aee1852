"""Demo shops, reps and customers: the same for the same seed, in real places, with numbers nobody has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.catalog.product import Product
from bot.demo.customers import demo_customers
from bot.demo.reps import demo_reps
from bot.demo.shops import demo_shops
from bot.places import miles, place_of

TODAY = date(2026, 11, 20)
PRODUCTS = [Product(id=f"p{number}", title=f"Product {number}", price=Decimal(number)) for number in range(1, 40)]


def test_shops_are_at_real_places_and_open() -> None:
    shops = list(demo_shops(300, 7))
    assert shops == list(demo_shops(300, 7))
    assert shops != list(demo_shops(300, 8))
    assert len({shop.zip for shop in shops}) == len({shop.id for shop in shops}) == 300
    assert len({shop.state for shop in shops}) > 30
    for shop in shops:
        place = place_of(shop.zip)
        assert place is not None
        assert place.point
        assert (place.city, place.state, place.timezone) == (shop.city, shop.state, shop.timezone)
        assert miles((shop.lat, shop.lon), place.point) < 2
        assert shop.hours
        assert " 555-01" in shop.phone


def test_reps_have_a_territory_and_shifts() -> None:
    reps = demo_reps(400, 7)
    assert reps[:50] == demo_reps(50, 7)
    assert len({rep.id for rep in reps}) == 400
    assert reps[0].role == "lead"
    assert len({rep.states for rep in reps}) > 25
    assert {language for rep in reps for language in rep.languages} >= {"en", "es"}
    for rep in reps:
        assert rep.zips
        assert rep.timezone
        assert rep.shifts is not None
        assert sum(day is not None for day in rep.shifts) == 5


def test_customers_are_the_same_whatever_their_number() -> None:
    reps = demo_reps(200, 7)
    every = list(demo_customers(60, 7, TODAY, PRODUCTS, reps))
    assert every[20:] == list(demo_customers(60, 7, TODAY, PRODUCTS, reps, skip=20))
    looked_after = [one.account for one in every if one.account.rep]
    by_id = {rep.id: rep for rep in reps}
    assert looked_after
    assert all(account.state in by_id[account.rep].states for account in looked_after)


def test_orders_and_invoices_fit_together() -> None:
    every = list(demo_customers(300, 7, TODAY, PRODUCTS))
    orders = [order for customer in every for order in customer.orders]
    assert len({order.number for order in orders}) == len(orders) > 1000
    assert {order.state for order in orders} == {"placed", "packed", "shipped", "delivered", "cancelled", "returned"}
    for customer in every:
        assert [order.placed for order in customer.orders] == sorted(order.placed for order in customer.orders)
        by_number = {order.number: order for order in customer.orders}
        for order in customer.orders:
            assert customer.account.since < order.placed.date() <= TODAY
            assert order.delivered is None or (order.shipped is not None and order.shipped < order.delivered <= TODAY)
        for invoice in customer.invoices:
            assert invoice.amount == by_number[invoice.order].total
            assert invoice.issued <= invoice.due
            assert invoice.paid is None or invoice.paid <= TODAY
    stands = {invoice.state(TODAY) for customer in every for invoice in customer.invoices}
    assert stands >= {"open", "paid", "void"}


def test_without_products_nobody_has_ordered() -> None:
    assert not [order for customer in demo_customers(5, 7, TODAY, []) for order in customer.orders]
