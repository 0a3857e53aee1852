"""The words of shelf or factory: an answer's figures, put into the domain's sentences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import msgspec
from babel.dates import format_date

from actions.cards import weekday
from actions.talk import Talk, money
from bot.conversation.model import Chart
from bot.sourcing.bridge import Bridge
from bot.sourcing.chart import Words
from bot.sourcing.estimates import Estimate
from bot.sourcing.factory import Factory
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf import Shelf
from bot.sourcing.shelf_or_factory import Answer, Curve

SMALL = Decimal("0.1")  # USD: below, a cent is too coarse
LONGEST_TITLE = 70


def values(talk: Talk, answer: Answer, estimate: Estimate, fields: RequestFields, brief: bool) -> dict[str, str]:
    """The values of `utter_compare` and `utter_compare_changed`."""
    lines = [*_shelf(talk, answer, fields), *_factory(talk, answer, estimate, brief), *_verdict(talk, answer, fields)]
    if answer.bridge and answer.bridge.worth_it:
        lines.append(_bridge(talk, answer.bridge))
    return {"product": fields.product, "quantity": f"{answer.need:,}", "lines": "\n".join(filter(None, lines))}


def each(amount: Decimal) -> str:
    """USD a piece: to the cent, and to a hundredth of one where it is that small."""
    if amount >= SMALL:
        return money(amount)
    return f"${amount.quantize(Decimal('0.0001'), ROUND_HALF_UP)}"


def weeks(made: Factory) -> str:
    least, most = made.weeks
    return f"{least}" if least == most else f"{least}–{most}"


def days(first: object, last: object, talk: Talk) -> str:
    one, other = weekday(first), weekday(last)  # type: ignore[arg-type]
    return one if one == other else talk.piece("utter_piece_days", first=one, last=other)


def _shelf(talk: Talk, answer: Answer, fields: RequestFields) -> Iterator[str]:
    found = answer.shelf
    if found is None:
        yield talk.piece("utter_piece_compare_no_shelf", product=fields.product)
        return
    yield talk.piece(
        "utter_piece_compare_shelf_plain" if answer.plain else "utter_piece_compare_shelf",
        title=_title(found.title),
        each=each(found.per_piece),
        total=money(found.total),
        arrives=_arrives(talk, found),
    )
    if found.short:
        yield talk.piece("utter_piece_compare_short", stock=f"{found.stock:,}")


def _arrives(talk: Talk, found: Shelf) -> str:
    if found.arrives is None:
        return ""
    return talk.piece("utter_piece_compare_arrives", day=days(*found.arrives, talk))


def _title(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _factory(talk: Talk, answer: Answer, estimate: Estimate, brief: bool) -> Iterator[str]:
    made = answer.factory
    if made is None:
        yield talk.piece("utter_piece_compare_no_factory" if estimate.ready else "utter_piece_compare_loading")
        return
    low, high = each(made.low / answer.need), each(made.high / answer.need)
    yield talk.piece(
        "utter_piece_compare_factory" if low != high else "utter_piece_compare_factory_at",
        low=low,
        high=high,
        total=money(made.landed.total),
        weeks=weeks(made),
        days=days(*made.arrives, talk),
    )
    if made.landed.surplus:
        yield talk.piece("utter_piece_compare_surplus", quantity=f"{made.landed.quantity:,}")
    if made.source == "quotes":
        yield talk.piece("utter_piece_compare_quotes", count=made.suppliers)
    elif not brief:
        yield talk.piece("utter_piece_compare_estimate", count=made.suppliers, kind=estimate.kind)


def _verdict(talk: Talk, answer: Answer, fields: RequestFields) -> Iterator[str]:
    if answer.factory is None:
        return
    if answer.cheaper and answer.plain:
        yield talk.piece(f"utter_piece_compare_plain_{answer.cheaper}")
    elif answer.cheaper and not (answer.shelf and answer.shelf.short):
        yield talk.piece(f"utter_piece_compare_{answer.cheaper}_{'clear' if answer.clear else 'open'}")
    if answer.cheaper:
        yield _pays(talk, answer)
    yield price_told(talk, answer, fields)
    if fields.needed_by:
        yield in_time(talk, answer.factory, fields)


def price_told(talk: Talk, answer: Answer, fields: RequestFields, always: bool = False) -> str:
    """How the price that the customer named lies to the factory's; "" where none was named, or where it is none too low unless
    `always`."""
    wished, made = fields.max_price or fields.target_price, answer.factory
    if wished is None or made is None:
        return ""
    low, high = made.low / answer.need, made.high / answer.need
    lies = "low" if wished < low else "within" if wished <= high else "above"
    if lies != "low" and not always:
        return ""
    return talk.piece(f"utter_piece_compare_price_{lies}", price=each(wished), low=each(low), high=each(high))


def _pays(talk: Talk, answer: Answer) -> str:
    if answer.break_even is None:
        return "" if answer.plain else talk.piece("utter_piece_compare_never")
    if answer.break_even <= 1:
        return ""
    return talk.piece("utter_piece_compare_pays", quantity=f"{answer.break_even:,}")


def in_time(talk: Talk, made: Factory, fields: RequestFields) -> str:
    assert fields.needed_by is not None
    name = made.timely(fields.needed_by)
    return talk.piece(f"utter_piece_compare_{name}", day=str(format_date(fields.needed_by, "MMMM d, y", locale="en_US")))


def chart(talk: Talk, curve: Curve) -> Chart:
    """The curve with the words that stand in its chart."""
    words = {name: talk.piece(f"utter_piece_chart_{name}") for name in Words._fields}
    return Chart(msgspec.to_builtins(curve), words, words["title"])


def tell_bridge(talk: Talk, answer: Answer, fields: RequestFields) -> None:
    """The bridge order with its days and payments, or why there is none."""
    found = answer.bridge
    if found is not None:
        talk.say(
            "utter_bridge" if found.worth_it else "utter_bridge_dearer", line=_bridge(talk, found), more=money(-found.saves)
        )
        return
    why = "short"
    if answer.shelf is None or answer.shelf.arrives is None:
        why = "no_shelf" if answer.shelf is None else "no_zip"
    elif answer.factory is None:
        why = "no_factory"
    elif answer.factory.arrives[1] <= max(fields.needed_by or answer.shelf.arrives[1], answer.shelf.arrives[1]):
        why = "in_time"
    elif not answer.shelf.short:
        why = "all"
    talk.say("utter_bridge_none", why=talk.piece(f"utter_piece_no_bridge_{why}"))


def _bridge(talk: Talk, found: Bridge) -> str:
    paid = [
        talk.piece("utter_piece_bridge_payment", day=weekday(one.day), amount=money(one.amount), what=_paid_for(talk, one.what))
        for one in found.payments
    ]
    return "\n".join([_bridged(talk, found), *paid])


def _paid_for(talk: Talk, what: str) -> str:
    return talk.piece(f"utter_piece_paid_{what}")


def _bridged(talk: Talk, found: Bridge) -> str:
    return talk.piece(
        "utter_piece_compare_bridge",
        from_shelf=f"{found.from_shelf:,}",
        from_factory=f"{found.from_factory:,}",
        until=weekday(found.until),
        total=money(found.total),
        saves=money(found.saves),
        cash=money(found.cash_now),
        lasts=found.lasts_days,
    )
