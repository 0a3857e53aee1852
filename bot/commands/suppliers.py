"""`quartermaster suppliers`: the suppliers' directory."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import click

from bot.errors import Missing
from bot.settings import settings


@click.group()
def command() -> None:
    """Import and list the suppliers."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Import suppliers from a CSV, TSV or JSON Lines file, in place of those on file.

    Columns are recognised by name: name, country (two letters) and products are needed; id, province, city, hs, materials,
    techniques, moq, price, price_level, lead_days, sample_days, certificates, languages, incoterms, kind, founded, employees,
    description, email and webhook are used where they are there. Several values have "|" or ";" between.
    """
    from tqdm import tqdm

    from bot.sourcing.matching import Matching
    from bot.sourcing.supplier_imports import import_suppliers

    with tqdm(unit="B", unit_scale=True, desc=file.name, file=sys.stderr) as bar:

        def progress(done: int, size: int) -> None:
            bar.total = size
            bar.update(done - bar.n)

        done = import_suppliers(settings().var, file, progress)
    click.echo(f"{done.suppliers} suppliers imported; working out what they make…")
    Matching(settings().var).prepare()
    if done.rejects:
        click.echo(f"{done.rejected} rows did not fit, see {done.rejects}")


@command.command("match")
@click.argument("words", nargs=-1, required=True)
@click.option("--quantity", default=1_000, show_default=True, type=click.IntRange(1, 10**9), help="pieces that are needed")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="how many to show")
def match(words: tuple[str, ...], quantity: int, limit: int) -> None:
    """Show who would be asked to make something, and why."""
    from datetime import date
    from decimal import Decimal

    from bot.sourcing.matching import Matching
    from bot.sourcing.request import RequestFields

    fields = RequestFields(product=" ".join(words), quantity=Decimal(quantity))
    matches = Matching(settings().var).match(fields, limit, date.today())
    for one in matches.found:
        why = "; ".join(f"{reason.name.replace('_', ' ')} {reason.value}".strip() for reason in one.why)
        click.echo(f"{one.supplier.id:<10} {one.supplier.name:<44} {one.supplier.country} {why}")
    kind = matches.kind.name if matches.kind else "nothing that is known"
    click.echo(f"understood as {kind}; {matches.fitting:,} suppliers fit")


@command.command("secret")
@click.argument("supplier")
def secret(supplier: str) -> None:
    """Show the secret by which a platform checks the signature of what its webhook gets."""
    from bot.secret import derived, secret_of
    from bot.sourcing.supplier_files import SupplierFiles

    if SupplierFiles(settings().var).get(supplier) is None:
        raise Missing(f"there is no supplier {supplier}")
    click.echo(derived(secret_of(settings()), "webhook", supplier).hex())


@command.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="how many to show")
@click.option("--country", default="", help="only one country's, by its two letters")
@click.option("--makes", default="", help="only those with a product that contains these words")
def list_(limit: int, country: str, makes: str) -> None:
    """Show suppliers, in the order of the directory."""
    from bot.sourcing.supplier_files import SupplierFiles

    files = SupplierFiles(settings().var)
    if not files.count():
        raise Missing("no suppliers on file; import some with: quartermaster suppliers import FILE")
    wanted = (
        one
        for one in files.all()
        if (not country or one.country == country.upper())
        and (not makes or any(makes.lower() in line.product.lower() for line in one.lines))
    )
    for one in islice(wanted, limit):
        products = ", ".join(line.product for line in one.lines)
        click.echo(f"{one.id:<10} {one.name:<44} {one.country} {one.city:<16} MOQ {one.moq:<8,} {products}")
    click.echo(f"{files.count():,} suppliers in all")
