"""The right suppliers: found by what buyers call a thing, filtered, ranked with reasons, and newcomers get their share."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.demo.parts import fill_suppliers
from bot.embeddings import embed
from bot.sourcing import matching_files
from bot.sourcing.factory import offers_of_directory
from bot.sourcing.kinds import digest, kinds, known_vectors, named, phrases, stems
from bot.sourcing.matching import NEWCOMER_EVERY, Match, Matching
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier
from bot.sourcing.supplier_files import SupplierFiles

TODAY = date(2026, 11, 22)
FIELDS = RequestFields(product="totes", quantity=Decimal(2500), zip="60601")


def maker(number: int, product: str = "canvas shopping bag", hs: str = "420292", **more: object) -> Supplier:
    told: dict[str, object] = {"moq": 500, "price": Decimal(1), "price_bulk": Decimal("0.8")}
    line = Line(product, hs, **{**told, **{name: more.pop(name) for name in list(more) if name in Line.__struct_fields__}})
    held: dict[str, object] = {"lead_days": 20, "joined": 2020, "email": f"s{number}@factory.example"}
    return Supplier(f"S{number:03d}", f"Factory {number}", "CN", lines=(line,), **{**held, **more})


def matching(var: Path, *suppliers: Supplier) -> Matching:
    SupplierFiles(var).save((supplier, None) for supplier in suppliers)
    return Matching(var)


def found(matching: Matching, fields: RequestFields = FIELDS, limit: int = 10, salt: str = "") -> list[str]:
    return [match.supplier.id for match in matching.match(fields, limit, TODAY, salt).found]


def why(match: Match) -> dict[str, str]:
    return {reason.name: reason.value for reason in match.why}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Matching:
    var = tmp_path_factory.mktemp("world")
    fill_suppliers(var, 3_000, 11)
    return Matching(var)


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("something to carry a computer on the back", "bags/backpack"),
        ("neck straps for our conference badges", "print/lanyard"),
        ("brollies", "promo/umbrella"),
        ("java mugs for the break room", "drink/mug"),
        ("hard hats for the site", "safety/helmet"),
        ("Tees with our logo", "apparel/tshirt"),
        ("laptop backpack", "bags/backpack"),
        ("leather briefcase", "bags/leather"),
    ],
)
def test_buyers_words_find_who_makes_it(world: Matching, said: str, family: str) -> None:
    truth = {one.id: one.families for one in world.suppliers.hidden()}
    matches = world.match(replace(FIELDS, product=said), 10, TODAY, said)
    assert len(matches.found) == 10
    assert all(family in truth[match.supplier.id] for match in matches.found)


@pytest.mark.parametrize("said", ["", "   ", "qwrt zxcv", "hello there", "\x00", "🛒", "x" * 50_000])
def test_words_that_name_nothing_find_nobody(world: Matching, said: str) -> None:
    assert world.match(replace(FIELDS, product=said), 10, TODAY).found == ()


def test_an_hs_code_in_the_words_is_taken_as_such(world: Matching) -> None:
    matches = world.match(replace(FIELDS, product="goods under HS 6912.00"), 10, TODAY)
    assert {match.line.hs for match in matches.found} == {"691200"}


def test_an_empty_directory_finds_nobody(var: Path) -> None:
    assert not Matching(var).prepare()
    assert Matching(var).match(FIELDS, 10, TODAY).found == ()


def test_what_does_not_fit_comes_last_and_says_why(var: Path) -> None:
    found_ones = matching(var, maker(1, moq=9_000), maker(2), maker(3, lead_days=90), maker(4, certificates=("GOTS",)))
    fields = replace(FIELDS, certifications=("gots",), needed_by=TODAY + timedelta(days=60))
    matches = found_ones.match(fields, 10, TODAY)
    assert matches.found[0].supplier.id == "S004"
    assert matches.fitting == 1
    reasons = {match.supplier.id: why(match) for match in matches.found}
    assert "certificates" in reasons["S004"]
    assert reasons["S001"]["moq_above"] == "9000"
    assert reasons["S002"]["certificates_missing"] == "gots"
    assert "too_slow" in reasons["S003"]
    assert "by_air" not in reasons["S004"]


def test_a_certificate_that_nobody_has_rules_nobody_in(var: Path) -> None:
    assert matching(var, maker(1)).match(replace(FIELDS, certifications=("XYZ 1",)), 10, TODAY).fitting == 0


def test_wishes_go_before_price_and_price_before_days(var: Path) -> None:
    some = matching(
        var,
        maker(1, price=Decimal("0.50"), price_bulk=Decimal("0.50")),
        maker(2, materials=("organic cotton",)),
        maker(3, materials=("organic cotton",), techniques=("embroidery",), price=Decimal(3), price_bulk=Decimal(3)),
        maker(4, lead_days=10),
        maker(5, lead_days=30),
    )
    fields = replace(FIELDS, material="cotton", customization="logo embroidered")
    assert found(some, fields) == ["S003", "S002", "S001", "S004", "S005"]
    best = some.match(fields, 1, TODAY).found[0]
    assert (why(best)["material"], why(best)["technique"]) == ("organic cotton", "embroidery")


def test_newcomers_get_their_share_if_they_fit(var: Path) -> None:
    old = [maker(number, lead_days=10) for number in range(40)]
    new = [maker(100 + number, joined=2026, lead_days=20) for number in range(5)]
    unfit = [maker(200, joined=2026, moq=9_999)]
    matches = matching(var, *old, *new, *unfit).match(FIELDS, 16, TODAY).found
    newcomers = [match for match in matches if "newcomer" in why(match)]
    assert len(matches) == 16
    assert len(newcomers) == 16 // NEWCOMER_EVERY
    assert all(match.supplier.id.startswith("S10") for match in newcomers)


def test_equals_change_places_from_request_to_request(var: Path) -> None:
    some = matching(var, *(maker(number) for number in range(60)))
    orders = {tuple(found(some, salt=f"RFQ-{number}")) for number in range(5)}
    assert len(orders) == 5
    assert found(some, salt="RFQ-1") == found(some, salt="RFQ-1")


def test_a_supplier_stands_once_with_its_best_line(var: Path) -> None:
    lines = (
        Line("reusable grocery bag", "420292", moq=9_000, price=Decimal(1)),
        Line("canvas shopping bag", "420292", moq=100),
    )
    (match,) = matching(var, replace(maker(1), lines=lines)).match(FIELDS, 10, TODAY).found
    assert match.line.product == "canvas shopping bag"


def test_the_line_that_is_meant_is_that_of_the_kind(var: Path) -> None:
    lines = (Line("laptop backpack", "420292"), Line("canvas shopping bag", "420292"), Line("cosmetic case", "420232"))
    supplier = replace(maker(1), lines=lines)
    some = matching(var, supplier)
    assert some.line(supplier, FIELDS).product == "canvas shopping bag"
    assert some.line(supplier, replace(FIELDS, product="knapsack")).product == "laptop backpack"


def test_what_the_thesaurus_does_not_know_is_found_by_the_factories_own_words(var: Path) -> None:
    some = matching(var, maker(1, "violin bow", "920210"), maker(2))
    assert found(some, replace(FIELDS, product="bows for violins"))[0] == "S001"


def test_an_import_is_read_at_once_and_its_tables_are_kept(var: Path) -> None:
    some = matching(var, maker(1))
    assert found(some) == ["S001"]
    SupplierFiles(var).save([(maker(2), None)])
    assert found(some) == ["S002"]
    number = some.suppliers.generations.current()
    assert number is not None
    path = some.suppliers.generations.path(number) / matching_files.FILE
    assert path.exists()
    path.write_bytes(b"broken")
    assert found(Matching(var)) == ["S002"]


def test_matches_become_offers_for_shelf_or_factory(world: Matching) -> None:
    matches = world.match(FIELDS, 10, TODAY).found
    offers = offers_of_directory([(match.supplier, match.line) for match in matches])
    assert len(offers) == 10
    assert all(offer.case(FIELDS, 2500, TODAY).unit_price > 0 for offer in offers)


def test_the_thesaurus_is_in_order() -> None:
    assert len(kinds()) > 100
    assert all(len(kind.hs) == 6 and kind.hs.isdigit() for kind in kinds())
    assert all(stems(phrase) for kind in kinds() for phrase in kind.phrases)
    assert digest() == digest()


def test_the_meaning_of_the_thesaurus_came_with_it() -> None:
    held = known_vectors()
    assert held is not None, "the thesaurus has changed: run tools/thesaurus.py"
    some = list(range(0, len(phrases()), 97))
    fresh = embed([phrases()[place][0] for place in some])
    assert float((held[some] * fresh).sum(axis=1).min()) > 0.99


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("caps", "baseball cap"),
        ("AA batteries", "alkaline battery"),
        ("lab coats", "medical scrub set"),
        ("Bottle caps", "plastic closure"),
        ("patches", "embroidered patch"),
    ],
)
def test_what_is_called_exactly_that_is_no_other_kind(asked: str, name: str) -> None:
    place = named(asked)
    assert place is not None
    assert kinds()[place].name == name
