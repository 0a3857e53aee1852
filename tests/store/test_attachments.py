"""Files are kept by what they are, not by what they are called."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Missing
from bot.store.attachments import LARGEST, LONGEST_NAME, Attachments, TooLarge, WrongType, media_type, readable
from tests.sheets import ods, xls

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes(40)
OFFICE = "application/vnd.openxmlformats-officedocument"


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + bytes(60), "image/jpeg"),
        (b"GIF89a" + bytes(30), "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30), "image/webp"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b"%PDF-1.7\n" + bytes(30), "application/pdf"),
        ("sku;qty\nA-1;20\nnaïve;3".encode(), "text/plain"),
        ("\ufeffwith a mark".encode(), "text/plain"),
        (zipped("[Content_Types].xml", "word/document.xml"), f"{OFFICE}.wordprocessingml.document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
        (xls([["pens", 3]]), "application/vnd.ms-excel"),
        (ods([["pens", 3]]), "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_what_is_taken(tmp_path: Path, data: bytes, kind: str) -> None:
    kept = Attachments(tmp_path).keep("any.name", data)
    assert (kept.media_type, kept.size, kept.id) == (kind, len(data), sha256(data).hexdigest())
    assert Attachments(tmp_path).path(kept.id).read_bytes() == data


@pytest.mark.parametrize(
    "data",
    [
        zipped("a.txt"),
        zipped("xl/workbook.xml"),
        b"PK\3\4 cut off",
        xls([["pens", 3]], macros=True),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"MZ" + bytes(200),
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b"\x7fELF" + bytes(100),
        bytes(100),
        b"",
    ],
)
def test_what_is_refused_whatever_it_is_called(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(WrongType):
        Attachments(tmp_path).keep("logo.png", data)
    assert not list(tmp_path.rglob("*"))


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        Attachments(tmp_path).keep("logo.png", PNG + bytes(LARGEST))


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    first, second = (Attachments(tmp_path).keep(name, PNG) for name in ("a.png", "b.png"))
    assert (first.id, first.name, second.name) == (second.id, "a.png", "b.png")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("attachment", ["", "../../etc/passwd", "0" * 64, "Z" * 64])
def test_only_what_was_kept_can_be_had(tmp_path: Path, attachment: str) -> None:
    with pytest.raises(Missing):
        Attachments(tmp_path).path(attachment)


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type(data: bytes) -> None:
    assert "/" in media_type(data)


@given(st.text(max_size=300))
def test_a_name_is_short_and_has_no_folders(name: str) -> None:
    plain = readable(name)
    assert 0 < len(plain) <= LONGEST_NAME
    assert "/" not in plain
    assert "\\" not in plain


def test_a_long_name_keeps_its_ending() -> None:
    assert readable("x" * 300 + ".pdf").endswith("x.pdf")
