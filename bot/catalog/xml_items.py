"""The items of an XML feed (RSS 2.0, Atom), one after the other, in little memory whatever the file may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from bot.errors import FeedError

XML_ITEMS = ("item", "entry", "product")
# an item without an end would fill the memory, long before the file comes to its limit
LONGEST_ITEM = 2_000_000
DEEPEST_ITEM = 50


def xml_items(data: IO[bytes], name: str) -> Iterator[dict[str, str | None]]:
    """Each item's fields, by the names of its elements; FeedError for what is broken, declares entities or has no end."""
    try:
        around: list[Any] = []
        paced = _Paced(data, name)
        for event, element in ElementTree.iterparse(paced, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                around.append(element)
                if len(around) > DEEPEST_ITEM:
                    raise FeedError(f"{name} has elements {DEEPEST_ITEM} deep")
                continue
            around.pop()
            if any(map(_is_item, around)):
                continue
            if _is_item(element):
                paced.since_item = 0
                yield {_local(child.tag): "".join(child.itertext()) for child in element}
            if around:  # the tree would keep everything to the end of the feed
                around[-1].remove(element)
    except DefusedXmlException as error:
        raise FeedError(f"{name} declares entities or a DTD, which is refused: {type(error).__name__}") from None
    except ElementTree.ParseError as error:
        raise FeedError(f"{name} is broken XML: {error}") from None


class _Paced:
    """Passes bytes on as long as items come: one without an end would fill the memory."""

    def __init__(self, source: IO[bytes], name: str) -> None:
        self._source, self._name = source, name
        self.since_item = 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.since_item += len(data)
        if self.since_item > LONGEST_ITEM:
            raise FeedError(f"{self._name} has {LONGEST_ITEM:,} bytes without the end of an item")
        return data


def _is_item(element: Any) -> bool:
    return _local(element.tag) in XML_ITEMS


def _local(tag: str) -> str:
    return str(tag).rsplit("}", 1)[-1]
