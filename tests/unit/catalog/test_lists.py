"""Lists of up to 500 lines, pasted or as a file: each line is read, found, priced, and asked about where it is doubtful."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog.imports import import_products
from bot.catalog.matched import match
from bot.catalog.product import PriceBreak, Product
from bot.catalog.search import Catalog
from bot.catalog.wanted import MOST_LINES, Wanted, read_file, read_rows, read_text
from bot.errors import BadInput


@pytest.mark.parametrize(
    ("line", "quantity", "unit", "text"),
    [
        ("10 staplers", "10", "", "staplers"),
        ("- 3 boxes of ballpoint pens", "3", "boxes", "ballpoint pens"),
        ("2) 5 x sticky notes", "5", "", "sticky notes"),
        ("sticky notes x 5", "5", "", "sticky notes"),
        ("copy paper, 20 reams", "20", "reams", "copy paper"),
        ("toner TN-2110 - 2", "2", "", "toner TN-2110"),
        ("TN-2110", "1", "", "TN-2110"),
        ("8.5 x 11 paper", "1", "", "8.5 x 11 paper"),
        ("stapler", "1", "", "stapler"),
        ("1,200 folders", "1200", "", "folders"),
    ],
)
def test_a_line_is_read_with_its_quantity(line: str, quantity: str, unit: str, text: str) -> None:
    (found,) = read_text(line)
    assert (found.quantity, found.unit, found.text) == (Decimal(quantity), unit, text)


def test_a_table_is_read_by_its_columns() -> None:
    text = "Qty,SKU,Description,UOM\n4,ST-9,Stapler,each\n,,,\n2,,Copy paper,case\n"
    assert read_text(text) == [Wanted(2, "Stapler", Decimal(4), "each", "ST-9"), Wanted(4, "Copy paper", Decimal(2), "case")]
    assert read_file(text.replace(",", "\t").encode("utf-16"), "list.txt")[0].code == "ST-9"


def test_a_table_without_a_header_is_read_by_what_is_in_it() -> None:
    rows = [["Stapler, heavy duty", 3.0], ["Copy paper", 12], ["Ballpoint pens, black", "1,000"]]
    assert [(one.text, one.quantity) for one in read_rows(rows)] == [
        ("Stapler, heavy duty", 3),
        ("Copy paper", 12),
        ("Ballpoint pens, black", 1000),
    ]


TYPES = """<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
RELATION = """<Relationships xmlns="{package}/relationships">
<Relationship Id="r1" Type="{there}/{kind}" Target="{target}"/></Relationships>"""
BOOK = """<workbook xmlns="{main}" xmlns:r="{there}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"""
NAMES = {
    "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "there": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "package": "http://schemas.openxmlformats.org/package/2006",
}


def spreadsheet(rows: list[list[str]]) -> bytes:
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    parts = {
        "[Content_Types].xml": TYPES.format(**NAMES),
        "_rels/.rels": RELATION.format(kind="officeDocument", target="xl/workbook.xml", **NAMES),
        "xl/workbook.xml": BOOK.format(**NAMES),
        "xl/_rels/workbook.xml.rels": RELATION.format(kind="worksheet", target="worksheets/sheet1.xml", **NAMES),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{NAMES["main"]}"><sheetData>{cells}</sheetData></worksheet>',
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return data.getvalue()


def test_a_spreadsheet_is_read() -> None:
    data = spreadsheet([["Our order", ""], ["Item", "Quantity"], ["Stapler", "4"], ["Copy paper", "2 cases"]])
    assert [(one.text, one.quantity, one.unit) for one in read_file(data, "order.xlsx")] == [
        ("Stapler", Decimal(4), ""),
        ("Copy paper", Decimal(2), "cases"),
    ]


def test_what_is_no_list_is_told() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 60_000_000)
    for data, reason in (
        (bomb.getvalue(), "unpacks"),
        (b"PK\x03\x04 broken", "no spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "neither text"),
        (b"x" * 5_000_001, "limit"),
        (b"pen\n" * (MOST_LINES + 2), "limit"),
    ):
        with pytest.raises(BadInput, match=reason):
            read_file(data, "list")
    assert read_text("") == []
    assert read_file(b"", "empty.txt") == []


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    products = [
        Product(id="ST-9", title="Stapler, full strip", price=Decimal(14), price_breaks=(PriceBreak(10, Decimal(12)),)),
        Product(id="CP-1", title="Copy paper, case of 10 reams", unit="case", price=Decimal(45)),
        Product(id="P-1", title="Ballpoint pens, blue", unit="box", pack_size=12, price=Decimal(6)),
        Product(id="P-2", title="Gel ballpoint pens, retractable", unit="box", pack_size=12, price=Decimal(19)),
    ]
    import_products(tmp_path, products)
    return Catalog.open(tmp_path)


def test_every_line_is_found_priced_and_added_up(catalog: Catalog) -> None:
    found = match(catalog, read_text("12 staplers\n20 reams of copy paper\n24 ballpoint pens\n3 unicorns"))
    stapler, paper, pens, unicorn = found.lines
    assert (stapler.product.id, stapler.units, stapler.price.total) == ("ST-9", 12, Decimal(144))  # type: ignore[union-attr]
    assert (paper.units, paper.doubtful) == (2, False)
    assert (pens.units, pens.doubtful, [one.id for one in pens.others]) == (2, True, ["P-2"])
    assert unicorn.product is None
    assert (found.doubtful, found.missing) == ([pens], [unicorn])
    assert found.total.goods == Decimal(144 + 90 + 12)


def test_a_code_is_sure_and_a_unit_that_cannot_be_counted_is_asked_about(catalog: Catalog) -> None:
    by_code, pallets = match(
        catalog, [Wanted(1, "office thing", Decimal(2), "", "ST-9"), Wanted(2, "stapler", Decimal(1), "pallet")]
    ).lines
    assert by_code.sure > 0.9
    assert (pallets.units, pallets.doubtful) == (None, True)


def test_five_hundred_lines_are_answered(catalog: Catalog) -> None:
    now = datetime(2026, 11, 22, 15, tzinfo=timezone.utc)
    found = match(catalog, read_text("\n".join(f"{number} staplers" for number in range(1, 501))), zip_code="60601", now=now)
    assert len(found.lines) == 500
    assert not found.missing
    assert found.lines[0].promise is not None
