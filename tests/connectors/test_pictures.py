"""Pictures of products, as browsers get them."""

from __future__ import annotations

from decimal import Decimal

from bot.catalog.imports import import_products
from bot.catalog.product import Product
from bot.demo.catalog import load_demo
from tests.connectors.conftest import Site


async def test_every_product_on_the_shop_page_has_a_picture_that_loads(quiet_site: Site) -> None:
    load_demo(quiet_site.settings.var)
    browser = await quiet_site.session()
    page = await (await browser.get("/")).text()
    addresses = {part.split('"')[0] for part in page.split('src="')[1:] if part.startswith("/products/")}
    assert len(addresses) >= 12
    for address in addresses:
        answer = await browser.get(address)
        assert answer.status == 200
        assert answer.content_type == "image/svg+xml"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age" in answer.headers["Cache-Control"]


async def test_an_unchanged_picture_is_not_sent_again(quiet_site: Site) -> None:
    load_demo(quiet_site.settings.var)
    browser = await quiet_site.session()
    first = await browser.get("/products/PPR101-01.svg")
    again = await browser.get("/products/PPR101-01.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    assert (await browser.get("/products/none.svg")).status == 404


async def test_an_id_with_odd_signs_has_a_picture_and_nothing_of_a_feed_gets_into_it(quiet_site: Site) -> None:
    odd = Product(id='a/b "<script>?', title="<script>alert(1)</script> mug", color='red" onload="alert(1)', price=Decimal(4))
    import_products(quiet_site.settings.var, [odd])
    browser = await quiet_site.session()
    page = await (await browser.get("/")).text()
    address = next(part.split('"')[0] for part in page.split('src="')[1:] if part.startswith("/products/"))
    drawn = await (await browser.get(address)).text()
    assert drawn.startswith("<svg")
    assert "script" not in drawn
    assert "onload" not in drawn
