"""How much of a query a product really meets: the honest side of search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.catalog.codes import canonical, codes_in, without_excluded
from bot.catalog.index import DESCRIPTION_SEARCHED
from bot.catalog.product import Product
from bot.catalog.terms import Form, Term
from bot.catalog.words import stems

# a nearest product must meet this share of the query's words, by weight; less where it is told by its model or by rare words
ENOUGH = 0.35
ENOUGH_WITH_CODE = 0.3
TELLING = 2
# a printer is not the nearest to its toner; in a long description the noun may be another
ENOUGH_WITHOUT_HEAD = 3


def met(product: Product, terms: list[Term]) -> list[Term]:
    """Those of the terms that the product's own words meet."""
    description = without_excluded(product.description[:DESCRIPTION_SEARCHED])
    text = f"{product.brand} {product.title} | {product.category} | {description}"
    run = stems(text)
    present = frozenset(run)
    codes = codes_in(text) | {canonical(product.sku), canonical(product.gtin)}
    return [term for term in terms if any(_meets(form, run, present, codes) for form in term.forms)]


def unnamed(products: Sequence[Product], terms: list[Term]) -> Term | None:
    """The term that says what kind of thing is wanted, where none of the products is called so: a tape whose description says
    that it is for label makers is no label maker. None where one is, or where something is named by its model or maker."""
    if any(term.code or term.maker for term in terms):
        return None
    head = next((term for term in terms if term.head and not term.corrected), None)
    if head is None or any(_is_called(product, head) for product in products):
        return None
    return head


def _is_called(product: Product, term: Term) -> bool:
    text = f"{product.brand} {product.title} | {product.category} | {product.kind} | {product.unit}"
    run = stems(text)
    return any(form.code or _meets(form, run, frozenset(run), set()) for form in term.forms)


def share(met_terms: list[Term], terms: list[Term]) -> float:
    """The met terms' part of all terms, weighed by how much each tells: 0 to 1."""
    everything = sum(term.weight for term in terms)
    return sum(term.weight for term in met_terms) / everything if everything else 0.0


def is_near(met_terms: list[Term], terms: list[Term]) -> bool:
    """Whether a product that meets these of the terms may be shown as the nearest.

    A wrong model is worse than none: where the customer names one, the product must meet it, or be told by rare words.
    Otherwise it must be of the kind that the head noun names.
    """
    if any(term.code for term in terms) and not _same_make(met_terms, terms):
        return False
    met_share = share(met_terms, terms)
    right_kind = any(term.head for term in met_terms)
    if any(term.code for term in met_terms) or sum(term.rare for term in met_terms) >= TELLING:
        return met_share >= ENOUGH_WITH_CODE and (right_kind or len(met_terms) >= ENOUGH_WITHOUT_HEAD)
    return right_kind and met_share >= ENOUGH and not any(term.code for term in terms)


def needed(terms: list[Term]) -> list[list[Term]] | None:
    """Terms of which a nearest product must meet at least one of each group, by `is_near`; None: nothing can be near.

    So a search need not go through everything that has only a common word in common with the query.
    """
    known = [term for term in terms if term.forms]
    told = sum(term.rare for term in known) >= TELLING
    coded = any(term.code for term in terms)
    first = [] if told else [term for term in known if (term.code if coded else term.head)]
    if not told and not first:
        return None
    least = (ENOUGH_WITH_CODE if told or coded else ENOUGH) * sum(term.weight for term in terms)
    telling = _telling([term for term in known if term not in first], sum(term.weight for term in first), least)
    return [group for group in (first, telling) if group]


def _telling(terms: list[Term], met: float, least: float) -> list[Term]:
    """The heaviest of the terms, so that without any of them the rest stays below `least`; none where it need not."""
    rest = sum(term.weight for term in terms) + met
    taken: list[Term] = []
    for term in sorted(terms, key=lambda term: -term.weight):
        if rest < least:
            return taken
        taken.append(term)
        rest -= term.weight
    return taken if rest < least else []


def _same_make(met_terms: list[Term], terms: list[Term]) -> bool:
    """With a model goes its maker, where the customer names one, and the word before a bare number ("deskjet 3050")."""
    if any(term.maker and term not in met_terms for term in terms):
        return False
    return all(
        not (code.code and code.said.isdigit() and code in met_terms) or word in met_terms for word, code in pairwise(terms)
    )


def _meets(form: Form, run: list[str], present: frozenset[str], codes: set[str]) -> bool:
    if form.code:
        return form.code in codes
    if not present.issuperset(form.stems):
        return False
    length = len(form.stems)
    return (
        length == 1
        or form.apart
        or any(tuple(run[place : place + length]) == form.stems for place in range(len(run) - length + 1))
    )
