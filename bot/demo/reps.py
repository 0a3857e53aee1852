"""Demo reps: believable, and the same again for the same seed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from random import Random
from typing import TypedDict

from bot.demo.shops import draw_place, towns
from bot.sales.model import Rep
from bot.shops.hours import read_week

FIRST = (
    "Maria Daniel Aisha Tom Grace Luis Priya Owen Naomi Victor Hannah Marcus Elena Jamal Sofia Peter Mei Carlos Ruth Andre "
    "Fatima Kevin Ingrid Rafael Joy Samuel Lena Hugo Tara Diego Amara Felix Nina Isaac Bianca Ravi Clara Anton Zoe Miguel "
    "Alice Bruno Celine Dario Esther Frank Gloria Hassan Irene Jonas Keiko Liam Monica Nathan Olivia Pablo Quinn Rosa Stefan "
    "Thea Umar Vera Walter Ximena Yusuf Adele Boris Cora Dominic Elise Farah Gavin Helen Ivan Judith Karim Laila Noor Oscar"
).split()
LAST = (
    "Lopez Bennett Khan Okafor Nguyen Castillo Sharma Fischer Brooks Silva Whitfield Grant Petrov Coleman Romero Lindqvist "
    "Chen Vargas Adler Dubois Haddad Murphy Larsen Ortega Park Walsh Kowalski Moreau Ellis Navarro Mensah Stone Rossi Cohen "
    "Duarte Patel Hayes Novak Reid Fuentes "
    "Abbott Barnes Conti Delgado Eriksen Farrell Gomez Hughes Ibrahim Jensen Keller Lambert Molina Nolan Osman Pereira Quigley "
    "Ramos Santos Turner Ueda Valdez Weber Xu York Zeller Acosta Bishop Carver Donnelly Espinoza Flynn Herrera Iyer Jacobs "
    "Kaminski Lowe Meyer Nash"
).split()
SKILLS = ("office supplies", "technology", "furniture", "ink and toner", "sourcing", "print", "promotional goods", "cleaning")
LANGUAGES = (("en",), ("en",), ("en", "es"), ("en",), ("en", "es"), ("en", "fr"), ("en", "zh"))
SHIFTS = tuple(
    read_week(text) for text in ("Mon-Fri: 8:00-16:30", "Mon-Fri: 9:00-17:30", "Mon-Fri: 11:00-19:30", "Tue-Sat: 9:00-17:30")
)


def demo_reps(count: int, seed: int, password: str = "") -> list[Rep]:
    """So many reps, the first one a lead; `password` is the Argon2 hash that all of them get. The first so many of a larger
    count are the same."""
    random, grounds = Random(seed), Random(f"territories {seed}")
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
            shifts=grounds.choice(SHIFTS),
            **_territory(grounds),
        )
    return list(reps.values())


class Territory(TypedDict):
    states: tuple[str, ...]
    zips: tuple[str, ...]
    timezone: str


def _territory(random: Random) -> Territory:
    """One to three neighboring ZIP areas around a place that business is done in."""
    home = draw_place(random)
    areas = _areas()[home.state]
    at = areas.index(home.zip[:3])
    zips = areas[at : at + random.randint(1, 3)]
    return Territory(states=(home.state,), zips=tuple(zips), timezone=home.timezone)


@lru_cache(maxsize=1)
def _areas() -> dict[str, list[str]]:
    """The first three digits of each state's ZIPs, in order."""
    areas: dict[str, set[str]] = {}
    for place in towns():
        areas.setdefault(place.state, set()).add(place.zip[:3])
    return {state: sorted(digits) for state, digits in areas.items()}


def _free(wanted: str, taken: dict[str, Rep]) -> str:
    number, rep_id = 1, wanted
    while rep_id in taken:
        number += 1
        rep_id = f"{wanted}{number}"
    return rep_id


def _plain(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", ascii_name.lower())
