"""The search index of one generation: what is in it, how it is written and opened."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import tantivy

from bot.catalog import words
from bot.catalog.categories import sort, top
from bot.catalog.codes import canonical, codes_in, without_excluded
from bot.catalog.colors import color_words, colors_in
from bot.catalog.kinds import kind_of
from bot.catalog.product import Product, pack
from bot.catalog.vectors import TITLES, title_line

HEAP_BYTES = 200_000_000
THREADS = 1
SHORTEST_SPELLED = 4
# a price or stock that the feed does not give; prices are never below 0, so a range from 0 leaves it out
UNKNOWN = -1.0
UNKNOWN_STOCK = -1
ABOUT = "about.json"
# description text beyond this many characters is stored and shown, but not searched
DESCRIPTION_SEARCHED = 2_000


class About(msgspec.Struct, frozen=True):
    """What a reader keeps in memory of a generation.

    brands     each brand's canonical spelling and how many products carry it
    departments  each department and how many products are in it
    built      seconds since 1970 when the import began: what changed later holds over it
    spellings  plain words that occur twice or more, and in how many products: what a typing error may have meant
    """

    products: int
    brands: dict[str, int]
    spellings: dict[str, int]
    departments: dict[str, int] = {}
    built: float = 0.0


def schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "department"):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    for name, option in (
        ("title", "position"),
        ("category", "position"),
        ("description", "position"),
        ("material", "basic"),
        ("size", "basic"),
    ):
        builder.add_text_field(name, tokenizer_name="english", index_option=option)
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    for name in ("kind", "code", "color", "brand"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_float_field("price", indexed=True, fast=True)
    builder.add_integer_field("stock", indexed=True, fast=True)
    builder.add_integer_field("row", indexed=True, fast=True)
    builder.add_bytes_field("data", stored=True)
    return builder.build()


def open_index(folder: Path) -> Any:
    """The index in a folder, opened for reading; a folder without one raises ValueError."""
    return _with_analyzers(tantivy.Index.open(str(folder)))


def _with_analyzers(index: Any) -> Any:
    index.register_tokenizer("english", words.stemmer())
    index.register_tokenizer("plain", words.plain())
    return index


class Entry(NamedTuple):
    """A product as it is written: its id, the line of which its vector is made, the fields of the index but its row."""

    id: str
    title: str
    fields: dict[str, Any]


class Writer:
    """Writes one generation's index into an empty folder; adding an id again replaces it.

    A context manager: its threads have let go of the folder when the block is left, also by an error.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = schema()
        self._index = _with_analyzers(tantivy.Index(self._schema, str(folder)))
        self._writer: Any = self._index.writer(HEAP_BYTES, THREADS)
        self._ids: set[str] = set()
        self._titles = (folder / TITLES).open("w", encoding="utf-8", errors="replace")
        self._rows = 0
        self._began = time.time()
        self.replaced = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        if kind is not None and self._writer is not None:
            self._writer.rollback()
            self._let_go()

    def _let_go(self) -> None:
        self._titles.close()
        self._writer.wait_merging_threads()
        self._writer = None

    def __contains__(self, product_id: str) -> bool:
        return product_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, entry: Entry) -> None:
        """Adds a product, in place of an earlier one with the same id."""
        if entry.id in self._ids:
            self._writer.delete_documents_by_term("id", entry.id)
            self.replaced += 1
        self._ids.add(entry.id)
        self._writer.add_document(tantivy.Document(row=self._rows, **entry.fields))
        self._titles.write(f"{entry.title}\n")
        self._rows += 1

    def close(self) -> About:
        """Makes everything durable and readable, and returns what a reader needs to know of it."""
        self._writer.commit()
        self._let_go()
        self._index.reload()
        searcher = self._index.searcher()
        about = About(
            products=len(self._ids),
            brands=_counts(searcher, "brand"),
            spellings=_spellings(searcher),
            departments=_counts(searcher, "department"),
            built=self._began,
        )
        (self._folder / ABOUT).write_bytes(msgspec.json.encode(about))
        return about


def read_about(folder: Path) -> About:
    return msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)


def completed(product: Product) -> Product:
    """The product with its color, kind and department read from its words where the feed does not give them."""
    kind = product.kind or kind_of(product.title, product.brand, product.category)
    color = product.color or ", ".join(colors_in(product.title))
    department, sure = _department(product)
    return msgspec.structs.replace(product, kind=kind, color=color, department=department, sure=sure)


def _department(product: Product) -> tuple[str, float]:
    if given := product.department or (top(product.category) if ">" in product.category else ""):
        return given, product.sure or 1.0
    found = max(sort(product.title, product.brand, product.description), sort(product.category), key=lambda one: one.sure)
    return top(found.category), found.sure


def entry(product: Product) -> Entry:
    """What the index is to keep of a completed product."""
    title = product.title
    if product.brand.lower() not in title.lower():
        title = f"{product.brand} {title}"
    description = without_excluded(product.description[:DESCRIPTION_SEARCHED])
    codes = codes_in(f"{title} {description}") | {code for code in (canonical(product.sku), canonical(product.gtin)) if code}
    fields: dict[str, Any] = {
        "id": product.id,
        "title": title,
        "category": product.category,
        "department": product.department,
        "description": description,
        "material": product.material,
        "size": product.size,
        "words": f"{title} {product.category} {product.description}",
        "kind": product.kind,
        "code": " ".join(codes),
        "color": color_words(product.color),
        "brand": canonical(product.brand),
        "price": float(product.price) if product.price is not None else UNKNOWN,
        "stock": product.stock if product.stock is not None else UNKNOWN_STOCK,
        "data": pack(product),
    }
    return Entry(product.id, title_line(product.title), fields)


def _counts(searcher: Any, field: str) -> dict[str, int]:
    return dict(searcher.terms_with_prefix(field, ""))


def _spellings(searcher: Any) -> dict[str, int]:
    counts = _counts(searcher, "words")
    return {word: count for word, count in counts.items() if count >= 2 and len(word) >= SHORTEST_SPELLED and word.isalpha()}
