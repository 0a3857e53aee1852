"""Who writes at this moment, told among the sockets of one web process. Losing such a sign costs nothing, so none is kept."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Writer = Literal["customer", "rep"]
Signs = asyncio.Queue[tuple[str, Writer]]


class TypingRelay:
    def __init__(self) -> None:
        self._listeners: defaultdict[tuple[str, Writer], set[Signs]] = defaultdict(set)

    @contextmanager
    def listen(self, conversation: str, writer: Writer, into: Signs) -> Iterator[None]:
        """Puts (conversation, writer) into the queue each time that this side writes there; a full queue misses it."""
        self._listeners[conversation, writer].add(into)
        try:
            yield
        finally:
            self._listeners[conversation, writer].discard(into)
            if not self._listeners[conversation, writer]:
                del self._listeners[conversation, writer]

    def tell(self, conversation: str, writer: Writer) -> None:
        for listener in self._listeners.get((conversation, writer), ()):
            if not listener.full():
                listener.put_nowait((conversation, writer))
