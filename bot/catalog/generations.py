"""Numbered generations of a directory's files (the catalog, the shops, ...), and the one that is current.

    <var>/catalog/current     the number of the running generation
    <var>/catalog/7/          its files, never changed once current
    <var>/catalog/8.building/ the next one, while an import runs

A reader keeps its files open (they stay readable when the folder is removed) and looks at `current` before each search.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Refused

# the running generation and the one before it: a reader may have read `current` just before the switch
KEPT = 2
BUILDING = ".building"


class Generations:
    """The generations under one folder: `<var>/catalog`, or that of another directory."""

    def __init__(self, var: Path, directory: str = "catalog") -> None:
        self.folder = Path(var) / directory
        self._pointer = self.folder / "current"

    def stamp(self) -> tuple[int, int] | None:
        """What changes with every switch (cheap: one stat); None where there is no generation."""
        try:
            found = os.stat(self._pointer)  # noqa: PTH116 (a search asks each time, and this is three times as quick)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self) -> int | None:
        """The running generation's number, or None before the first import."""
        try:
            return int(self._pointer.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def path(self, number: int) -> Path:
        return self.folder / str(number)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder to build the next generation in; it becomes current when the block ends well, and vanishes otherwise.

        Raises Refused while another import runs.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"another import into {self.folder.name} is running") from None
            number = max([self.current() or 0, *self._numbers()]) + 1
            folder = self.folder / f"{number}{BUILDING}"
            self._clear_abandoned()
            folder.mkdir()
            try:
                yield folder
                folder.rename(self.path(number))
                self._switch(number)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            self._clear_old()

    def _switch(self, number: int) -> None:
        fresh = self._pointer.with_suffix(".new")
        with fresh.open("w") as out:
            out.write(str(number))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._pointer)

    def _numbers(self) -> list[int]:
        return sorted(int(path.name) for path in self.folder.iterdir() if path.name.isdigit() and path.is_dir())

    def _clear_abandoned(self) -> None:
        for path in self.folder.glob(f"*{BUILDING}"):
            shutil.rmtree(path, ignore_errors=True)

    def _clear_old(self) -> None:
        for number in self._numbers()[:-KEPT]:
            shutil.rmtree(self.path(number), ignore_errors=True)
