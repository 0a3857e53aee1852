"""A directory of shops, imported from files as others have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import FeedError
from bot.shops.files import ShopFiles
from bot.shops.imports import import_shops
from tests.commands import quartermaster

HEADER = "id,type,name,address,address2,city,state,zip,lat,lon,hours,services"
ROWS = [
    "1,Large,Harbor Point,12 Pier Rd,Suite 4,Boston,MA,2108,42.357,-71.064,Mon: 10-9:30; Thurs: 10-9; Sun: 11-7,Print|Repair",
    "2,Small,Lakeview,9 Shore Ave,,Chicago,IL,60657-1234,,,Mon-Sun: 0-11:59,",
    "3,Small,Nowhere,1 Gone St,,Nowhere,ZZ,00000,,,,",
    "4,Small,Far Off,1 Lost St,,Chicago,IL,60657,12.0,13.0,,",
    "5,Small,Odd Hours,1 Late St,,Chicago,IL,60657,,,whenever,",
    "6,Small,,1 Blank St,,Chicago,IL,60657,,,,",
]


def written(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "places.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_rows_that_fit_are_imported_and_the_others_reported(tmp_path: Path) -> None:
    done = import_shops(tmp_path / "var", written(tmp_path, *ROWS))
    assert (done.shops, done.rejected) == (2, 4)
    boston, chicago = ShopFiles(tmp_path / "var")()
    assert (boston.zip, boston.address, boston.timezone) == ("02108", "12 Pier Rd, Suite 4", "America/New_York")
    assert boston.services == ("Print", "Repair")
    assert boston.hours is not None
    assert boston.hours[0] == (600, 1290)
    assert (chicago.zip, chicago.timezone) == ("60657", "America/Chicago")
    assert chicago.lat == pytest.approx(41.94, abs=0.05)
    assert done.rejects is not None
    reasons = done.rejects.read_text()
    for reason in ("no ZIP 00000", "300 miles", "names no day", "is empty"):
        assert reason in reasons


def test_a_file_without_shops_changes_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    import_shops(var, written(tmp_path, ROWS[0]))
    with pytest.raises(FeedError, match="no row that is a shop"):
        import_shops(var, written(tmp_path, ROWS[2]))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FeedError, match="no column is the id and the name and the zip"):
        import_shops(var, tmp_path / "other.csv")
    assert len(ShopFiles(var)()) == 1


def test_the_commands(tmp_path: Path) -> None:
    var = tmp_path / "var"
    empty = quartermaster(var, "stores", "near", "60616")
    assert (empty.returncode, "stores import" in empty.stderr) == (1, True)
    done = quartermaster(var, "stores", "import", str(written(tmp_path, *ROWS)))
    assert "2 shops imported" in done.stdout
    assert "4 rows did not fit" in done.stdout
    near = quartermaster(var, "stores", "near", "60616", "--limit", "1")
    assert "Lakeview" in near.stdout
    assert "open around the clock" in near.stdout
    assert "Harbor Point" in quartermaster(var, "stores", "list", "--state", "ma").stdout
