"""Which column of a feed is which field of a product: by name, or as the person who imports says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.errors import FeedError

# our field: the names that feeds give it, the surest first; compared without case, spaces, dashes, underscores and "g:"
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "productid", "itemid", "itemnumber", "itemno", "uniqueid", "offerid", "articleid", "recordid"),
    "title": ("title", "producttitle", "productname", "itemname", "displayname", "name"),
    "brand": ("brand", "brandname", "manufacturer", "make", "maker", "vendor"),
    "category": (
        "category",
        "producttype",
        "googleproductcategory",
        "categories",
        "categoryname",
        "categorypath",
        "department",
        "typeattr",
    ),
    "description": ("description", "shortdescription", "longdescription", "productdescription", "summary", "body"),
    "price": ("price", "unitprice", "listprice", "priceusd", "regularprice"),
    "sale_price": ("saleprice", "promotionprice", "promoprice", "specialprice"),
    "sale_dates": ("salepriceeffectivedate", "saledates", "promotiondates"),
    "price_cents": ("pricecents", "pricecent", "priceincents"),
    "color": ("color", "colour"),
    "material": ("material",),
    "size": ("size", "dimensions"),
    "sku": (
        "sku",
        "mpn",
        "modelno",
        "modelnumber",
        "model",
        "partnumber",
        "partno",
        "manufacturerpartnumber",
        "makercode",
        "code",
    ),
    "gtin": ("gtin", "ean", "upc", "barcode", "ean13", "gtin13", "isbn"),
    "unit": ("unit", "uom", "unitofmeasure", "sellunit", "sellingunit"),
    "pack_size": ("packsize", "packqty", "packquantity", "unitsperpack", "piecesperunit", "multipack", "qtyperunit"),
    "price_breaks": ("pricebreaks", "quantitybreaks", "tierprices", "volumeprices"),
    "stock": (
        "stock",
        "stockquantity",
        "stockqty",
        "inventory",
        "onhand",
        "quantityonhand",
        "qtyonhand",
        "quantityavailable",
        "quantity",
    ),
    "stock_by": ("stockby", "stockbywarehouse", "warehousestock", "inventorybywarehouse"),
    "availability": ("availability", "stockstatus"),
    "image": ("image", "imagelink", "imageurl", "picture", "img", "imgurl"),
}
# says what a product is ("Mini PC (<= 3L) barebone"): good to search by, but no department of a shop
TYPE_COLUMN = "typeattr"
_PLAIN = re.compile(r"[\s_\-]+")


def plain(name: str) -> str:
    return _PLAIN.sub("", name.strip().lower().removeprefix("g:"))


def recognise(columns: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our field to the feed's column. `given` (field to column) goes before what is recognised by name.

    Raises FeedError when `given` names a field or column that does not exist, or when no column can be the title.
    A feed with both "title" and "name" has the maker's code in "name".
    """
    present = {plain(column): column for column in columns if column and column.strip()}
    found: dict[str, str] = {}
    for field, column in (given or {}).items():
        if field not in NAMES:
            raise FeedError(f"there is no field {field!r}; the fields are {', '.join(NAMES)}")
        if plain(column) not in present:
            raise FeedError(f"the feed has no column {column!r}; its columns are {', '.join(present.values())}")
        found[field] = present[plain(column)]
    for field, names in NAMES.items():
        match = next((present[name] for name in names if name in present and present[name] not in found.values()), None)
        if match is not None:
            found.setdefault(field, match)
    if "sku" not in found and "name" in present and present["name"] not in found.values():
        found["sku"] = present["name"]
    if "title" not in found:
        raise FeedError(
            f"no column is the title; name it with --map title=COLUMN (the columns are {', '.join(present.values())})"
        )
    return found
