"""`quartermaster stores`: the directory of shops."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import Missing
from bot.settings import settings

if TYPE_CHECKING:
    from bot.shops.service import Near
    from bot.shops.shop import Shop


@click.group()
def command() -> None:
    """Import the shops, list them, find the nearest."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Import shops from a CSV, TSV or JSON Lines file, in place of those on file.

    Columns are recognised by name: id, name and zip are needed; type, address, address2, city, state, lat, lon, hours ("Mon:
    10-9:30; Sun: 11-7"), services (with "|" between) and phone are used where they are there.
    """
    from tqdm import tqdm

    from bot.shops.imports import import_shops

    with tqdm(unit="B", unit_scale=True, desc=file.name, file=sys.stderr) as bar:

        def progress(done: int, size: int) -> None:
            bar.total = size
            bar.update(done - bar.n)

        done = import_shops(settings().var, file, progress)
    click.echo(f"{done.shops} shops imported")
    if done.rejects:
        click.echo(f"{done.rejected} rows did not fit, see {done.rejects}")


@command.command("list")
@click.option("--state", default="", help="only the shops of one state, by its two letters")
def list_(state: str) -> None:
    """Show all shops."""
    from bot.shops.files import ShopFiles

    for shop in _held(ShopFiles(settings().var)()):
        if not state or shop.state == state.upper():
            click.echo(f"{shop.id:<8} {shop.name:<32} {shop.address:<34} {shop.city}, {shop.state} {shop.zip}")


@command.command("near")
@click.argument("zip_code", metavar="ZIP")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option("--service", default="", help="only shops with this service, e.g. print")
def near(zip_code: str, limit: int, service: str) -> None:
    """Show the shops nearest to a ZIP, and whether they are open now."""
    from datetime import datetime

    from bot.shops.files import ShopFiles
    from bot.shops.service import Shops

    files = ShopFiles(settings().var)
    _held(files())
    for found in Shops(files).near(zip_code, datetime.now().astimezone(), limit, service):
        shop = found.shop
        click.echo(
            f"{found.miles:6.1f} mi  {shop.name:<32} {shop.address}, {shop.city}, {shop.state} {shop.zip}  {_state(found)}"
        )


def _held(shops: list[Shop]) -> list[Shop]:
    if not shops:
        raise Missing("no shops on file; import some with: quartermaster stores import FILE")
    return shops


def _state(found: Near) -> str:
    if found.is_open is None:
        return "hours not known"
    if found.is_open:
        return "open around the clock" if found.closes is None else f"open until {found.closes:%-I:%M %p}"
    return f"closed, opens {found.opens:%a %-I:%M %p}" if found.opens else "closed"
