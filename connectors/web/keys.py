"""What the web process holds while it runs, by typed key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from weakref import WeakSet

from aiohttp import web
from jinja2 import Environment

from bot.accounts.service import Accounts
from bot.catalog.live import Change
from bot.orders.service import Orders
from bot.sales.service import Sales
from bot.settings import Settings
from bot.store.attachments import Attachments
from bot.store.chats import Chats
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.fanout import Fanout
from bot.store.mail import RedisMail
from bot.store.requests import RedisRequests
from bot.store.sessions import Sessions
from bot.store.signs import Signs
from connectors.web.assets import Assets
from connectors.web.elsewhere import Elsewhere
from connectors.web.identity import Signer
from connectors.web.passes import Passes
from connectors.web.shop import Shop

SETTINGS = web.AppKey("SETTINGS", Settings)
SIGNER = web.AppKey("SIGNER", Signer)
CONVERSATIONS = web.AppKey("CONVERSATIONS", Conversations)
FANOUT = web.AppKey("FANOUT", Fanout)
SALES = web.AppKey("SALES", Sales)
SESSIONS = web.AppKey("SESSIONS", Sessions)
ELSEWHERE = web.AppKey("ELSEWHERE", Elsewhere)
SHOP = web.AppKey("SHOP", Shop)
SIGNS = web.AppKey("SIGNS", Signs)
ATTACHMENTS = web.AppKey("ATTACHMENTS", Attachments)
REQUESTS = web.AppKey("REQUESTS", RedisRequests)
ACCOUNTS = web.AppKey("ACCOUNTS", Accounts)
ORDERS = web.AppKey("ORDERS", Orders)
CHATS = web.AppKey("CHATS", Chats)
PASSES = web.AppKey("PASSES", Passes)
MAIL = web.AppKey("MAIL", RedisMail)
CHANGE: web.AppKey[Callable[[Sequence[Change]], Awaitable[None]]] = web.AppKey("CHANGE", object)  # type: ignore[arg-type]
"""Writes down new prices and stock."""
CLIENT: web.AppKey[Client] = web.AppKey("CLIENT", object)  # type: ignore[arg-type]
"""For doors that keep something of their own in Redis, through `bot.store`."""
PING: web.AppKey[Callable[[], Awaitable[object]]] = web.AppKey("PING", object)  # type: ignore[arg-type]
"""Answers while Redis does."""
TEMPLATES = web.AppKey("TEMPLATES", Environment)
ASSETS = web.AppKey("ASSETS", Assets)
SOCKETS = web.AppKey("SOCKETS", WeakSet[web.WebSocketResponse])
"""The open sockets, to be closed when the process stops."""
