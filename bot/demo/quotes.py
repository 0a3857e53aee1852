"""How demo suppliers answer: within a minute, each in its own way, the same way again for the same request."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bot.sourcing.dossier import Dossier
from bot.sourcing.factory import directory_price
from bot.sourcing.landed import Case, total_of
from bot.sourcing.quote import Quote, pieces
from bot.sourcing.quote_form import filled
from bot.sourcing.rates import currency
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier

ANSWERS = 0.7  # of those who are asked
SOONEST, LATEST = 4.0, 50.0  # seconds after the invitation
FORGETS = 0.25  # of the quotes lack something essential at first
MILLS = Decimal("0.0001")
CURRENCIES = {"CN": "CNY", "IT": "EUR", "PT": "EUR", "MX": "MXN", "IN": "INR"}
OWN_CURRENCY = 0.15


def delay(number: str, supplier: str) -> timedelta | None:
    """How long after the invitation this supplier answers; None where it never does."""
    random = Random(f"answer {number} {supplier}")
    if random.random() > ANSWERS:
        return None
    return timedelta(seconds=random.uniform(SOONEST, LATEST))


def first_form(number: str, supplier: Supplier, line: Line, fields: RequestFields, today: date) -> dict[str, str]:
    """The form as this supplier fills it in."""
    random = Random(f"quote {number} {supplier.id}")
    need = pieces(fields)
    rate = Decimal(str(round(random.uniform(0.92, 1.12), 4)))
    code, worth = _currency(random, supplier, today)

    incoterm = random.choice(("FOB", "FOB", "EXW", "DDP")) if "DDP" in supplier.incoterms else "FOB"

    def price(quantity: int) -> str:
        asked = directory_price(line, quantity) * rate
        if incoterm == "DDP":  # then it holds freight and duty for the need
            case = Case(need=need, unit_price=asked, day=today, country=supplier.country, hs=line.hs or None, zip=fields.zip)
            asked = total_of(case) / need
        return str(max(MILLS, asked / worth).quantize(MILLS))

    form = {
        "quantity_1": str(line.moq), "price_1": price(line.moq), "moq": str(line.moq), "currency": code,
        "incoterm": incoterm,
        "port": supplier.city, "hs": line.hs, "tooling": str(random.choice((0, 60, 90, 120, 180))),
        "sample_price": str(random.choice((0, 25, 40, 60))), "sample_days": str(supplier.sample_days),
        "sample_refunded": random.choice(("on", "")), "lead_days": str(max(7, supplier.lead_days + random.randint(-4, 6))),
        "valid_until": str(today + timedelta(days=random.choice((14, 30, 45)))), "deposit": random.choice(("30", "30", "50")),
        "certificates": ", ".join(supplier.certificates), "payment": "T/T, balance before shipment",
    }  # fmt: skip
    if need > line.moq:
        form |= {"quantity_2": str(need), "price_2": price(need)}
    if random.random() < FORGETS:
        form[random.choice(("tooling", "valid_until", "lead_days"))] = ""
    return form


def next_form(dossier: Dossier, supplier: str, today: date) -> dict[str, str] | None:
    """What it sends after it was chased, or was made a counter-offer; None where nothing is to be sent."""
    quote, invitation = dossier.quotes.get(supplier), dossier.invited[supplier]
    if quote is None:
        return None
    form = filled(quote.terms)
    random = Random(f"again {quote.id}")
    if invitation.chased and quote.revision == 1:
        full = {"tooling": "90", "valid_until": str(today + timedelta(days=30)), "lead_days": "28"}
        return form | {name: form[name] or full[name] for name in invitation.chased}
    if invitation.counters and quote.revision <= invitation.counters + bool(invitation.chased):
        return form | _met(quote, invitation.counter.get("unit_price"), random)
    return None


def _met(quote: Quote, wanted: str | None, random: Random) -> dict[str, str]:
    """Prices that come toward a counter-offer, by no more than a share of them."""
    least = Decimal(str(round(random.uniform(0.90, 0.97), 3)))
    best = quote.terms.tiers[-1].price
    share = max(least, (Decimal(wanted) / best + 1) / 2) if wanted else least
    share = min(Decimal(1), share)
    return {
        f"price_{number}": str(max(MILLS, (tier.price * share).quantize(MILLS)))
        for number, tier in enumerate(quote.terms.tiers, start=1)
    }


def _currency(random: Random, supplier: Supplier, today: date) -> tuple[str, Decimal]:
    code = CURRENCIES.get(supplier.country, "USD") if random.random() < OWN_CURRENCY else "USD"
    return code, currency(code, today).value
