"""A stand-in for Telegram's Bot API on loopback, like the real one in what we rely on. https://core.telegram.org/bots/api

getMe, setWebhook, deleteWebhook, getUpdates (offset, long poll, 409), sendMessage and sendPhoto with their limits,
sendChatAction, answerCallbackQuery, getFile and the file itself, 429 with retry_after, 403 for who blocked the bot; a webhook
is posted to with its secret, one update after the other, each until it is acknowledged.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer

TOKEN = "4242:a-token-for-tests"
BOT = {"id": 4242, "is_bot": True, "first_name": "Quartermaster", "username": "quartermaster_test_bot"}
LARGEST_DOWNLOAD = 20_000_000


class Refusal(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.code, self.description, self.parameters = code, description, parameters


def too_many(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass
class Hold:
    """A call of one method that gets no answer: `taken` says whether Telegram did what was asked before it went silent."""

    method: str
    taken: bool
    skipped: int = 0
    """Calls that are let pass before."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class BotApi:
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Every call that was made, taken or refused."""
    shown: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    """What each chat sees."""
    answered: list[str] = field(default_factory=list)
    """Callback queries that were answered."""
    blocked: set[int] = field(default_factory=set)
    broken_pictures: set[str] = field(default_factory=set)
    refusals: dict[str, deque[Refusal]] = field(default_factory=lambda: defaultdict(deque))
    """What the next calls of a method get."""
    holds: list[Hold] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    pushed: list[int] = field(default_factory=list)
    """HTTP statuses that pushed updates got."""
    webhook: dict[str, Any] = field(default_factory=dict)
    port: int | None = None
    """Where it listens; any free port by default."""
    first_update: int = 1001

    def __post_init__(self) -> None:
        self._pending: list[dict[str, Any]] = []
        self._last_update = self.first_update - 1
        self._last_message = 0
        self._changed = asyncio.Condition()
        self._poll: asyncio.Task[Any] | None = None
        self._server = TestServer(self._app(), port=self.port)
        self._pushing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> BotApi:
        await self._server.start_server()
        self._pushing = asyncio.create_task(self._push())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._pushing
        self._pushing.cancel()
        if self._poll:
            self._poll.cancel()
        for hold in self.holds:
            hold.released.set()
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    # ── what the customers do ──

    def number(self) -> int:
        """The next update's id."""
        self._last_update += 1
        return self._last_update

    async def happen(self, **update: Any) -> int:
        """Something happens at Telegram; gives the update's id."""
        update.setdefault("update_id", self.number())
        self._pending.append(update)
        await self._notify()
        return int(update["update_id"])

    def message_id(self) -> int:
        self._last_message += 1
        return self._last_message

    def texts(self, chat: int) -> list[str]:
        """What a chat was told, pictures by their captions."""
        return [one.get("text") or one.get("caption") or "" for one in self.shown[chat]]

    @property
    def unconfirmed(self) -> int:
        """Updates that would be told again."""
        return len(self._pending)

    async def until(self, true: Any, seconds: float = 20.0) -> None:
        """Waits until something is true of what was called."""

        async def wait() -> None:
            async with self._changed:
                await self._changed.wait_for(true)

        await asyncio.wait_for(wait(), seconds)

    async def sees(self, chat: int, count: int) -> list[str]:
        """Waits until a chat has got so many messages; gives them."""
        await self.until(lambda: len(self.shown[chat]) >= count)
        return self.texts(chat)

    def hold(self, method: str, taken: bool, skipped: int = 0) -> Hold:
        hold = Hold(method, taken, skipped)
        self.holds.append(hold)
        return hold

    # ── the API ──

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        method, asked = request.match_info["method"], dict(await request.post())
        try:
            if request.match_info["token"] != TOKEN:
                raise Refusal(401, "Unauthorized")
            answer = await self._answer(method, {name: _value(value) for name, value in asked.items()})
        except Refusal as refused:
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
            return web.json_response(body, status=refused.code)
        return web.json_response({"ok": True, "result": answer})

    async def _answer(self, method: str, asked: dict[str, Any]) -> Any:
        self.calls.append((method, asked))
        hold = self._holding(method)
        if hold and not hold.taken:
            await self._silence(hold)
        if self.refusals[method]:
            await self._notify()
            raise self.refusals[method].popleft()
        act = getattr(self, f"_{method}", None)
        if act is None:
            raise Refusal(404, "Not Found")
        answer = await act(asked)
        await self._notify()
        if hold:
            await self._silence(hold)
        return answer

    def _holding(self, method: str) -> Hold | None:
        for hold in self.holds:
            if hold.method == method and not hold.reached.is_set():
                hold.skipped -= 1
                return hold if hold.skipped < 0 else None
        return None

    async def _silence(self, hold: Hold) -> None:
        hold.reached.set()
        await hold.released.wait()
        raise Refusal(502, "Bad Gateway")

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _getMe(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the API's name, as below
        return BOT

    async def _setWebhook(self, asked: dict[str, Any]) -> bool:  # noqa: N802
        self.webhook = asked
        return True

    async def _deleteWebhook(self, asked: dict[str, Any]) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    async def _getUpdates(self, asked: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._poll and not self._poll.done():
            self._poll.cancel()
        self._pending = [one for one in self._pending if one["update_id"] >= int(asked.get("offset") or 0)]
        self._poll = asyncio.create_task(self.until(lambda: self._pending, float(asked.get("timeout") or 0)))
        try:
            await self._poll
        except asyncio.TimeoutError:
            return []
        except asyncio.CancelledError:
            raise Refusal(409, "Conflict: terminated by other getUpdates request") from None
        return self._pending[:100]

    async def _sendMessage(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        text = str(asked.get("text", ""))
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) > 2 * 4096:
            raise Refusal(400, "Bad Request: message is too long")
        return self._show(asked)

    async def _sendPhoto(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if asked["photo"] in self.broken_pictures:
            raise Refusal(400, "Bad Request: wrong type of the web page content")
        if len(str(asked.get("caption", "")).encode("utf-16-le")) > 2 * 1024:
            raise Refusal(400, "Bad Request: message caption is too long")
        return self._show(asked)

    def _show(self, asked: dict[str, Any]) -> dict[str, Any]:
        chat = int(asked["chat_id"])
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        for row in (asked.get("reply_markup") or {}).get("inline_keyboard", ()):
            if any(not 1 <= len(button["callback_data"].encode()) <= 64 for button in row):
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        self.shown[chat].append(asked)
        kind = "private" if chat > 0 else "group"
        return {"message_id": self.message_id(), "date": 1_790_000_000, "chat": {"id": chat, "type": kind}, "from": BOT}

    async def _sendChatAction(self, asked: dict[str, Any]) -> bool:  # noqa: N802
        return True

    async def _answerCallbackQuery(self, asked: dict[str, Any]) -> bool:  # noqa: N802
        self.answered.append(str(asked["callback_query_id"]))
        return True

    async def _getFile(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        file_id = str(asked["file_id"])
        if file_id not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[file_id]) > LARGEST_DOWNLOAD:
            raise Refusal(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}"}

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            raise web.HTTPNotFound
        return web.Response(body=self.files[request.match_info["path"].removeprefix("files/")])

    async def _push(self) -> None:
        """Posts pending updates to the webhook, each again and again until it is acknowledged."""
        async with ClientSession() as session:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: self.webhook and self._pending)
                headers = {"X-Telegram-Bot-Api-Secret-Token": str(self.webhook["secret_token"])}
                try:
                    async with session.post(self.webhook["url"], json=self._pending[0], headers=headers) as answer:
                        self.pushed.append(answer.status)
                        if answer.status == 200:
                            del self._pending[0]
                except ClientError:
                    self.pushed.append(0)
                await self._notify()
                if self.pushed[-1] != 200:
                    await asyncio.sleep(0.05)


def _value(value: Any) -> Any:
    """A parameter as it was meant: uploaded bytes, JSON, or text."""
    if isinstance(value, web.FileField):
        return value.file.read()
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return value
