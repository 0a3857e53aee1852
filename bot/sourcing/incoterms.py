"""Incoterms 2020: who pays which part of the way, as the International Chamber of Commerce defines them (publication 723E)."""

from __future__ import annotations

from bot.errors import BadInput

IMPORT = frozenset(("duty", "mpf", "hmf", "broker"))
AFTER_LOADING = frozenset(("freight", "insurance", "drayage")) | IMPORT
BUYER_PAYS: dict[str, frozenset[str]] = {
    "EXW": AFTER_LOADING | {"origin"},
    "FCA": AFTER_LOADING,
    "FAS": AFTER_LOADING,
    "FOB": AFTER_LOADING,
    "CFR": AFTER_LOADING - {"freight"},
    "CPT": AFTER_LOADING - {"freight"},
    "CIF": AFTER_LOADING - {"freight", "insurance"},
    "CIP": AFTER_LOADING - {"freight", "insurance"},
    "DAP": IMPORT,
    "DPU": IMPORT,
    "DDP": frozenset(),
}
"""Incoterm → the costs that come on top of the supplier's price."""


def incoterm_of(text: str) -> str:
    """The three letters of an incoterm ("fob Ningbo" is FOB). Raises BadInput for one that is none."""
    letters = text.strip().upper()[:3]
    if letters not in BUYER_PAYS:
        raise BadInput(f"{text[:20]!r} is no incoterm; they are {', '.join(BUYER_PAYS)}")
    return letters
