"""What a query asks for, term by term, and the forms in which a product may meet each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """One way a term may stand in a product: a code, one stem, or stems in a row (`apart`: in any order).

    `weight` below 1: a lesser likeness.
    """

    stems: tuple[str, ...] = ()
    code: str = ""
    weight: float = 1.0
    apart: bool = False


@dataclass
class Term:
    """A word of the query (or two that belong together).

    said       as the customer typed it
    forms      what satisfies it in this catalog; empty: the catalog has no such word
    code       it names one model, so that nothing else will do
    head       it is the noun that says what kind of thing is wanted
    weight     how much it tells, from how rare it is
    products   how many carry the commonest of its forms, about
    maker      it is the name of a brand that the catalog has
    rare       a word that only a handful of products carry
    corrected  the word that was read, where a typing error was assumed
    """

    said: str
    forms: list[Form] = field(default_factory=list)
    code: bool = False
    head: bool = False
    weight: float = 1.0
    products: int = 0
    maker: bool = False
    rare: bool = False
    corrected: str = ""
