"""How the numbers of shelf or factory come about: each line with its rate, its day, its source, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from actions.factory_words import each
from actions.talk import Talk, money
from bot.sourcing.costs import CostLine
from bot.sourcing.factory import Factory
from bot.sourcing.landed import Doubt, LandedCost
from bot.sourcing.shelf_or_factory import Answer, Origin


def tell(talk: Talk, answer: Answer) -> None:
    """The whole way from the supplier's price to the customer's door; the shelf's numbers after it."""
    made = answer.factory
    if made is None:
        talk.say("utter_worked_out_shelf" if answer.shelf else "utter_worked_out_nothing", shelf=_shelf(talk, answer))
        return
    talk.say(
        "utter_worked_out",
        intro=_intro(talk, made),
        lines="\n".join(cost_lines(talk, made.landed, directory=made.source == "directory")),
        total=money(made.landed.total),
        each=each(made.landed.per_piece),
        quantity=f"{answer.need:,}",
        doubts=doubts(talk, made.landed),
        low=money(made.low),
        high=money(made.high),
        shelf=_shelf(talk, answer),
    )


def cost_lines(talk: Talk, cost: LandedCost, directory: bool = False) -> Iterator[str]:
    """One line of text for each line of a landed cost. Of a `directory` goods and tooling are estimates."""
    for line in cost.lines:
        guessed = directory and line.name in ("goods", "tooling")
        sure = {"goods": "typical", "tooling": "assumed"}[line.name] if guessed else line.sure
        yield talk.piece(
            "utter_piece_cost_line",
            name=_name(talk, line),
            sum=_sum(talk, line),
            amount=money(line.amount),
            sure=talk.piece(f"utter_piece_sure_{sure}"),
            origin=talk.piece("utter_piece_cost_directory") if guessed else _origin(talk, line),
        )


def doubts(talk: Talk, cost: LandedCost) -> str:
    """What is not known, the one that moves the total most first."""
    ranked = sorted(cost.doubts, key=lambda one: one.low - one.high)
    lines = [_doubt(talk, one) for one in ranked if one.high > one.low]
    return "\n".join(lines)


def _intro(talk: Talk, made: Factory) -> str:
    name = "utter_piece_worked_directory" if made.source == "directory" else "utter_piece_worked_quote"
    return talk.piece(
        name,
        count=made.suppliers,
        company=made.offer.company,
        country=made.offer.country,
        mode=talk.piece(f"utter_piece_mode_{made.landed.mode}"),
    )


def _name(talk: Talk, line: CostLine) -> str:
    name = talk.piece(f"utter_piece_name_{line.name}")
    part = talk.piece(f"utter_piece_mode_{line.part}") if line.name == "freight" else line.part
    return talk.piece("utter_piece_cost_part", name=name, part=part) if part else name


def _sum(talk: Talk, line: CostLine) -> str:
    if line.bound:
        return talk.piece(f"utter_piece_cost_bound_{line.bound}")
    if line.basis == 1:
        return ""
    rate = format_percent(line.rate, "#,##0.####%", locale="en_US") if line.rate_unit == "share" else each(line.rate)
    basis = money(line.basis) if line.basis_unit == "usd" else str(format_decimal(line.basis, locale="en_US"))
    return talk.piece(f"utter_piece_basis_{line.basis_unit}", basis=basis, rate=rate)


def _origin(talk: Talk, line: CostLine) -> str:
    if not line.source:
        return ""
    since = str(format_date(line.since, "MMM d, y", locale="en_US"))
    return talk.piece("utter_piece_cost_origin", source=line.source, since=since)


def _doubt(talk: Talk, doubt: Doubt) -> str:
    what = talk.piece(f"utter_piece_doubt_{doubt.what}", taken=doubt.taken)
    return talk.piece("utter_piece_doubt", what=what, low=money(doubt.low), high=money(doubt.high))


def _shelf(talk: Talk, answer: Answer) -> str:
    found = answer.shelf
    if found is None:
        return ""
    return talk.piece(
        "utter_piece_worked_shelf",
        title=found.title,
        units=f"{found.units:,}",
        price=each(found.unit_price),
        total=money(found.total),
        day=_day_of(answer.origins),
    )


def _day_of(origins: Sequence[Origin]) -> str:
    found = next((one.day for one in origins if one.what == "shelf_price"), None)
    return str(format_date(found, "MMM d, y", locale="en_US")) if found else ""
