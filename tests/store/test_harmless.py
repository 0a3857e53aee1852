"""Drawings that customers send are harmless before anybody opens them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.attachments import Attachments
from bot.store.harmless import harmless_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
SHAPE = '<circle cx="5" cy="5" r="4" fill="url(#g)"/>'


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)" width="1"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<image href="http://evil.example/x.png"/>',
        '<image xlink:href="data:text/html;base64,PHNjcmlwdD4="/>',
        '<use href="http://evil.example/x.svg#a"/>',
        "<foreignObject><p>evil</p></foreignObject>",
        "<style>@import url(http://evil.example/x.css);</style>",
        '<rect style="fill:url(http://evil.example/x)"/>',
        '<rect fill="url(&#x27;//evil.example/x&#x27;)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        '<iframe src="http://evil.example/"/>',
    ],
)
def test_what_could_do_harm_is_gone_and_the_drawing_stays(hostile: str, tmp_path: Path) -> None:
    kept = Attachments(tmp_path).keep("logo.svg", f"{HEAD}{SHAPE}{hostile}</svg>".encode())
    told = Attachments(tmp_path).path(kept.id).read_text()
    assert "circle" in told
    assert kept.size == len(told.encode())
    for sign in ("script", "evil", "onload", "javascript", "text/html", "foreignObject", "iframe", "animate"):
        assert sign not in told


def test_a_harmless_drawing_is_kept_as_it_is() -> None:
    picture = '<image href="data:image/png;base64,iVBORw0KGgo="/>'
    drawing = f'{HEAD}<defs><linearGradient id="g"/></defs>{SHAPE}<use href="#g"/>{picture}</svg>'.encode()
    assert harmless_svg(drawing) == drawing
