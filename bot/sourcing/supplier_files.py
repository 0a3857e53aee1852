"""Suppliers on file: numbered generations under `<var>/suppliers`, written as a stream, read from memory-mapped files.

suppliers.msgpack  one MessagePack record after the other
offsets.u64        where each begins, and where the last ends: little-endian, 8 bytes each
ids.msgpack        the ids, in the same order
hidden.msgpack     of a generated directory alone: what benchmarks judge by, never read by the product
demo.json          of a generated directory alone: what it was made of
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from bot.catalog.generations import Generations
from bot.sourcing.supplier import Hidden, Supplier

DIRECTORY = "suppliers"
RECORDS, OFFSETS, IDS, HIDDEN, DEMO = "suppliers.msgpack", "offsets.u64", "ids.msgpack", "hidden.msgpack", "demo.json"

_encoder = msgspec.msgpack.Encoder()
_supplier = msgspec.msgpack.Decoder(Supplier)
_hidden = msgspec.msgpack.Decoder(list[Hidden])


class _Generation(NamedTuple):
    records: mmap.mmap | bytes
    offsets: np.ndarray[tuple[int], np.dtype[np.uint64]]
    rows: dict[str, int]


class SupplierFiles:
    """The directory of suppliers. After an import the next call reads the new generation."""

    def __init__(self, var: Path) -> None:
        self.generations = Generations(var, DIRECTORY)
        self._stamp: tuple[int, int] | None = None
        self._held: _Generation | None = None

    def count(self) -> int:
        held = self._current()
        return len(held.rows) if held else 0

    def get(self, supplier_id: str) -> Supplier | None:
        held = self._current()
        row = held.rows.get(supplier_id) if held else None
        return None if held is None or row is None else _read(held, row)

    def at(self, row: int) -> Supplier:
        """The supplier at a place of the directory, counted from 0. Raises IndexError for one that there is not."""
        held = self._current()
        if held is None or not 0 <= row < len(held.rows):
            raise IndexError(f"the directory has no place {row}")
        return _read(held, row)

    def all(self) -> Iterator[Supplier]:
        """Every supplier, in the order of the directory; the generation stays the same while this goes on."""
        held = self._current()
        for row in range(len(held.rows) if held else 0):
            assert held is not None
            yield _read(held, row)

    def hidden(self) -> list[Hidden]:
        """What benchmarks judge by; empty where the directory was not generated."""
        number = self.generations.current()
        path = self.generations.path(number or 0) / HIDDEN
        return _hidden.decode(path.read_bytes()) if path.exists() else []

    def save(self, suppliers: Iterable[tuple[Supplier, Hidden | None]], made_of: dict[str, int] | None = None) -> int:
        """Makes a generation of these suppliers current, taking them one by one; says how many there are. Ids must differ.

        made_of  the demo world's measures, where it made them. Raises Refused while another import runs.
        """
        with self.generations.building() as folder:
            count = _write(folder, suppliers)
            if made_of is not None:
                (folder / DEMO).write_bytes(msgspec.json.encode(made_of))
        return count

    def _current(self) -> _Generation | None:
        stamp = self.generations.stamp()
        if stamp != self._stamp:
            number = self.generations.current()
            self._held = None if number is None else _open(self.generations.path(number))
            self._stamp = stamp
        return self._held


def _write(folder: Path, suppliers: Iterable[tuple[Supplier, Hidden | None]]) -> int:
    offsets, ids, secrets = [0], [], []
    with (folder / RECORDS).open("wb") as out:
        for supplier, hidden in suppliers:
            offsets.append(offsets[-1] + out.write(_encoder.encode(supplier)))
            ids.append(supplier.id)
            if hidden is not None:
                secrets.append(hidden)
    (folder / OFFSETS).write_bytes(np.asarray(offsets, dtype="<u8").tobytes())
    (folder / IDS).write_bytes(_encoder.encode(ids))
    if secrets:
        (folder / HIDDEN).write_bytes(_encoder.encode(secrets))
    return len(ids)


def _open(folder: Path) -> _Generation:
    ids = msgspec.msgpack.decode((folder / IDS).read_bytes(), type=list[str])
    offsets = np.frombuffer((folder / OFFSETS).read_bytes(), dtype="<u8")
    with (folder / RECORDS).open("rb") as file:
        records = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if ids else b""
    return _Generation(records, offsets, {supplier_id: row for row, supplier_id in enumerate(ids)})


def _read(held: _Generation, row: int) -> Supplier:
    return _supplier.decode(held.records[int(held.offsets[row]) : int(held.offsets[row + 1])])
