"""The files that browsers load: read once at the start, served compressed, fetched again only when changed."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from aiohttp import web

SMALLEST_GZIP = 500  # bytes; below that compression gains nothing


@dataclass(frozen=True)
class Asset:
    body: bytes
    gzipped: bytes | None
    type: str
    etag: str


def read_asset(path: Path) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.types_map.get(path.suffix, "application/octet-stream")
    if path.suffix == ".js":
        kind = "text/javascript"
    return Asset(
        body=body,
        gzipped=gzip.compress(body, mtime=0) if len(body) >= SMALLEST_GZIP else None,
        type=kind,
        etag=blake2s(body, digest_size=12).hexdigest(),
    )


class Assets:
    """Files by the path under which they are served, such as `/static/web/shop.css`."""

    def __init__(self) -> None:
        self._by_path: dict[str, Asset] = {}

    def add_folder(self, prefix: str, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._by_path[f"{prefix}/{path.relative_to(folder).as_posix()}"] = read_asset(path)

    def paths(self) -> list[str]:
        return list(self._by_path)

    def response(self, request: web.Request, path: str) -> web.Response:
        """The file, or 304 where the browser has it; raises HTTPNotFound for an unknown path."""
        asset = self._by_path.get(path)
        if asset is None:
            raise web.HTTPNotFound(text="There is nothing at this address.")
        headers = {
            "ETag": f'"{asset.etag}"',
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if any(tag.value == asset.etag for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = f"{asset.type}; charset=utf-8" if asset.type.startswith("text/") else asset.type
        if asset.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=asset.gzipped, headers=headers | {"Content-Encoding": "gzip"})
        return web.Response(body=asset.body, headers=headers)
