"""The suppliers' directory: kept as files, imported from files as others have them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import FeedError
from bot.sourcing.supplier import Hidden, Line, Supplier
from bot.sourcing.supplier_files import SupplierFiles
from bot.sourcing.supplier_imports import import_suppliers
from tests.commands import quartermaster

HEADER = "id,name,country,city,products,hs,moq,price,lead_days,certificates,kind"


def supplier(supplier_id: str, **more: object) -> Supplier:
    return Supplier(supplier_id, f"Maker {supplier_id}", "VN", lines=(Line("tote bag", price=Decimal("1.20")),), **more)  # type: ignore[arg-type]


def written(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "makers.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    files = SupplierFiles(tmp_path)
    assert (files.count(), files.get("a"), list(files.all())) == (0, None, [])
    saved = [supplier("a"), supplier("b", lead_days=20)]
    assert files.save((one, None) for one in saved) == 2
    assert SupplierFiles(tmp_path).get("b") == saved[1]
    assert list(files.all()) == saved
    assert files.hidden() == []


def test_what_benchmarks_judge_by_lies_apart(tmp_path: Path) -> None:
    files = SupplierFiles(tmp_path)
    hidden = Hidden("a", ("bags/tote",), 0.9, 0.8, 0.7, True, 9000)
    files.save([(supplier("a"), hidden)])
    assert files.hidden() == [hidden]
    number = files.generations.current()
    assert number is not None
    assert b"bags/tote" not in (files.generations.path(number) / "suppliers.msgpack").read_bytes()


def test_a_running_reader_sees_the_next_generation(tmp_path: Path) -> None:
    reader = SupplierFiles(tmp_path)
    SupplierFiles(tmp_path).save([(supplier("a"), None)])
    during = reader.all()
    assert next(during).id == "a"
    SupplierFiles(tmp_path).save([(supplier("b"), None)])
    assert (reader.get("a"), reader.count()) == (None, 1)


def test_rows_that_fit_are_imported_and_the_others_reported(tmp_path: Path) -> None:
    done = import_suppliers(
        tmp_path / "var",
        written(
            tmp_path,
            'V1,Ankara Tote,tr,Izmir,tote bag|pouch,4202.92|4202.32,"1,500",$1.20,21,GOTS;BSCI,workshop',
            ",Noname Pens,IN,Pune,ballpoint pen,,,,,,",
            "V1,Twice,TR,Izmir,cap,,,,,,",
            "V3,,TR,Izmir,cap,,,,,,",
            "V4,Nowhere,Atlantis,,cap,,,,,,",
            "V5,Negative,TR,,cap,,-5,,,,",
            "V6,Odd,TR,,cap,,,,,,broker",
            "V7,Nothing,TR,,,,,,,,",
            "V8,Free,TR,,cap,,5,-2.00,,,",
        ),
    )
    assert (done.suppliers, done.rejected) == (2, 7)
    files = SupplierFiles(tmp_path / "var")
    first = files.get("V1")
    assert first is not None
    assert (first.country, first.kind, first.certificates, first.moq) == ("TR", "workshop", ("GOTS", "BSCI"), 1500)
    assert [(line.product, line.hs, line.price) for line in first.lines] == [
        ("tote bag", "420292", Decimal("1.20")),
        ("pouch", "420232", Decimal("1.20")),
    ]
    made = files.get("S000002")
    assert made is not None
    assert (made.name, made.moq, made.lines[0].price) == ("Noname Pens", 1, None)


def test_a_file_without_suppliers_changes_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    SupplierFiles(var).save([(supplier("a"), None)])
    with pytest.raises(FeedError, match="no row that is a supplier"):
        import_suppliers(var, written(tmp_path, "V3,,TR,Izmir,cap,,,,,,"))
    with pytest.raises(FeedError, match="no column is the country and the products"):
        import_suppliers(var, written(tmp_path, "1,2", header="id,name"))
    assert SupplierFiles(var).get("a")


def test_the_commands(tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert quartermaster(var, "suppliers", "list").returncode == 1
    feed = written(tmp_path, "V1,Ankara Tote,TR,Izmir,tote bag,,500,,,,", "V2,Pune Pens,IN,Pune,gel pen,,100,,,,")
    assert "2 suppliers imported" in quartermaster(var, "suppliers", "import", str(feed)).stdout
    listed = quartermaster(var, "suppliers", "list", "--makes", "TOTE").stdout
    assert "Ankara Tote" in listed
    assert "Pune Pens" not in listed
    assert "2 suppliers in all" in listed
