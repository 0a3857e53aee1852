"""A customer with a phone: what they do in their chat, as Telegram would report it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.connectors.telegram.bot_api import BOT, BotApi

SENT = 1_790_000_000  # 2026-09-21


@dataclass
class Customer:
    api: BotApi
    id: int = 777
    language: str = ""

    def message(self, **content: Any) -> dict[str, Any]:
        """A message of this customer's, not sent yet."""
        chat = {"id": self.id, "type": "private", "first_name": "Dana"}
        person = {"id": self.id, "is_bot": False, "first_name": "Dana"}
        if self.language:
            person["language_code"] = self.language
        return {"message_id": self.api.message_id(), "date": SENT, "chat": chat, "from": person, **content}

    async def writes(self, text: str, **update: Any) -> int:
        return await self.sends(text=text, **update)

    async def sends(self, update_id: int | None = None, **content: Any) -> int:
        update = {} if update_id is None else {"update_id": update_id}
        return await self.api.happen(**update, message=self.message(**content))

    async def file(self, data: bytes, name: str | None = None, size: int | None = None, **content: Any) -> int:
        """Sends a document with a name, or a photo without one. `size` is what Telegram says, if not the truth."""
        file_id = f"file{len(self.api.files)}"
        self.api.files[file_id] = data
        described = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data) if size is None else size}
        if name is not None:
            return await self.sends(document={**described, "file_name": name}, **content)
        small = {"file_id": "thumb", "file_unique_id": "thumb", "width": 90, "height": 60, "file_size": 1000}
        return await self.sends(photo=[small, {**described, "width": 1280, "height": 853}], **content)

    async def presses(self, button: str, query: str = "q1", **update: Any) -> int:
        message = {**self.message(text="…"), "from": BOT}
        person = {"id": self.id, "is_bot": False, "first_name": "Dana"}
        pressed = {"id": query, "from": person, "chat_instance": "1", "message": message, "data": button}
        return await self.api.happen(**update, callback_query=pressed)

    def buttons(self) -> list[dict[str, str]]:
        """The buttons below the newest message that has some."""
        for shown in reversed(self.api.shown[self.id]):
            if shown.get("reply_markup"):
                return [button for row in shown["reply_markup"]["inline_keyboard"] for button in row]
        return []
