"""A made-up catalog of any size with varied titles, and questions to it.

Words are drawn by Zipf's law from a vocabulary that nobody else has, beside real nouns of the trade, colors and makers' codes.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from bot.bench.search_quality import mistyped
from bot.catalog.colors import COLORS
from bot.catalog.product import PriceBreak, Product

VOCABULARY, BRANDS = 60_000, 2_000
WORDS = (3, 7)
DESCRIBED = 12
_ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w z".split()
_VOWELS = "a e i o u ai ea ee io oa ou".split()
_ENDS = "b ck d ft g l ll m mp n nd ng nt p r rd rk rn rt s sk st t x".split()
# the order of a vocabulary, so that any two runs have the same words
_FIXED = 7


@lru_cache(maxsize=1)
def vocabulary() -> list[str]:
    """Pronounceable words, the most usual first."""
    chance = random.Random(_FIXED)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY + BRANDS:
        syllables = chance.choices((1, 2, 3), (1, 4, 3))[0]
        word = "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(syllables)) + chance.choice(_ENDS)
        found[word] = None
    return list(found)


@lru_cache(maxsize=1)
def nouns() -> list[str]:
    """What things are called in the trade: every phrase of the table of departments."""
    lines = files("bot.catalog").joinpath("categories.txt").read_text(encoding="utf-8").splitlines()
    said = (line.partition(":")[2].split(";") for line in lines if ":" in line and not line.startswith("#"))
    found = sorted({phrase.strip() for phrases in said for phrase in phrases if phrase.strip()})
    random.Random(_FIXED).shuffle(found)
    return found


def write_feed(shelf: Shelf, path: Path) -> None:
    """The shelf as the CSV of a merchant."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "title", "brand", "description", "price", "price_breaks", "color", "sku", "stock"))
        for one in shelf:
            steps = "; ".join(f"{step.quantity}:{step.price}" for step in one.price_breaks)
            rows.writerow((one.id, one.title, one.brand, one.description, one.price, steps, one.color, one.sku, one.stock))


class Shelf:
    """Products by number, each always the same for one seed; `ask` gives questions that some of them answer."""

    def __init__(self, products: int, seed: int) -> None:
        self.products, self.seed = products, seed
        self._words, self._brands = vocabulary()[BRANDS:], vocabulary()[:BRANDS]
        self._word_odds, self._brand_odds, self._noun_odds = (
            list(accumulate(1 / rank for rank in range(1, count + 1))) for count in (VOCABULARY, BRANDS, len(nouns()))
        )

    def __iter__(self) -> Iterator[Product]:
        return map(self.product, range(self.products))

    def product(self, number: int) -> Product:
        chance = random.Random(self.seed * 100_000_007 + number)
        brand = chance.choices(self._brands, cum_weights=self._brand_odds)[0].title()
        words = chance.choices(self._words, cum_weights=self._word_odds, k=chance.randint(*WORDS))
        noun = chance.choices(nouns(), cum_weights=self._noun_odds)[0]
        code = f"{chance.choice('ABCDEFGHKLMNPRSTX')}{chance.choice('ABCDEFGHKLMNPRSTX')}-{chance.randrange(100, 99_999)}"
        color = chance.choice(COLORS)
        price = Decimal(chance.randrange(99, 99_900)) / 100
        return Product(
            id=f"Z{number:07}",
            title=f"{brand} {code} {' '.join(words)} {noun}, {color}, {chance.randint(1, 48)} pack",
            brand=brand,
            description=" ".join(chance.choices(self._words, cum_weights=self._word_odds, k=DESCRIBED)),
            price=price,
            price_breaks=(PriceBreak(10, price * 9 / 10),),
            color=color,
            sku=code,
            stock=chance.randrange(500),
        )

    def ask(self, chance: random.Random) -> str:
        """Two to five words of a product that is there: its noun and more; also codes, prices, typing errors."""
        product = self.product(chance.randrange(self.products))
        words = product.title.split(",")[0].split()[2:]
        said = [*chance.sample(words[:-1], min(len(words) - 1, chance.randint(1, 3))), words[-1]]
        kind = chance.random()
        if kind < 0.15:
            return f"{product.sku} {words[-1]}"
        if kind < 0.3:
            return f"{product.color} {' '.join(said)} under ${int(product.price or 0) + 20}"
        if kind < 0.4:
            return f"{product.brand} {words[-1]}"
        if kind < 0.5:
            return mistyped(" ".join(said), chance)
        return " ".join(said)
