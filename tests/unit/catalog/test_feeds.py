from __future__ import annotations

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog import reading
from bot.catalog.imports import import_feed, import_products
from bot.catalog.product import PriceBreak, Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.errors import FeedError

HEADER = "id,title,brand,price\n"
TWO = HEADER + "1,Black pens,Pentara,4.50\n2,Café mug “blue”,Müller,7\n"


def written(tmp_path: Path, name: str, data: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def imported(tmp_path: Path, name: str, data: str | bytes, given: dict[str, str] | None = None) -> list[Product]:
    import_feed(tmp_path / "var", written(tmp_path, name, data), given)
    catalog = Catalog.open(tmp_path / "var")
    result = catalog.search(Query(min_price=Decimal(0), limit=100))
    return sorted(result.products, key=lambda product: product.id)


def reasons(tmp_path: Path) -> list[tuple[str, str, str]]:
    (path,) = (tmp_path / "var" / "catalog").glob("rejects-*.csv")
    with path.open(newline="") as file:
        return [(row["row"], row["column"], row["reason"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_feed_is_read_in_the_encodings_that_merchants_use(tmp_path: Path, encoding: str) -> None:
    products = imported(tmp_path, "feed.csv", TWO.encode(encoding))
    assert [(p.title, p.brand, p.price) for p in products] == [
        ("Black pens", "Pentara", Decimal("4.50")),
        ("Café mug “blue”", "Müller", Decimal(7)),
    ]


def test_a_gzipped_tab_separated_feed_is_read(tmp_path: Path) -> None:
    products = imported(tmp_path, "feed.tsv.gz", gzip.compress(TWO.replace(",", "\t").encode()))
    assert [p.id for p in products] == ["1", "2"]


def test_json_lines_are_read_and_a_line_that_is_none_is_rejected(tmp_path: Path) -> None:
    lines = [
        {"SKU": "A-1", "Name": "Stapler", "Price": 12.5, "Stock": 3, "Category": ["Desk", "Staplers"]},
        {"SKU": "A-2", "Name": "Staples", "Price": None},
    ]
    products = imported(tmp_path, "feed.jsonl", "\n".join([json.dumps(lines[0]), "{oops", "[1]", json.dumps(lines[1])]))
    assert [(p.id, p.title, p.price, p.stock, p.category) for p in products] == [
        ("A-1", "Stapler", Decimal("12.5"), 3, "Desk > Staplers")
    ]
    assert Catalog.open(tmp_path / "var").product("A-2") is not None
    assert [row for row, _, _ in reasons(tmp_path)] == ["2", "3"]


GOOGLE = """<?xml version="1.0"?>{dtd}
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>m1</g:id><title>Mug &amp; lid</title><g:brand>Acme</g:brand><g:price>7.50 USD</g:price><g:mpn>MG-77</g:mpn>
<g:product_type>Kitchen &gt; Mugs</g:product_type><g:availability>out_of_stock</g:availability><g:image_link>https://x/m.png</g:image_link></item>
<item><g:id>m2</g:id><title>Cup{entity}</title><g:price>9.00 EUR</g:price></item></channel></rss>"""


def test_a_merchant_center_xml_feed_is_read(tmp_path: Path) -> None:
    (mug,) = imported(tmp_path, "feed.xml", GOOGLE.format(dtd="", entity=""))
    assert (mug.title, mug.price, mug.sku, mug.stock, mug.category, mug.image) == (
        "Mug & lid",
        Decimal("7.50"),
        "MG-77",
        0,
        "Kitchen > Mugs",
        "https://x/m.png",
    )
    assert reasons(tmp_path) == [("2", "price", "'9.00 EUR' is not in US dollars")]


def test_fields_that_the_first_rows_lack_are_read_all_the_same(tmp_path: Path) -> None:
    lines = [{"id": "1", "title": "Stapler", "price": 9}, {"id": "2", "title": "Mug", "color": "red", "price": 4}]
    products = imported(tmp_path, "feed.jsonl", "\n".join(map(json.dumps, lines)))
    assert [(p.color, p.price) for p in products] == [("", Decimal(9)), ("red", Decimal(4))]
    items = "<item><id>1</id><price>1</price><title>A</title></item>"
    items += "<item><id>2</id><price>2</price><title>B</title><brand>Acme</brand></item>"
    products = imported(tmp_path, "feed.xml", f"<rss><channel><title>Shop</title>{items}</channel></rss>")
    assert [p.brand for p in products] == ["", "Acme"]


def test_a_merchant_center_table_is_read(tmp_path: Path) -> None:
    text = "id\ttitle\tg:price\tlink\tmpn\tavailability\nx\tDesk lamp\t19.99 USD\thttps://x\tDL-9\tin stock\n"
    (lamp,) = imported(tmp_path, "feed.txt", text)
    assert (lamp.price, lamp.sku, lamp.stock) == (Decimal("19.99"), "DL-9", None)


@pytest.mark.parametrize(
    ("dtd", "entity"),
    [('<!DOCTYPE rss [<!ENTITY a "x">]>', "&a;"), ('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;")],
)
def test_xml_that_declares_entities_is_refused(tmp_path: Path, dtd: str, entity: str) -> None:
    with pytest.raises(FeedError, match="entities"):
        imported(tmp_path, "feed.xml", GOOGLE.format(dtd=dtd, entity=entity))


@pytest.mark.parametrize("price", ["1.234,50", "N/A", "-3", "12 EUR", "call us", "99999999999"])
def test_a_price_that_is_none_rejects_its_row_with_column_and_reason(tmp_path: Path, price: str) -> None:
    products = imported(tmp_path, "feed.csv", f'ID,Title,List Price\n1,Pens,2\n2,Ink,"{price}"\n')
    assert [p.id for p in products] == ["1"]
    ((row, column, reason),) = reasons(tmp_path)
    assert (row, column) == ("3", "List Price")
    assert price in reason


@pytest.mark.parametrize(("text", "price"), [("$1,234.50", "1234.50"), ("USD 5", "5"), ("49.95 USD", "49.95"), (".99", "0.99")])
def test_a_price_in_dollars_is_read(tmp_path: Path, text: str, price: str) -> None:
    (product,) = imported(tmp_path, "feed.csv", f'id,title,price\n1,Pens,"{text}"\n')
    assert product.price == Decimal(price)


def test_nothing_and_zero_are_unknown_prices(tmp_path: Path) -> None:
    imported(tmp_path, "feed.csv", "id,title,price\n1,Pens,0.0\n2,Ink,\n")
    catalog = Catalog.open(tmp_path / "var")
    assert [product.price for product in catalog.products(["1", "2"])] == [None, None]


def test_the_last_row_of_an_id_counts_and_the_others_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path, "feed.csv", HEADER + "1,Old pens,,1\n2,Ink,,1\n1,New pens,,2\n")
    done = import_feed(tmp_path / "var", path)
    assert (done.products, done.rows, done.replaced) == (2, 3, 1)
    catalog = Catalog.open(tmp_path / "var")
    assert [p.title for p in catalog.search(Query(text="pens")).products] == ["New pens"]


def test_columns_are_recognised_with_the_makers_code_in_name(tmp_path: Path) -> None:
    header = "id,name,title,brand,short_description,price,price_cents,ean,type_attr\n"
    text = header + "9,TN-1,Toner,Acme,Black toner,4.5,450,123|456,Original\n"
    (toner,) = imported(tmp_path, "feed.csv", text)
    assert (toner.sku, toner.title, toner.description, toner.gtin, toner.category) == (
        "TN-1",
        "Toner",
        "Black toner",
        "123",
        "",
    )


def test_columns_can_be_named(tmp_path: Path) -> None:
    (product,) = imported(tmp_path, "feed.csv", "nr;text;cost\n7;Desk;120\n", {"title": "Text", "id": "nr", "price": "cost"})
    assert (product.id, product.title, product.price) == ("7", "Desk", Decimal(120))


@pytest.mark.parametrize("given", [{"title": "nope"}, {"colour": "cost"}, {}])
def test_a_mapping_that_cannot_be_is_told(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(FeedError, match=r"column|field"):
        imported(tmp_path, "feed.csv", "nr;text;cost\n7;Desk;120\n", given)


def test_packs_stock_and_price_breaks_are_read(tmp_path: Path) -> None:
    text = 'id,title,price,uom,pack size,stock,price breaks\n1,Pens,5,Box,12,"1,200",10:4.50; 50:3.90\n'
    (pens,) = imported(tmp_path, "feed.csv", text)
    assert (pens.unit, pens.pack_size, pens.stock) == ("box", 12, 1200)
    assert pens.price_breaks == (PriceBreak(10, Decimal("4.50")), PriceBreak(50, Decimal("3.90")))


def test_html_and_control_characters_in_a_title_are_text(tmp_path: Path) -> None:
    (product,) = imported(tmp_path, "feed.csv", "id,title,price\n1,<b>Pens</b>\x00\x07 & <script>,5\n")
    assert product.title == "<b>Pens</b> & <script>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 50, "neither|title|one encoding"),
        (b"just a sentence", "neither"),
        (b"a,b\n1,2\n", "title"),
        (b"id,title\n", "no row"),
        (b"id,title,price\n1,,x\n2,Pens,N/A\n", "no row"),
        (gzip.compress(TWO.encode() * 50)[:60], "gzip"),
        (b"<rss><channel><item><title>x</title>", "broken XML"),
        (b"<html></html>", "no <item>"),
        (b"{not json\n", "JSON"),
    ],
)
def test_a_broken_feed_says_why_and_leaves_the_catalog_as_it_was(tmp_path: Path, data: bytes, reason: str) -> None:
    before = imported(tmp_path, "good.csv", TWO)
    catalog = Catalog.open(tmp_path / "var")
    with pytest.raises(FeedError, match=reason):
        import_feed(tmp_path / "var", written(tmp_path, "bad.csv", data))
    assert catalog.products(["1", "2"]) == before
    assert not list((tmp_path / "var" / "catalog").glob("*.building"))


def test_a_feed_that_breaks_in_the_middle_leaves_the_catalog_as_it_was(tmp_path: Path) -> None:
    before = imported(tmp_path, "good.csv", TWO)
    rows = "".join(f"{number},Pens number {number},Acme,5\n" for number in range(20_000)).encode()
    with pytest.raises(FeedError, match="one encoding"):
        import_feed(tmp_path / "var", written(tmp_path, "bad.csv", HEADER.encode() + rows + b"1,\xff\xfe,x,1\n"))
    assert Catalog.open(tmp_path / "var").products(["1", "2"]) == before


def test_a_feed_beyond_the_limit_is_refused_also_when_it_is_packed_small(tmp_path: Path) -> None:
    rows = (HEADER + "".join(f"{n},Pens,Acme,5\n" for n in range(50_000))).encode()
    for name, data in (("plain.csv", rows), ("packed.csv.gz", gzip.compress(rows))):
        with pytest.raises(FeedError, match="limit"):
            import_feed(tmp_path / "var", written(tmp_path, name, data), size_limit=200_000)
    assert Catalog.open(tmp_path / "var").size() == 0


@pytest.fixture
def every_feed_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE", 0)


@pytest.mark.usefixtures("every_feed_is_large")
def test_a_large_feed_is_read_by_a_process_beside(tmp_path: Path) -> None:
    rows = "".join(f"{number},Pens number {number},Acme,{number}\n" for number in range(1, 1_201))
    told: list[tuple[int, int]] = []
    path = written(tmp_path, "feed.csv", HEADER + rows + "7,Pens again,Acme,1\n8,,Acme,1\n")
    done = import_feed(tmp_path / "var", path, {"title": "TITLE"}, progress=lambda read, size: told.append((read, size)))
    assert (done.products, done.rows, done.replaced, done.rejected) == (1_200, 1_202, 1, 1)
    assert reasons(tmp_path) == [("1203", "title", "is empty")]
    assert [product.title for product in Catalog.open(tmp_path / "var").products(["7", "1200"])] == [
        "Pens again",
        "Pens number 1200",
    ]
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


@pytest.mark.usefixtures("every_feed_is_large")
@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "empty"), (b"a,b\n1,2\n", "title"), (TWO.encode() * 900 + b"1,\xff\xfe,x,1\n", "one encoding")]
)
def test_a_large_feed_that_breaks_leaves_the_catalog_as_it_was(tmp_path: Path, data: bytes, reason: str) -> None:
    import_products(tmp_path / "var", [Product(id="1", title="Pens")])
    with pytest.raises(FeedError, match=reason):
        import_feed(tmp_path / "var", written(tmp_path, "bad.csv", data))
    assert Catalog.open(tmp_path / "var").size() == 1
    assert not list((tmp_path / "var" / "catalog").glob("*.building"))


@pytest.mark.parametrize(
    ("start", "more", "reason"),
    [
        (b"id,title\n1,", b"a", "line"),
        (b"id,title,", b"a", "line"),
        (b'id,title\n1,"', b"a,b\n", "field"),
        (b'{"id": "1", "title": "', b"a", "line"),
        (b"<rss><channel><item><id>1</id><title>", b"a", "without the end of an item"),
        (b"<rss><channel>", b"<note/>", "without the end of an item"),
        (b"<rss>", b"<a>", "deep"),
    ],
)
def test_a_row_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, start: bytes, more: bytes, reason: str
) -> None:
    packed = gzip.compress(start + more * (6_000_000 // len(more)))
    with pytest.raises(FeedError, match=reason):
        import_feed(tmp_path / "var", written(tmp_path, "bomb.gz", packed))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_gzipped_merchant_center_xml_feed_is_read(tmp_path: Path, encoding: str) -> None:
    text = GOOGLE.format(dtd="", entity="").replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    (mug,) = imported(tmp_path, "feed.xml.gz", gzip.compress(text.encode(encoding)))
    assert mug.title == "Mug & lid"


def test_what_stands_between_items_is_not_kept(tmp_path: Path) -> None:
    items = "".join(f"<item><id>{number}</id><title>Pens</title></item><x>{'y' * 9_000}</x>" for number in range(400))
    path = written(tmp_path, "feed.xml", f"<rss><channel>{items}</channel></rss>")
    assert import_feed(tmp_path / "var", path).products == 400


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="cannot read"):
        import_feed(tmp_path / "var", tmp_path / "none.csv")
