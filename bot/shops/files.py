"""Shops on file: `<var>/shops/<generation>/shops.jsonl`, one a line; `demo.json` beside it where a demo world made them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from bot.catalog.generations import Generations
from bot.shops.shop import Shop

DIRECTORY = "shops"
FILE = "shops.jsonl"

_decode = msgspec.json.Decoder(Shop).decode


class ShopFiles:
    """Called, it gives the shops of the current generation; reads them again only after an import."""

    def __init__(self, var: Path) -> None:
        self.generations = Generations(var, DIRECTORY)
        self._stamp: tuple[int, int] | None = None
        self._held: list[Shop] = []

    def __call__(self) -> list[Shop]:
        stamp = self.generations.stamp()
        if stamp != self._stamp:
            self._held, self._stamp = self._read(), stamp
        return self._held

    def _read(self) -> list[Shop]:
        number = self.generations.current()
        if number is None:
            return []
        return [_decode(line) for line in (self.generations.path(number) / FILE).read_bytes().splitlines()]

    def save(self, shops: Iterable[Shop], made_of: dict[str, int] | None = None) -> int:
        """Makes a generation of these shops current; of two with one id the last counts. Says how many there are.

        made_of  the demo world's measures, where it made them. Raises Refused while another import runs.
        """
        every = {shop.id: shop for shop in shops}
        with self.generations.building() as folder:
            (folder / FILE).write_bytes(msgspec.json.Encoder().encode_lines(every.values()))
            if made_of is not None:
                (folder / "demo.json").write_bytes(msgspec.json.encode(made_of))
        return len(every)
