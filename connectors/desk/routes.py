"""Addresses of the desk."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from jinja2 import ChoiceLoader, FileSystemLoader

from bot.store.review import RedisReview
from connectors.desk import callbacks, company, files, find, views
from connectors.desk.board import ROOM, Room
from connectors.desk.dossier import TRIES, Tries
from connectors.desk.lead import add_lead
from connectors.desk.review import add_review
from connectors.desk.socket import desk_socket
from connectors.web import keys

HERE = Path(__file__).parent
ROUTES = (
    web.get("/desk", views.desk),
    web.post("/desk/sign-in", views.sign_in),
    web.post("/desk/sign-out", views.sign_out),
    web.get("/desk/company", company.start),
    web.get(company.BACK, company.back),
    web.get("/desk/socket", desk_socket),
    web.get("/desk/files/{conversation}/{id}", files.download),
    web.get("/desk/static/{name}", views.asset),
)


def add_desk(app: web.Application) -> None:
    """Puts the desk beside the website."""
    app.add_routes(ROUTES)
    app[TRIES] = Tries()
    app[ROOM] = Room(app[keys.SALES].queue, app[keys.SALES].reps)
    add_review(app, RedisReview(app[keys.CLIENT]))
    add_lead(app)
    app.add_routes((*callbacks.ROUTES, *find.ROUTES))
    app[keys.ASSETS].add_folder("/desk/static", HERE / "static")
    loader = app[keys.TEMPLATES].loader
    app[keys.TEMPLATES].loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), *([loader] if loader else [])])
