"""Addresses of the website."""

from __future__ import annotations

from aiohttp import web

from connectors.web import demo, views
from connectors.web.charts import chart
from connectors.web.files import allow_upload, upload
from connectors.web.pictures import product_picture
from connectors.web.prices import change_catalog
from connectors.web.socket import customer_socket

ROUTES = (
    web.get("/", views.shop),
    web.post("/sign-in", demo.sign_in),
    web.post("/sign-out", demo.sign_out),
    web.get("/socket", customer_socket),
    web.post("/files", upload),
    web.options("/files", allow_upload),
    web.post("/catalog/changes", change_catalog),
    web.get("/healthz", views.healthz),
    web.get("/favicon.ico", views.no_icon),
    web.get("/products/{id}.svg", product_picture),
    web.get("/charts/{conversation}/{entry}/{signature}.svg", chart),
    web.get("/widget.js", views.asset),
    web.get("/widget/{name}", views.asset),
    web.get("/shop/{name}", views.asset),
)
