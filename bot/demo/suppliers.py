"""Demo suppliers: factories that could be, the same again for the same seed. Nobody real: the names are made of syllables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from msgspec.structs import replace

from bot.catalog.prices import CENT
from bot.demo.families import Family, Region, families, regions
from bot.sourcing.supplier import Hidden, Line, Supplier, SupplierKind

YEAR = 2026
STARTS = (
    "Al Ar Bel Bor Cal Cor Dal Dor El Fal Fen Gal Gor Hal Hel Ir Jan Jor Kal Kor Lan Lor Mal Mir Nal Nor Or Pal Per Quor Ral "
    "Ren Sal Sel Sor Tal Tor Ul Val Ver Vor Wel Xan Yor Zan Zel"
).split()
MIDDLES = "a ba be bri da do dri e fa go i ka ki la le lo ma mi mo na ni no o ra ri ro sa so ta ti to va vi xa zi".split()
ENDS = "bex dane dell dex gar lan lex lin mar mex mond nax nex nor pan rex rin ron san tec ten tex tor van vex zon".split()
TRADE_NAMES = {
    "bags": "Bags",
    "apparel": "Garments",
    "drink": "Drinkware",
    "kitchen": "Housewares",
    "pack": "Packaging",
    "print": "Printing",
    "stationery": "Stationery",
    "promo": "Gifts",
    "tech": "Electronics",
    "metal": "Metalworks",
    "furniture": "Furniture",
    "home": "Home Textiles",
    "toys": "Toys",
    "sport": "Sporting Goods",
    "clean": "Hygiene Products",
    "safety": "Safety Products",
    "food": "Foods",
    "beauty": "Cosmetics",
    "auto": "Auto Parts",
    "build": "Building Products",
}
KINDS: tuple[SupplierKind, ...] = ("factory", "factory", "factory", "factory", "workshop", "trader")
LINES = (1, 1, 2, 2, 2, 3, 3, 4)
NEWCOMERS = 0.08  # of all suppliers came this year
DISHONEST = 0.03
BULK_OFF = (Decimal("0.72"), Decimal("0.92"))  # ten times the MOQ costs between so much and so much of the price a piece
SENTENCES = (
    "{Kind} in {city} for {products}. {Techniques} in house.",
    "We have made {products} since {founded}, with {employees} people in {city}.",
    "{products} from {city}: {techniques}, samples in {sample} days.",
    "Specialized in {products}. {employees} people, {techniques}; buyers' designs are welcome.",
)


def demo_suppliers(count: int, seed: int) -> Iterator[tuple[Supplier, Hidden]]:
    """So many suppliers, one by one; the first so many of a larger count are the same."""
    random = Random(f"suppliers {seed}")
    by_trade: dict[str, list[Family]] = {}
    for family in families():
        by_trade.setdefault(family.trade, []).append(family)
    taken: set[str] = set()
    for number in range(1, count + 1):
        yield _made(random, f"S{number:06d}", by_trade, taken)


def _made(random: Random, supplier_id: str, by_trade: dict[str, list[Family]], taken: set[str]) -> tuple[Supplier, Hidden]:
    first = random.choice(families())
    region = random.choices(regions(), [one.share for one in regions()])[0]
    related = [family for family in by_trade[first.trade] if family is not first]
    made = [first, *random.sample(related, min(random.choice(LINES) - 1, len(related)))]
    hidden = _hidden(random, supplier_id, made)
    level = region.price_level * random.uniform(0.8, 1.25) * (0.85 + 0.3 * hidden.quality)
    province, city = random.choice(region.cities)
    founded = random.randint(1988, YEAR - 1)
    supplier = Supplier(
        id=supplier_id,
        name=_name(random, taken, TRADE_NAMES[first.trade], region),
        country=region.country,
        province=province,
        city=city,
        kind=random.choice(KINDS),
        lines=tuple(_line(random, family, level) for family in made),
        price_level=min(5, max(1, round((level - 0.55) * 4))),
        lead_days=_between(random, first.days),
        sample_days=random.randint(3, 14),
        certificates=_certificates(random, made, hidden),
        languages=region.languages if random.random() < 0.7 else tuple(dict.fromkeys((*region.languages, "en"))),
        incoterms=("EXW", "FOB") if random.random() < 0.4 else ("EXW", "FOB", "CIF", "DDP"),
        founded=founded,
        employees=int(random.lognormvariate(4.2, 0.9)) + 3,
        joined=YEAR if random.random() < NEWCOMERS else random.randint(max(2012, founded), YEAR - 1),
        email=f"{supplier_id.lower()}@suppliers.example.com",
    )
    return _described(random, supplier), hidden


def _hidden(random: Random, supplier_id: str, made: list[Family]) -> Hidden:
    quality = random.betavariate(12, 1.6)
    return Hidden(
        id=supplier_id,
        families=tuple(family.id for family in made),
        quality=round(quality, 4),
        on_time=round(min(1.0, max(0.0, random.gauss(0.55 + 0.4 * quality, 0.08))), 4),
        answers=round(random.betavariate(5, 2), 4),
        honest=random.random() >= DISHONEST,
        pieces_a_month=_between(random, (made[0].moq[0] * 5, made[0].moq[1] * 40)),
    )


def _line(random: Random, family: Family, level: float) -> Line:
    price = max(CENT, (Decimal(random.uniform(*family.price) * level)).quantize(CENT))
    off = Decimal(random.uniform(float(BULK_OFF[0]), float(BULK_OFF[1])))
    return Line(
        product=random.choice(family.products),
        hs=family.hs.replace(".", ""),
        materials=_some(random, family.materials),
        techniques=_some(random, family.techniques),
        moq=_round(_between(random, family.moq)),
        price=price,
        price_bulk=max(CENT, (price * off).quantize(CENT)),
    )


def _certificates(random: Random, made: list[Family], hidden: Hidden) -> tuple[str, ...]:
    """Good factories have more papers; a dishonest one names them all."""
    every = tuple(dict.fromkeys(name for family in made for name in family.certificates))
    if not hidden.honest:
        return every
    return tuple(name for name in every if random.random() < 0.15 + 0.6 * hidden.quality)


def _described(random: Random, supplier: Supplier) -> Supplier:
    """The supplier with its text, out of what is known of it."""
    techniques = ", ".join(dict.fromkeys(name for line in supplier.lines for name in line.techniques))
    text = random.choice(SENTENCES).format(
        Kind={"factory": "Factory", "workshop": "Workshop", "trader": "Trading house"}[supplier.kind],
        city=supplier.city,
        products=", ".join(line.product for line in supplier.lines),
        techniques=techniques,
        Techniques=techniques[:1].upper() + techniques[1:],
        founded=supplier.founded,
        employees=supplier.employees,
        sample=supplier.sample_days,
    )
    return replace(supplier, text=text[:1].upper() + text[1:])


def _name(random: Random, taken: set[str], trade: str, region: Region) -> str:
    while True:
        word = random.choice(STARTS) + random.choice(MIDDLES) + random.choice(ENDS)
        name = f"{word} {trade} {random.choice(region.forms)}"
        if name not in taken:
            taken.add(name)
            return name


def _some(random: Random, every: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(random.sample(every, random.randint(1, len(every))))


def _between(random: Random, span: tuple[int, int]) -> int:
    """A whole number of the span, small ones more often."""
    return int(span[0] + (span[1] - span[0]) * random.random() ** 2)


def _round(number: int) -> int:
    """As people write a MOQ: 347 is 350, 1,780 is 1,800."""
    step = 10 ** max(0, len(str(number)) - 2)
    step = step // 2 or 1
    return max(1, round(number / step) * step)
