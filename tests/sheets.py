"""Small spreadsheets as other programs write them: Excel before 2007 (.xls) and OpenDocument (.ods)."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str | float]]
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST = 4096
"""Shorter streams would go into sectors of their own kind."""


def xls(rows: Rows, *, macros: bool = False) -> bytes:
    """A sheet in BIFF8 records ([MS-XLS]) inside a compound file ([MS-CFB])."""
    stream = _book(rows)
    stream += bytes(-len(stream) % SECTOR if len(stream) >= SMALLEST else SMALLEST - len(stream))
    sectors = len(stream) // SECTOR
    chain = [*range(1, sectors), END, END, FAT]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, sectors, 0, SMALLEST, END, 0, END, 0) + struct.pack("<109I", sectors + 1, *[FREE] * 108)
    entries = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 0, len(stream))
    entries += _entry("_VBA_PROJECT", 2, END, 0) if macros else bytes(128)
    return head + stream + entries + bytes(128) + table


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    said = name.encode("utf-16-le") + b"\0\0"
    return said.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(said), kind, 1, FREE, FREE, child, start, size)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _book(rows: Rows) -> bytes:
    begin, end = struct.Struct("<HHHHII"), _record(0x0A, b"")
    whole = _record(0x809, begin.pack(0x600, 5, 0, 1996, 0, 0))
    name = b"\x06\x00Sheet1"
    place = len(whole) + 4 + 6 + len(name) + len(end)
    whole += _record(0x85, struct.pack("<IH", place, 0) + name) + end
    sheet = _record(0x809, begin.pack(0x600, 0x10, 0, 1996, 0, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            where = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                sheet += _record(0x204, where + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            else:
                sheet += _record(0x203, where + struct.pack("<d", cell))
    return whole + sheet + end


_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def ods(rows: Rows) -> bytes:
    """A sheet of OpenDocument 1.3."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text"))
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_MANIFEST}"/>')
    return held.getvalue()


def _cell(value: str | float) -> str:
    text = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}">{text}</table:table-cell>'
