"""Demo reps: believable, and the same again for the same seed."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from bot.sales.model import Rep

FIRST = (
    "Maria Daniel Aisha Tom Grace Luis Priya Owen Naomi Victor Hannah Marcus Elena Jamal Sofia Peter Mei Carlos Ruth Andre "
    "Fatima Kevin Ingrid Rafael Joy Samuel Lena Hugo Tara Diego Amara Felix Nina Isaac Bianca Ravi Clara Anton Zoe Miguel"
).split()
LAST = (
    "Lopez Bennett Khan Okafor Nguyen Castillo Sharma Fischer Brooks Silva Whitfield Grant Petrov Coleman Romero Lindqvist "
    "Chen Vargas Adler Dubois Haddad Murphy Larsen Ortega Park Walsh Kowalski Moreau Ellis Navarro Mensah Stone Rossi Cohen "
    "Duarte Patel Hayes Novak Reid Fuentes"
).split()
SKILLS = ("office supplies", "technology", "furniture", "ink and toner", "sourcing", "print", "promotional goods", "cleaning")
LANGUAGES = (("en",), ("en",), ("en", "es"), ("en",), ("en", "es"), ("en", "fr"), ("en", "zh"))


def demo_reps(count: int, seed: int, password: str = "") -> list[Rep]:
    """So many reps, the first one a lead; `password` is the Argon2 hash that all of them get."""
    random = Random(seed)
    reps: dict[str, Rep] = {}
    while len(reps) < count:
        first, last = random.choice(FIRST), random.choice(LAST)
        rep_id = _free(f"{_plain(first)}.{_plain(last)}", reps)
        reps[rep_id] = Rep(
            id=rep_id,
            name=f"{first} {last}",
            password=password,
            skills=tuple(sorted(random.sample(SKILLS, 2))),
            languages=random.choice(LANGUAGES),
            email=f"{rep_id}@example.com",
            role="rep" if reps else "lead",
        )
    return list(reps.values())


def _free(wanted: str, taken: dict[str, Rep]) -> str:
    number, rep_id = 1, wanted
    while rep_id in taken:
        number += 1
        rep_id = f"{wanted}{number}"
    return rep_id


def _plain(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", ascii_name.lower())
