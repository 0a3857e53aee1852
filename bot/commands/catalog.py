"""`quartermaster catalog`: import a feed, search what is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadInput, Missing, Refused
from bot.settings import settings

if TYPE_CHECKING:
    from bot.catalog.query import Result


GENTLY = 15


@click.group()
def command() -> None:
    """Import and search the catalog."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="which column is a field, e.g. --map title=Name")
@click.option("--replace/--add", default=True, help="replace the catalog (default), or add to it")
@click.option("--vectors/--no-vectors", default=True, help="whether the products' meanings follow")
def import_(file: Path, maps: tuple[str, ...], replace: bool, vectors: bool) -> None:
    """Import a feed: CSV, TSV, JSON Lines, Google Merchant Center (TSV, XML), also gzipped.

    When the words can be searched, the meanings of the products follow: at once where they take up to a minute or two,
    else in the background.
    """
    from tqdm import tqdm

    from bot.catalog.imports import import_feed

    with tqdm(unit="B", unit_scale=True, desc=file.name, file=sys.stderr) as bar:

        def progress(done: int, size: int) -> None:
            bar.total = size
            bar.update(done - bar.n)

        done = import_feed(
            settings().var, file, _mapping(maps), add=not replace, size_limit=settings().feed_bytes, progress=progress
        )
    click.echo(f"{done.products} products from {done.rows} rows ({done.replaced} ids came again, the last row counts)")
    if done.kept:
        click.echo(f"{done.kept} of them stayed from before")
    if done.rejects:
        click.echo(f"{done.rejected} rows did not fit, see {done.rejects}")
    if vectors:
        _follow(settings().var)


@command.command("vectors")
@click.option("--status", is_flag=True, help="only say how far they are")
@click.option("--gently", is_flag=True, help="give way to whatever else runs")
def vectors_(status: bool, gently: bool) -> None:
    """Make what is missing of the products' meanings; goes on where it was stopped."""
    from bot.catalog.vector_building import made

    if gently:
        os.nice(GENTLY)
    if not status:
        _make(settings().var)
    done = made(settings().var)
    click.echo(f"{done.done} of {done.rows} products can be found by meaning")


def _follow(var: Path) -> None:
    """The vectors of what was just imported: here while somebody may wait for them, else by a process that stays behind."""
    from bot.catalog.vector_building import QUICKLY, made

    left = made(var)
    if left.rows - left.done <= QUICKLY:
        _make(var)
        return
    command = [sys.executable, "-m", "bot.cli", "catalog", "vectors", "--gently"]
    with (var / "catalog" / "vectors.log").open("w") as log:
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=_here(var))
    click.echo(
        "They can be searched by words; their meanings follow in the background (quartermaster catalog vectors --status)"
    )


def _here(var: Path) -> dict[str, str]:
    return {**os.environ, "QUARTERMASTER_VAR": str(var)}


def _make(var: Path) -> None:
    from tqdm import tqdm

    from bot.catalog.vector_building import make

    with tqdm(unit=" products", desc="meanings", file=sys.stderr, disable=None) as bar:

        def progress(done: int, rows: int) -> None:
            bar.total = rows
            bar.update(done - bar.n)

        try:
            make(var, progress)
        except Refused as refusal:
            click.echo(f"{refusal}: by another process", err=True)


@command.command()
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="a JSON object per query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--max-price", type=str, help="USD; only products that cost no more")
@click.option("--batch", type=click.Path(path_type=Path), help="a file with a query a line")
def search(query: tuple[str, ...], as_json: bool, limit: int, max_price: str | None, batch: Path | None) -> None:
    """Search the catalog; answers with --json as one JSON object a query."""
    from bot.catalog.query import Query
    from bot.catalog.search import Catalog

    catalog = Catalog.open(settings().var)
    if not catalog.size():
        raise Missing("the catalog is empty; fill it with: quartermaster catalog import FILE")
    ceiling = _price(max_price)
    for text in _queries(query, batch):
        result = catalog.search(Query(text=text, limit=limit, max_price=ceiling, fill=True))
        click.echo(_as_json(text, result) if as_json or batch else _as_text(text, result))


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def warehouses(file: Path | None) -> None:
    """Import the warehouses that orders leave from (CSV: id, zip, cutoff), or list them."""
    from bot.catalog.warehouses import load, read, save

    if file is not None:
        save(settings().var, read(file))
    for one in load(settings().var):
        click.echo(f"{one.id:>12}  {one.city}, {one.state} {one.zip}  orders until {one.cutoff:%H:%M} {one.timezone}")


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def agreements(file: Path | None) -> None:
    """Import what accounts have agreed (CSV, see bot/catalog/agreements.py), or list it."""
    from bot.catalog.agreements import load, read, save

    if file is not None:
        save(settings().var, read(file))
    for one in load(settings().var).values():
        click.echo(f"{one.account}: {len(one.rules)} rules")


@command.command()
@click.option("--shipping", help="USD an order")
@click.option("--free-from", help="USD of goods from which shipping is free")
@click.option("--least", help="USD of goods below which nothing is delivered")
def terms(shipping: str | None, free_from: str | None, least: str | None) -> None:
    """Set what orders cost beside their goods, or show it."""
    from bot.catalog.totals import Terms, load, save

    if shipping or free_from or least:
        zero = Decimal(0)
        save(settings().var, Terms(_price(shipping) or zero, _price(free_from), _price(least) or zero))
    found = load(settings().var)
    free = "" if found.free_from is None else f", free from ${found.free_from}"
    click.echo(f"shipping ${found.shipping}{free}; least order ${found.least}")


@command.command()
@click.argument("product")
@click.option("--price", help="USD a unit; 'unknown' where there is none any more")
@click.option("--break", "breaks", help="price breaks, like '10:4.50; 50:3.90'; '' for none")
@click.option("--stock", type=click.IntRange(0, 10**9), help="units on hand")
@click.option("--stock-by", help="units by warehouse, like 'DAL:40; RNO:3'")
def change(product: str, price: str | None, breaks: str | None, stock: int | None, stock_by: str | None) -> None:
    """Change a price, price breaks or stock at once; the catalog is not imported again."""
    import time

    from msgspec import UNSET

    from bot.catalog.live import Change, checked
    from bot.catalog.rows import breaks_of, stock_by_of
    from bot.catalog.search import Catalog
    from bot.store.live import save_changes
    from bot.store.once import ask_redis

    if Catalog.open(settings().var).product(product) is None:
        raise Missing(f"there is no product {product}")
    try:
        told = Change(
            id=product,
            price=UNSET if price is None else None if price == "unknown" else _price(price),
            price_breaks=UNSET if breaks is None else breaks_of(breaks),
            stock=UNSET if stock is None else stock,
            stock_by=UNSET if stock_by is None else dict(stock_by_of(stock_by)),
            at=time.time(),
        )
    except ValueError as error:
        raise BadInput(str(error)) from None
    ask_redis(settings(), lambda client: save_changes(client, [checked(told)]))
    click.echo(f"{product} is changed")


def _mapping(maps: tuple[str, ...]) -> dict[str, str]:
    for given in maps:
        if "=" not in given:
            raise BadInput(f"--map takes FIELD=COLUMN, not {given!r}")
    return dict(given.split("=", 1) for given in maps)


def _price(text: str | None) -> Decimal | None:
    from bot.catalog.rows import price_of

    try:
        return price_of(text or "")
    except ValueError as error:
        raise BadInput(str(error)) from None


def _queries(query: tuple[str, ...], batch: Path | None) -> Iterable[str]:
    if batch is None:
        if not query:
            raise BadInput("give a query, or --batch FILE with a query a line")
        return [" ".join(query)]
    try:
        return batch.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise BadInput(f"cannot read {batch}: {error.strerror}") from None


def _as_json(text: str, result: Result) -> str:
    hits = [
        {
            "id": hit.product.id,
            "score": round(hit.score, 4),
            "title": hit.product.title,
            "price": None if hit.product.price is None else float(hit.product.price),
        }
        for hit in result.hits
    ]
    return json.dumps({"query": text, "fit": result.fit, "dropped": result.dropped, "hits": hits}, ensure_ascii=False)


def _as_text(text: str, result: Result) -> str:
    lines = [f"{text}: {result.fit}" + (f", without {', '.join(result.dropped)}" if result.dropped else "")]
    for hit in result.hits:
        price = "no price" if hit.product.price is None else f"${hit.product.price}"
        lines.append(f"  {hit.product.id:>12}  {price:>10}  {hit.product.title}")
    return "\n".join(lines)
