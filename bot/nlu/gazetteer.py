"""Lists of names: what is known beforehand about words, as a hint to the tagger and never as a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

LISTS = ("product", "material", "color", "brand", "city", "state")
_STATES = [
    "AL",
    "Alabama",
    "AK",
    "Alaska",
    "AZ",
    "Arizona",
    "AR",
    "Arkansas",
    "CA",
    "California",
    "CO",
    "Colorado",
    "CT",
    "Connecticut",
    "DE",
    "Delaware",
    "DC",
    "District_of_Columbia",
    "FL",
    "Florida",
    "GA",
    "Georgia",
    "HI",
    "Hawaii",
    "ID",
    "Idaho",
    "IL",
    "Illinois",
    "IN",
    "Indiana",
    "IA",
    "Iowa",
    "KS",
    "Kansas",
    "KY",
    "Kentucky",
    "LA",
    "Louisiana",
    "ME",
    "Maine",
    "MD",
    "Maryland",
    "MA",
    "Massachusetts",
    "MI",
    "Michigan",
    "MN",
    "Minnesota",
    "MS",
    "Mississippi",
    "MO",
    "Missouri",
    "MT",
    "Montana",
    "NE",
    "Nebraska",
    "NV",
    "Nevada",
    "NH",
    "New_Hampshire",
    "NJ",
    "New_Jersey",
    "NM",
    "New_Mexico",
    "NY",
    "New_York",
    "NC",
    "North_Carolina",
    "ND",
    "North_Dakota",
    "OH",
    "Ohio",
    "OK",
    "Oklahoma",
    "OR",
    "Oregon",
    "PA",
    "Pennsylvania",
    "PR",
    "Puerto_Rico",
    "RI",
    "Rhode_Island",
    "SC",
    "South_Carolina",
    "SD",
    "South_Dakota",
    "TN",
    "Tennessee",
    "TX",
    "Texas",
    "UT",
    "Utah",
    "VT",
    "Vermont",
    "VA",
    "Virginia",
    "WA",
    "Washington",
    "WV",
    "West_Virginia",
    "WI",
    "Wisconsin",
    "WY",
    "Wyoming",
]
STATES = {name.replace("_", " ").lower(): code for code, name in zip(_STATES[::2], _STATES[1::2], strict=True)}
STATES |= {code.lower(): code for code in _STATES[::2]}


@lru_cache(maxsize=1)
def cities() -> frozenset[str]:
    """Names of US towns that have a ZIP code, in lower case."""
    import zipcodes

    return frozenset(place["city"].lower() for place in zipcodes.list_all())


class Gazetteer:
    """Names by list, as they came with the training data, and the towns and states of the United States."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = {kind: sorted({name.lower() for name in entries}) for kind, entries in names.items()}
        self._sets = {kind: _with_plurals(entries) for kind, entries in self.names.items()}
        self._sets |= {"city": set(cities()), "state": set(STATES)}

    def flags(self, words: Sequence[str]) -> list[set[str]]:
        """For each word the lists in which it stands, alone or as part of a name of up to three words."""
        lowered = [word.lower() for word in words]
        found: list[set[str]] = [set() for _ in words]
        for start in range(len(words)):
            for size in (3, 2, 1):
                name = " ".join(lowered[start : start + size])
                for kind in LISTS:
                    if name in self._sets.get(kind, ()) and start + size <= len(words):
                        for place in range(start, start + size):
                            found[place].add(kind)
        return found


def _with_plurals(names: Sequence[str]) -> set[str]:
    return {form for name in names for form in (name, name + "s", name + "es", name.removesuffix("s"))}
