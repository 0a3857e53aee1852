"""Policies on file: `<var>/policies/<generation>/policies.json`, all versions of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from bot.catalog.generations import Generations
from bot.policies.policy import Policy

DIRECTORY = "policies"
FILE = "policies.json"

_decode = msgspec.json.Decoder(list[Policy]).decode


class PolicyFiles:
    """Called, it gives the policies of the current generation; reads them again only after an import."""

    def __init__(self, var: Path) -> None:
        self._generations = Generations(var, DIRECTORY)
        self._stamp: tuple[int, int] | None = None
        self._held: list[Policy] = []

    def __call__(self) -> list[Policy]:
        stamp = self._generations.stamp()
        if stamp != self._stamp:
            self._held, self._stamp = self._read(), stamp
        return self._held

    def _read(self) -> list[Policy]:
        number = self._generations.current()
        return [] if number is None else _decode((self._generations.path(number) / FILE).read_bytes())

    def save(self, policies: Iterable[Policy], *, add: bool = False) -> int:
        """Makes a generation of these policies current and says how many versions it has.

        add  keep what is on file; a version with the same topic, title, region and first day is replaced.
        Raises Refused while another import runs.
        """
        with self._generations.building() as folder:
            kept = self._read() if add else []
            every = {(policy.name, policy.effective): policy for policy in [*kept, *policies]}
            ordered = [every[key] for key in sorted(every)]
            (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1))
        return len(ordered)
