"""Drawings made harmless: an SVG may hold shapes, letters and colors, and nothing that runs, loads or leads elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ALLOWED = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath "
    "linearGradient radialGradient stop pattern clipPath mask marker filter feGaussianBlur feOffset feBlend feMerge "
    "feMergeNode feFlood feComposite feColorMatrix image style switch".split()
)
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.I)
_LOADS = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\s*\(|javascript:|-moz-binding|\\", re.I)


def harmless_svg(data: bytes) -> bytes:
    """The drawing without what is not allowed: the same bytes where nothing was. Raises what `fromstring` raises for no XML."""
    root = fromstring(data)
    if not _clean(root):
        return data
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    cleaned: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return cleaned


def _clean(element: ElementTree.Element) -> bool:
    """Takes out of an element and all below it what is not allowed; says whether there was anything."""
    changed = False
    for name, value in list(element.attrib.items()):
        if not _may_stay(name, value):
            del element.attrib[name]
            changed = True
    for child in list(element):
        if _is_allowed(child):
            changed |= _clean(child)
        else:
            element.remove(child)
            changed = True
    return changed


def _is_allowed(element: ElementTree.Element) -> bool:
    if not isinstance(element.tag, str):
        return False  # processing instructions may name a style sheet elsewhere
    space, _, name = element.tag.rpartition("}")
    if name == "style" and _LOADS.search("".join(element.itertext())):
        return False
    return space == f"{{{SVG}" and name in ALLOWED


def _may_stay(name: str, value: str) -> bool:
    local = name.rpartition("}")[2].lower()
    if local.startswith("on") or local in ("base", "src", "begin", "formaction"):
        return False
    if local == "href":
        return value.strip().startswith("#") or bool(_PICTURE.fullmatch(value.strip()))
    return not _LOADS.search(value)
