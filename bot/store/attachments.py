"""Files that customers send: kept under the hash of their content, of the type that it shows, whatever they are called."""

from __future__ import annotations

import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

import puremagic
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from bot.conversation.model import Attachment
from bot.errors import BadInput, Missing
from bot.store.harmless import harmless_svg

LARGEST = 10 * 1024 * 1024  # bytes
LONGEST_NAME = 120
_OFFICE = "application/vnd.openxmlformats-officedocument"
_INSIDE = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
"""What is inside the ZIP file that an office document is, and its type: ECMA-376 part 2."""
_SVG = "image/svg+xml"
_OLD_SHEET, _OPEN_SHEET = "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet"
_PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp", _SVG}
_ALLOWED = {*_PICTURES, "application/pdf", "text/plain", *_INSIDE.values(), _OLD_SHEET, _OPEN_SHEET}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Microsoft Office before 2007 begins: MS-CFB, 2.2."""


class TooLarge(BadInput):
    """The file has more than `LARGEST` bytes."""


class WrongType(BadInput):
    """The file's content is of no kind that is kept."""


class Attachments:
    def __init__(self, var: Path) -> None:
        self._folder = var / "attachments"

    def keep(self, name: str, data: bytes) -> Attachment:
        """Stores a file; the same content is stored once. Raises TooLarge or WrongType. Writes to disk: call it in a thread."""
        if len(data) > LARGEST:
            raise TooLarge(f"a file may have {LARGEST:,} bytes")
        kind = media_type(data)
        if kind not in _ALLOWED:
            raise WrongType(f"a file of type {kind} is not taken")
        if kind == _SVG:
            data = harmless_svg(data)
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{digest}.{uuid4().hex}")
            draft.write_bytes(data)
            draft.replace(path)
        return Attachment(digest, readable(name), kind, len(data))

    def path(self, attachment: str) -> Path:
        """Where the file with this id lies; Missing where there is none."""
        path = self._path(attachment)
        if len(attachment) != 64 or not set(attachment) <= set("0123456789abcdef") or not path.exists():
            raise Missing("there is no such file")
        return path

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def media_type(data: bytes) -> str:
    """The type that the content shows; "application/octet-stream" where it shows none that is known."""
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_COMPOUND):
        return _compound(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _marked_up(data)
    try:
        found = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].mime_type:
        return str(found[0].mime_type)
    return "text/plain" if _is_text(data) else "application/octet-stream"


def _marked_up(data: bytes) -> str:
    """A drawing where it is SVG and well-formed; everything else that begins like markup is not taken as text either."""
    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return "application/octet-stream"
    return _SVG if root.tag == "{http://www.w3.org/2000/svg}svg" else "application/xml"


def _zipped(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "content.xml" in names and "mimetype" in names:  # OpenDocument 1.3, part 2, 3.3
                said = archive.open("mimetype").read(len(_OPEN_SHEET) + 2).strip()
                return _OPEN_SHEET if said == _OPEN_SHEET.encode() else "application/zip"
    except (BadZipFile, ValueError, NotImplementedError):
        return "application/octet-stream"
    kinds = [kind for inside, kind in _INSIDE.items() if inside in names and "[Content_Types].xml" in names]
    return kinds[0] if kinds else "application/zip"


def _compound(data: bytes) -> str:
    """A sheet of Excel before 2007, by the names of its streams; with macros in it nothing that is taken."""
    streams = {name for name in ("Workbook", "Book", "_VBA_PROJECT") if f"{name}\0".encode("utf-16-le") in data}
    return _OLD_SHEET if streams & {"Workbook", "Book"} and "_VBA_PROJECT" not in streams else "application/x-ole-storage"


def _is_text(data: bytes) -> bool:
    """Whether it reads as text, in an encoding that offices write."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        return False
    return bool(text) and not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in text)


def _encoding(data: bytes) -> str:
    """UTF-16 with its mark, UTF-8, else Windows-1252."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def readable(name: str) -> str:
    """A file's name without folders and control characters, not too long, its ending kept."""
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    plain = plain.replace("\\", "/").rsplit("/", 1)[-1].strip(". ") or "file"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME:
        return plain
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) < 10 else plain[:LONGEST_NAME]
