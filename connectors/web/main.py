"""The web process: the website's door, and whatever other doors are put beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from weakref import WeakSet

from aiohttp import WSCloseCode, web
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from bot.accounts.service import Accounts
from bot.catalog.search import Catalog
from bot.ending import end
from bot.notify.post import Post
from bot.orders.service import Orders
from bot.sales.service import Sales
from bot.secret import secret_of
from bot.settings import Settings
from bot.store.accounts import RedisAccounts
from bot.store.attachments import Attachments
from bot.store.chats import Chats
from bot.store.connect import UNREACHABLE, Client, connect
from bot.store.conversations import Conversations
from bot.store.fanout import Fanout
from bot.store.live import LiveChanges, save_changes
from bot.store.mail import RedisMail
from bot.store.orders import RedisOrders
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue, RedisReps
from bot.store.sessions import Sessions
from bot.store.signs import Signs
from connectors.web import keys
from connectors.web.assets import Assets
from connectors.web.elsewhere import Elsewhere
from connectors.web.identity import Signer
from connectors.web.passes import Passes, customer_key
from connectors.web.routes import ROUTES
from connectors.web.security import add_headers, plain_errors
from connectors.web.shop import Shop

HERE = Path(__file__).parent
LARGEST_BODY = 64 * 1024  # bytes of a form
RESUME = "quartermaster-chat"  # what the widget looks for behind the # of an address
PATIENCE = 5.0  # seconds between two lines about a Redis that is not there

Door = Callable[[web.Application], None]
log = logging.getLogger(__name__)


def create_app(settings: Settings, redis_url: str, doors: Iterable[Door] = ()) -> web.Application:
    """The application; `doors` add further routes to it (the desk). Raises SettingError where a setting cannot be used."""
    app = web.Application(middlewares=[plain_errors], client_max_size=LARGEST_BODY)
    client = connect(redis_url)
    app[keys.SETTINGS] = settings
    secret = secret_of(settings)
    app[keys.SIGNER] = Signer(secret)
    app[keys.ELSEWHERE] = Elsewhere(Chats(client, secret), secret)
    app[keys.CONVERSATIONS] = Conversations(client)
    app[keys.FANOUT] = Fanout(client)
    app[keys.SALES] = Sales(RedisQueue(client), RedisReps(client))
    app[keys.SESSIONS] = Sessions(client)
    app[keys.SHOP] = Shop(Catalog.open(settings.var, LiveChanges(client)))
    app[keys.CHANGE] = lambda changes: save_changes(client, changes)
    app[keys.SIGNS] = Signs(client)
    app[keys.ATTACHMENTS] = Attachments(settings.var)
    app[keys.REQUESTS] = RedisRequests(client)
    app[keys.MAIL] = RedisMail(client)
    app[keys.ACCOUNTS] = Accounts(RedisAccounts(client))
    app[keys.ORDERS] = Orders(RedisOrders(client))
    app[keys.CHATS] = Chats(client, secret_of(settings))
    app[keys.PASSES] = Passes(customer_key(settings), app[keys.ACCOUNTS])
    app[keys.CLIENT] = client
    app[keys.PING] = client.ping
    app[keys.SOCKETS] = WeakSet()
    app[keys.TEMPLATES] = Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates")]),
    )
    app[keys.ASSETS] = Assets()
    app[keys.ASSETS].add_folder("", HERE / "static")
    app.add_routes(ROUTES)
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(_redis(client))
    app.on_shutdown.append(_close_sockets)
    for door in doors:
        door(app)
    return app


def _redis(client: Client) -> Callable[[web.Application], AsyncIterator[None]]:
    async def connected(app: web.Application) -> AsyncIterator[None]:
        await _until_there(client)
        tail, signs = asyncio.create_task(_keep_tailing(app)), asyncio.create_task(app[keys.SIGNS].run())
        await app[keys.FANOUT].ready.wait()
        settings, signer = app[keys.SETTINGS], app[keys.SIGNER]
        post = Post(client, settings, lambda conversation: f"{settings.url}/#{RESUME}={signer.token(conversation)}")
        mail = asyncio.create_task(post.run())
        yield
        await end(tail, signs, mail)
        await client.close(close_connection_pool=True)

    return connected


async def _keep_tailing(app: web.Application) -> None:
    """Runs the fan-out for ever. Should it fail, every socket is let go, so that each resumes from what it saw last."""
    while True:
        try:
            await app[keys.FANOUT].run()
        except Exception:
            log.exception("the fan-out failed and begins again")
        await asyncio.sleep(0.5)
        await _close_sockets(app)


async def _until_there(client: Client) -> None:
    """Waits for Redis, saying so now and then."""
    waited = 0.0
    while True:
        try:
            await client.ping()
            return
        except UNREACHABLE as error:
            if waited % PATIENCE == 0:
                log.warning("waiting for Redis: %s", error)
            waited += 0.5
            await asyncio.sleep(0.5)


async def _close_sockets(app: web.Application) -> None:
    sockets = app[keys.SOCKETS]
    for socket in list(sockets):
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server restarts")
