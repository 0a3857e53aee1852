"""What a benchmark hands back, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Result:
    """`rows` are the table, line by line; `figures` the same for programs; `failures` say what was not as promised."""

    name: str
    rows: list[tuple[str, object]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def row(self, key: str, label: str, value: object) -> None:
        self.rows.append((label, value))
        self.figures[key] = value

    def goal(
        self, key: str, label: str, value: float, *, least: float | None = None, most: float | None = None, counts: bool = True
    ) -> None:
        """A row with what is to be reached, and whether it is; where a run is too small for it to count, the row alone."""
        if not counts:
            self.row(key, label, value)
            return
        met = (least is None or value >= least) and (most is None or value <= most)
        wanted = f"{least:,} or more" if least is not None else f"{most:,} or less"
        self.rows.append((label, f"{value:<12,} {'met    ' if met else 'NOT MET'} (to reach: {wanted})"))
        self.figures |= {key: value, f"{key}_met": met}

    def table(self) -> str:
        width = max((len(label) for label, _ in self.rows), default=0)
        lines = [f"{label:<{width}}  {value}" for label, value in self.rows]
        return "\n".join([*lines, *(f"FAILED: {failure}" for failure in self.failures)])

    def json(self) -> str:
        """The one line that programs read."""
        line = {"bench": self.name, **self.figures, "ok": not self.failures, "failures": self.failures}
        return json.dumps(line, ensure_ascii=False, default=str)
