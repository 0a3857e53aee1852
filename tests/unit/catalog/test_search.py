from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog.agreements import Agreement, Rule, save
from bot.catalog.imports import import_products
from bot.catalog.product import Product
from bot.catalog.query import Query, Result
from bot.catalog.search import Catalog


def titles(result: Result) -> list[str]:
    return [product.title for product in result.products]


def found(catalog: Catalog, text: str, **filters: object) -> Result:
    return catalog.search(Query(text=text, **filters))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("copy paper", "Copy Paper"),
        ("printer paper", "Paper"),
        ("stapler refills", "Staples"),
        ("stapler bullets", "Staples"),
        ("wireless mice", "Wireless Mouse"),
        ("thumb drive", "USB Flash Drive"),
        ("laptop", "Laptop"),
        ("comp books", "Composition Notebook"),
        ("key card sleeves", "Key Card Sleeves"),
        ("garbage bags", "Trash Bags"),
        ("whiteboard markers", "Dry Erase Markers"),
        ("standing desks", "Standing Desk"),
        ("folders w/ prongs", "with Prongs"),
        ("a pencil sharpener, electric please", "Electric Pencil Sharpener"),
        ("do you have any tote bags", "Tote Bag"),
        ("#2 pencils", "#2 Pencils"),
        ("AAA batteries", "AAA"),
        ("500 gb portable ssd", "500 GB"),
        ("500gb ssd", "500 GB"),
    ],
)
def test_what_people_say_finds_the_thing(demo_catalog: Catalog, text: str, word: str) -> None:
    result = found(demo_catalog, text)
    assert result.fit == "exact"
    assert word in titles(result)[0]


@pytest.mark.parametrize("text", ["brother tn-2110", "brother tn 2110", "TN2110", "toner for Brother TN 2110"])
def test_a_code_is_found_however_it_is_written(demo_catalog: Catalog, text: str) -> None:
    result = found(demo_catalog, text)
    assert result.fit == "exact"
    assert titles(result) == ["Refillworks Black Toner Cartridge compatible with Brother TN-2110, Black"]


@pytest.mark.parametrize("text", ["toner for LJ 1160", "black toner for a LaserJet 1160", "Q5949A"])
def test_a_machine_leads_to_what_fits_it(demo_catalog: Catalog, text: str) -> None:
    assert "1160" in titles(found(demo_catalog, text))[0]


@pytest.mark.parametrize(
    "text", ["toner for LaserJet 1170", "brother tn-2120", "TN9999", "hp black toner cartridge for laserjet 9999"]
)
def test_a_model_that_is_not_there_gives_no_other(demo_catalog: Catalog, text: str) -> None:
    result = found(demo_catalog, text, fill=True, limit=10)
    assert (result.fit, result.hits) == ("nothing", ())
    assert result.dropped


@pytest.mark.parametrize("text", ["wooden crates", "forklift", "live goldfish", "cork coasters"])
def test_what_the_catalog_lacks_is_said(demo_catalog: Catalog, text: str) -> None:
    result = found(demo_catalog, text, fill=True)
    assert (result.fit, result.hits, result.total) == ("nothing", (), 0)


def test_the_nearest_says_which_word_it_does_not_meet(demo_catalog: Catalog) -> None:
    result = found(demo_catalog, "gaming chair")
    assert (result.fit, result.dropped) == ("nearest", ("gaming",))
    assert all("Chair" in title for title in titles(result))
    assert not any(hit.exact for hit in result.hits)


@pytest.mark.parametrize(
    ("typed", "word"), [("stapeler", "stapler"), ("whitboard", "whiteboard"), ("envelops", ""), ("higlighters", "highlighters")]
)
def test_typing_errors_are_forgiven_and_told(demo_catalog: Catalog, typed: str, word: str) -> None:
    result = found(demo_catalog, typed)
    assert result.fit == "exact"
    assert result.corrected == (((typed, word),) if word else ())


def test_accessories_do_not_crowd_out_the_thing(demo_catalog: Catalog) -> None:
    laptops = found(demo_catalog, "laptop", limit=5)
    assert all("Bag" not in title and "Stand" not in title for title in titles(laptops))
    cheapest = found(demo_catalog, "laptop", order="price", limit=3)
    assert all(product.category == "Technology > Laptops" for product in cheapest.products)
    assert "Bag" in titles(found(demo_catalog, "laptop bag"))[0]


def test_filters_hold(demo_catalog: Catalog) -> None:
    result = found(demo_catalog, "markers", color="red", max_price=Decimal(11), in_stock=True, brand="pentara", limit=50)
    assert result.fit == "exact"
    for product in result.products:
        assert "Marker" in product.title
        assert "Red" in product.color
        assert product.price is not None
        assert product.price <= 11
        assert product.stock
        assert product.brand == "Pentara"


def test_a_price_in_the_words_is_a_filter(demo_catalog: Catalog) -> None:
    result = found(demo_catalog, "office chair under $150", limit=50)
    assert result.fit == "exact"
    assert all(product.price is not None and product.price <= 150 for product in result.products)


def test_a_color_that_is_not_there_yields_and_is_told(demo_catalog: Catalog) -> None:
    result = found(demo_catalog, "permanent markers", color="turquoise")
    assert (result.fit, result.dropped) == ("nearest", ("color",))
    assert result.hits


def test_a_ceiling_never_yields(demo_catalog: Catalog) -> None:
    result = found(demo_catalog, "standing desk", max_price=Decimal(5))
    assert (result.fit, result.hits) == ("nothing", ())


def test_pages_do_not_overlap_and_together_are_everything(demo_catalog: Catalog) -> None:
    whole = found(demo_catalog, "markers", limit=60)
    pages = [found(demo_catalog, "markers", limit=4, offset=offset) for offset in range(0, whole.total + 4, 4)]
    ids = [product.id for page in pages for product in page.products]
    assert ids == [product.id for product in whole.products]
    assert len(set(ids)) == whole.total
    assert {page.total for page in pages} == {whole.total}


def test_by_price_is_ascending_and_leaves_out_unknown_prices(tmp_path: Path) -> None:
    prices = [None, "5", "3", "9"]
    import_products(
        tmp_path, [Product(id=str(n), title="Desk lamp", price=Decimal(p) if p else None) for n, p in enumerate(prices)]
    )
    result = Catalog.open(tmp_path).search(Query(text="lamp", order="price"))
    assert [product.id for product in result.products] == ["2", "1", "3"]


def test_excluded_products_do_not_come(demo_catalog: Catalog) -> None:
    first = found(demo_catalog, "mug").products[0]
    assert first not in found(demo_catalog, "mug", exclude=(first.id,), limit=50).products


def test_like_gives_others_of_the_kind(demo_catalog: Catalog) -> None:
    model = found(demo_catalog, "mesh task chair").products[0]
    result = demo_catalog.search(Query(like=model.id, limit=5))
    assert result.hits
    assert all("Chair" in product.title and product.id != model.id for product in result.products)


def test_filters_alone_are_a_query_and_nothing_at_all_is_none(demo_catalog: Catalog) -> None:
    assert demo_catalog.search(Query(brand="Deskmoor")).total > 20
    assert demo_catalog.search(Query()).hits == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🦄🦄🔥",
        "?!",
        "the",
        "\x00\x01",
        "' OR 1=1 --",
        'title:"pens" AND (',
        "مرحبا",
        "<script>alert(1)</script>",
        "/restart",
        "-" * 500,
    ],
)
def test_odd_queries_are_answered(demo_catalog: Catalog, text: str) -> None:
    assert found(demo_catalog, text, fill=True).fit in ("exact", "nearest", "nothing")


def test_a_query_of_ten_thousand_characters_is_answered(demo_catalog: Catalog) -> None:
    assert found(demo_catalog, ("black nitrile gloves and " * 500)[:10_000]).fit in ("exact", "nearest")
    assert found(demo_catalog, "x" * 10_000).fit == "nothing"
    assert found(demo_catalog, " ".join(f"word{n}" for n in range(1_200))).fit == "nothing"


def test_products_come_by_id_in_the_order_asked(demo_catalog: Catalog) -> None:
    ids = [product.id for product in found(demo_catalog, "pens").products]
    assert [product.id for product in demo_catalog.products([ids[2], "no-such", ids[0]])] == [ids[2], ids[0]]
    assert demo_catalog.product("no-such") is None


def test_own_brand_goes_before_what_only_fits_it(tmp_path: Path) -> None:
    products = [
        Product(id="own", title="Zenbo Z10 telephone with display and keypad, black, corded", brand="Zenbo"),
        Product(id="fits", title="Case for Zenbo", brand="Acme"),
    ]
    import_products(tmp_path, products)
    assert Catalog.open(tmp_path).search(Query(text="zenbo")).products[0].id == "own"


def test_the_first_hits_are_different_things_and_not_one_in_all_colors(demo_catalog: Catalog) -> None:
    kinds = {title.split(",")[0] for title in titles(found(demo_catalog, "markers", limit=4))}
    assert len(kinds) == 4


def test_a_printer_is_not_the_nearest_to_its_toner(tmp_path: Path) -> None:
    products = [
        Product(id="printer", title="Zenbo LaserJet 1160 Printer", brand="Zenbo"),
        Product(id="toner", title="Black toner cartridge for LaserJet 1160", brand="Acme"),
    ]
    import_products(tmp_path, products)
    catalog = Catalog.open(tmp_path)
    assert [hit.id for hit in catalog.search(Query(text="black toner laserjet 1160")).products] == ["toner"]
    assert catalog.search(Query(text="black toner laserjet 1160", brand="Zenbo")).fit == "nothing"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("dvd payer", "DVD player"),
        ("payer envelopes", "Paper envelopes"),
        ("phone cae", "Phone case"),
        ("smart wathc", "Smartwatch, black"),
    ],
)
def test_a_typing_error_is_read_by_the_words_beside_it(tmp_path: Path, typed: str, title: str) -> None:
    shelf = ["DVD player", "Paper envelopes", "Paper towels", "Paper clips", "Phone case", "Phone cable", "Smartwatch, black"]
    shelf += ["Smart plug", "Smart lamp", "Watch strap", "DVD player, silver", "Phone case, red", "Watch box"]
    import_products(tmp_path, [Product(id=str(number), title=name) for number, name in enumerate(shelf)])
    result = found(Catalog.open(tmp_path), typed)
    assert titles(result)[0] == title
    assert result.corrected


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("refill for Brother TN-2110", "exact"),
        ("toner for TN 2110", "exact"),
        ("ink cartridge for hp deskjet 3050", "nothing"),
        ("toner for Brother TN-9999", "nothing"),
        ("refill for Canon TN-2110", "nothing"),
    ],
)
def test_what_goes_with_a_model_is_found_and_nothing_is_better_than_another_make(tmp_path: Path, text: str, fit: str) -> None:
    products = [
        Product(id="1", title="Brother TN-2110 toner cartridge, black", brand="Brother"),
        Product(id="2", title="Samsung ML-D3050A toner cartridge", brand="Samsung"),
        Product(id="3", title="HP DeskJet 1000 printer, inkjet", brand="HP"),
        Product(id="4", title="Canon ink cartridge", brand="Canon"),
    ]
    import_products(tmp_path, products)
    result = found(Catalog.open(tmp_path), text)
    assert result.fit == fit
    assert [product.id for product in result.products] == (["1"] if fit == "exact" else [])


@pytest.mark.parametrize(
    "text", ["lamp under 20", "lamp under $20", "a lamp for less than 20, please", "lamp below 20 for my desk"]
)
def test_a_price_in_the_words_is_a_bound(tmp_path: Path, text: str) -> None:
    products = [
        Product(id="1", title="Desk lamp", price=Decimal(30)),
        Product(id="2", title="Desk lamp, small", price=Decimal(15)),
    ]
    import_products(tmp_path, products)
    assert [product.id for product in found(Catalog.open(tmp_path), text).products] == ["2"]


def test_a_number_with_a_unit_is_no_price(tmp_path: Path) -> None:
    import_products(tmp_path, [Product(id="1", title="Monitor, 24 inches", price=Decimal(130))])
    assert found(Catalog.open(tmp_path), "monitor under 24 inches").fit == "exact"


def test_an_account_with_an_assortment_finds_only_what_it_may_buy(tmp_path: Path) -> None:
    products = [Product(id="1", title="Desk lamp", brand="Lumio"), Product(id="2", title="Desk lamp, brass", brand="Other")]
    import_products(tmp_path, products)
    catalog = Catalog.open(tmp_path)
    save(tmp_path, [Agreement("school", (Rule(brand="Lumio", only=True),)), Agreement("firm", (Rule(discount=Decimal(5)),))])
    found = {
        name: catalog.search(Query(text="lamp", agreement=catalog.agreement(name))).total for name in ("school", "firm", "")
    }
    assert found == {"school": 1, "firm": 2, "": 2}


@pytest.mark.parametrize("said", ["not for the 1160", "Does not fit LaserJet 1160.", "all others except the 1160"])
def test_a_model_that_a_thing_is_not_for_does_not_find_it(tmp_path: Path, said: str) -> None:
    other = Product(id="1", title="Toner A", description=f"Fits LaserJet 1320; {said}")
    import_products(tmp_path, [other, Product(id="2", title="Toner B 1160")])
    catalog = Catalog.open(tmp_path)
    assert [hit.product.id for hit in catalog.search(Query(text="toner 1160")).hits] == ["2"]
    assert [hit.product.id for hit in catalog.search(Query(text="toner for a laserjet 1320")).hits] == ["1"]
